import { stripVTControlCharacters, styleText } from "node:util";
import CliTable from "cli-table3";

export interface TableStyle {
  /** With a line and colours, for people at a terminal; otherwise aligned text and nothing else. */
  pretty: boolean;
  /** How wide the terminal is, in characters. Plain tables are as wide as they must be. */
  width?: number | undefined;
}

const gap = 2;
const narrowestColumn = 10;

const noLines = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ".repeat(gap),
};
const lineBelowHead = { ...noLines, mid: "─", "mid-mid": "─".repeat(gap) };

export interface Heading {
  text: string;
  /** Cells below it are never broken into lines: ids, to be copied, and what has colours. */
  whole?: boolean | undefined;
}

/** The door to cli-table3: rows under headings, as text. Nothing is ever cut off. */
export function renderTable(
  headings: readonly Heading[],
  rows: readonly (readonly string[])[],
  { pretty, width }: TableStyle,
): string {
  const table = new CliTable({
    head: headings.map(({ text }) => text),
    chars: pretty ? lineBelowHead : noLines,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    ...(pretty && width && wrapping(headings, rows, width)),
  });
  table.push(...rows.map((row) => [...row]));
  const [head = "", ...lines] = table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  // Styled afterwards: wrapping would count the codes as letters.
  return [pretty ? styleText("bold", head, { validateStream: false }) : head, ...lines].join("\n");
}

/** Makes the widest columns narrower, line by line, until the table fits the terminal. */
function wrapping(
  headings: readonly Heading[],
  rows: readonly (readonly string[])[],
  width: number,
): { colWidths: (number | null)[]; wordWrap: true; wrapOnWordBoundary: false } | undefined {
  const widths = headings.map(({ text }, column) =>
    Math.max(...[text, ...rows.map((row) => row[column] ?? "")].map(visibleWidth)),
  );
  const room = width - gap * (widths.length - 1);
  let excess = widths.reduce((sum, each) => sum + each, 0) - room;
  if (excess <= 0) return undefined;
  for (; excess > 0; excess--) {
    const breakable = widths.map((each, column) => (headings[column]?.whole ? 0 : each));
    const widest = Math.max(...breakable);
    if (widest <= narrowestColumn) break;
    widths[breakable.indexOf(widest)] = widest - 1;
  }
  // Without a width of its own a column is left alone; wrapping counts the codes of colours, too.
  const colWidths = widths.map((each, column) => (headings[column]?.whole ? null : each));
  return { colWidths, wordWrap: true, wrapOnWordBoundary: false };
}

function visibleWidth(cell: string): number {
  const lines = stripVTControlCharacters(cell).split("\n");
  return Math.max(...lines.map((line) => line.length));
}
