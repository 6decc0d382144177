import { text as readAll } from "node:stream/consumers";
import { InvalidInput } from "../errors.ts";

export interface ParameterOptions {
  /** From `-p key=value`. */
  param?: Record<string, unknown>;
  /** From `--params`: a JSON object, or `-` for one on standard input. */
  params?: string;
}

/** All parameters that were given; those given one by one win. */
export async function readParameters({
  param = {},
  params,
}: ParameterOptions): Promise<Record<string, unknown>> {
  if (params === undefined) return param;
  const json = params === "-" ? await readAll(process.stdin) : params;
  return { ...parseObject(json, params === "-" ? "standard input" : "--params"), ...param };
}

function parseObject(json: string, source: string): object {
  const hint = `Write it like '{"source": "data.csv", "limit": 10}'.`;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new InvalidInput(`Expected a JSON object from ${source}, got no JSON.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint,
      cause: error,
    });
  }
  throw new InvalidInput(
    `Expected a JSON object from ${source}, got ${json.trim().slice(0, 100)}.`,
    {
      hint,
    },
  );
}
