export interface CsvStyle {
  delimiter?: string;
  lineBreak?: string;
  /** Whether every field is quoted, or only those that need it. */
  quoteAll?: boolean;
  byteOrderMark?: boolean;
  endsWithLineBreak?: boolean;
}

/** Writes rows as CSV, independently of the reader that is tested. */
export function csvText(rows: readonly (readonly string[])[], style: CsvStyle = {}): string {
  const { delimiter = ",", lineBreak = "\n", quoteAll = false } = style;
  const write = (field: string, isAlone: boolean): string => {
    // A single empty field without quotes would be an empty line, which is no row.
    const needsQuotes =
      quoteAll ||
      (isAlone && field === "") ||
      field.includes(delimiter) ||
      field.includes('"') ||
      field.includes("\n") ||
      field.includes("\r");
    return needsQuotes ? `"${field.replaceAll('"', '""')}"` : field;
  };
  const lines = rows.map((row) => row.map((field) => write(field, row.length === 1)));
  const text = lines.map((line) => line.join(delimiter)).join(lineBreak);
  const mark = style.byteOrderMark === true ? "\u{feff}" : "";
  return mark + text + (style.endsWithLineBreak === false ? "" : lineBreak);
}

/** Reads well-formed CSV character by character, independently of the reader that is tested. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[++at];
      else isQuoted = false;
    } else if (character === '"') {
      isQuoted = true;
    } else if (character === "," || character === "\n") {
      row.push(field);
      field = "";
      if (character === ",") continue;
      rows.push(row);
      row = [];
    } else {
      field += character;
    }
  }
  return rows;
}
