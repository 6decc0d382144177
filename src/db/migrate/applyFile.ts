import { errorField, MigrationFailed } from "../../errors.ts";
import type { Client } from "../pool.ts";
import type { SqlFile } from "./sources.ts";

/** Runs one SQL file. A failure names the file and, where PostgreSQL tells it, the line. */
export async function applyFile(client: Client, file: SqlFile): Promise<void> {
  try {
    await client.query(file.text);
  } catch (thrown) {
    throw fileError(file, thrown);
  }
}

function fileError(file: SqlFile, thrown: unknown): unknown {
  const code = errorField(thrown, "code");
  // Without an SQLSTATE it is the connection that failed, not the file.
  if (code?.length !== 5 || !(thrown instanceof Error)) return thrown;
  const place = `sql/${file.path}${lineOf(file.text, errorField(thrown, "position"))}`;
  const details = [errorField(thrown, "detail"), errorField(thrown, "where")];
  return new MigrationFailed(`${place}: ${thrown.message}`, {
    code,
    detail: details.filter(Boolean).join("\n"),
    hint: errorField(thrown, "hint"),
    cause: thrown,
  });
}

/** PostgreSQL counts characters from 1, over the whole text that was sent. */
function lineOf(text: string, position: string | undefined): string {
  if (position === undefined) return "";
  const before = Array.from(text).slice(0, Number(position) - 1);
  return `:${before.filter((character) => character === "\n").length + 1}`;
}
