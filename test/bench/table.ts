import type { Line } from "./line.ts";
import type { Row } from "./rows.ts";

const heads = [
  "",
  "Provost",
  "floor",
  "graphile-worker",
  "of floor",
  "of g-w",
  "of empty",
  "Node",
  "server",
  "others",
  "goal",
];

/** The lines as a table for people. */
export function tableOf(lines: readonly Line[], rows: readonly Row[]): string {
  const cells = lines.map((line, index) => [
    line.title,
    `${short(line.provost)} ${line.unit}`,
    short(line.floor),
    short(line.queue),
    ratio(line.ratioToFloor),
    ratio(line.ratioToQueue),
    line.ratioToEmpty === undefined
      ? ""
      : `${ratio(line.ratioToEmpty)} (${ratio(line.floorToEmpty)})`,
    `${short(line.nodeMicroseconds)} us`,
    line.serverMicroseconds === undefined ? "" : `${short(line.serverMicroseconds)} us`,
    line.othersCores?.toFixed(1) ?? "",
    goalsText(line, rows[index]),
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const align = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const isText = column === 0 || column === heads.length - 1;
        return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
      })
      .join("  ")
      .trimEnd();
  return [heads, ...cells].map(align).join("\n");
}

function goalsText({ goals }: Line, row: Row | undefined): string {
  return goals
    .map(({ goal: { of, limit }, isMet: met }) => {
      const isMost = of === "figure" && row?.better === "less";
      const what = of === "figure" ? "" : of === "ratioToFloor" ? " of floor" : " of empty";
      return `${isMost ? "<=" : ">="} ${limit.toLocaleString("en")}${what}: ${met ? "yes" : "NO"}`;
    })
    .join("; ");
}

const ratio = (value: number | undefined): string => value?.toFixed(2) ?? "";

function short(value: number | undefined): string {
  if (value === undefined) return "";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
