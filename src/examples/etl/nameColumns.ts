import { originColumns } from "./loadPlan.ts";

/** The longest name that PostgreSQL keeps, in bytes. */
export const longestName = 63;

// Every table of PostgreSQL has these already.
const systemColumns = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

/**
 * The column names of a header: as they are written there, without space around them. A name that
 * is missing becomes `column_3`, and one that is there before, `name_2`.
 */
export function nameColumns(header: readonly string[]): string[] {
  const taken = new Set([...systemColumns, ...originColumns.map(({ name }) => name)]);
  return header.map((text, index) => {
    const wanted = shorten(text.trim(), longestName) || `column_${index + 1}`;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) {
      const suffix = `_${count}`;
      name = shorten(wanted, longestName - suffix.length) + suffix;
    }
    taken.add(name);
    return name;
  });
}

/** The beginning of a text that fits into a number of bytes of UTF-8, in whole characters. */
export function shorten(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  let short = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    short += character;
  }
  return short;
}
