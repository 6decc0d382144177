import { InvalidInput } from "../errors.ts";

/** The JSON that was given for an option, or an error that shows how to write it. */
export function parseJson(text: string, source: string, example: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(`Expected JSON from ${source}, got ${text.slice(0, 100)}.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint: `Write it like '${example}'.`,
      cause: error,
    });
  }
}
