import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { call } from "../../db/call.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import { say, writeLine } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { writeToFile } from "../output/writeToFile.ts";

/** The template of a file, or of standard input (`-`). What it must look like, the database says. */
export async function readTemplate(file: string | undefined): Promise<object | undefined> {
  if (file === undefined) return undefined;
  const json = file === "-" ? await readAll(process.stdin) : await read(file);
  try {
    return JSON.parse(json);
  } catch (error) {
    const source = file === "-" ? "standard input" : file;
    throw new InvalidInput(`Expected a base job template from ${source}, got no JSON.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint: "Begin with that of `provost work-pool get-default-base-job-template`.",
      cause: error,
    });
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new InvalidInput(`Could not read the base job template ${file}.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint: "Name a file that exists, or - for standard input.",
      cause: error,
    });
  }
}

export async function printDefaultTemplate(options: {
  type?: string;
  file?: string;
}): Promise<void> {
  const { type = "inline", file } = options;
  const template = await withDatabase(({ pool }) =>
    call(pool, workPoolFunctions.defaultBaseJobTemplate, { type }),
  );
  const json = JSON.stringify(template, null, 2);
  if (file === undefined) return writeLine(json);
  await writeToFile(file, `${json}\n`);
  say(`Wrote the base job template to ${file}.`);
}
