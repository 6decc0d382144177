import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { InvalidInput } from "../../errors.ts";
import { isRecord } from "../../flow/isRecord.ts";
import { jsonOrText } from "../arguments.ts";

type Parameters = Record<string, unknown>;

/**
 * The parameters of many runs: a run for each row of a CSV file, which names the parameters in its
 * first line, for each line of NDJSON, or for each entry of a JSON list. `-` is standard input,
 * JSON of either kind. A cell is text where the schema of the parameter says so, else JSON if it is
 * any, and left out if it is empty.
 */
export async function readRunParameters(file: string, schema: unknown): Promise<Parameters[]> {
  const given = file === "-" ? await readAll(process.stdin) : await read(file);
  const text = given.replace(/^\uFEFF/, ""); // how some programs begin a file
  const source = file === "-" ? "standard input" : file;
  const rows =
    extname(file).toLowerCase() === ".csv"
      ? await csvRows(text, source, textParameters(schema))
      : jsonRows(text, source);
  if (rows.length > 0) return rows;
  throw new InvalidInput(`${source} holds no runs.`, { hint: hintOf(source) });
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new InvalidInput(`Could not read ${file}.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint: "Name a file of CSV, NDJSON or JSON, or - for standard input.",
      cause: error,
    });
  }
}

async function csvRows(
  text: string,
  source: string,
  isText: (name: string) => boolean,
): Promise<Parameters[]> {
  const { parse } = await import("csv-parse/sync");
  try {
    const rows: Record<string, string>[] = parse(text, {
      columns: true,
      skip_empty_lines: true,
    });
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([, cell]) => cell !== "")
          .map(([name, cell]) => [name, isText(name) ? cell : jsonOrText(cell)]),
      ),
    );
  } catch (error) {
    throw new InvalidInput(`${source} is not CSV: ${String(Object(error).message)}`, {
      hint: "Name the parameters in the first line, and give each line as many cells.",
      cause: error,
    });
  }
}

/** Which parameters the schema has as text, and as nothing else. */
function textParameters(schema: unknown): (name: string) => boolean {
  const properties = isRecord(schema) ? schema["properties"] : undefined;
  return (name) => {
    const property = isRecord(properties) ? properties[name] : undefined;
    return isRecord(property) && property["type"] === "string";
  };
}

function jsonRows(text: string, source: string): Parameters[] {
  const lines = text.split("\n").map((line, index) => ({ line, number: index + 1 }));
  const rows = text.trimStart().startsWith("[")
    ? [parsed(text, source)].flat().map((row, index) => ({ row, place: `entry ${index + 1}` }))
    : lines
        .filter(({ line }) => line.trim() !== "")
        .map(({ line, number }) => {
          const place = `line ${number}`;
          return { row: parsed(line, `${source}, ${place}`), place };
        });
  return rows.map(({ row, place }) => {
    if (isRecord(row) && !Array.isArray(row)) return row;
    throw new InvalidInput(
      `${source}, ${place}: expected a JSON object of parameters, got ${JSON.stringify(row)}.`,
      { hint: hintOf(source) },
    );
  });
}

function parsed(json: string, source: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InvalidInput(`${source} is not JSON: ${String(Object(error).message)}`, {
      hint: hintOf(source),
      cause: error,
    });
  }
}

const hintOf = (source: string): string =>
  `Write a JSON object of parameters for each run, a line each or as a list${
    source.toLowerCase().endsWith(".csv") ? "" : "; CSV has a name that ends with .csv"
  }.`;
