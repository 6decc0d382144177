import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { waitFunctions } from "../../db/waitFunctions.ts";
import { newId } from "../../engine/store/newId.ts";
import { parseJson } from "../jsonOption.ts";
import type { OutputFormat } from "../output/format.ts";
import { printRecord } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

export interface SendInputOptions {
  keyPrefix: string;
  key?: string;
  output: OutputFormat;
}

/** Sends a value, given as JSON, to a run; prints under which key it was stored. */
export async function sendInput(
  run: string,
  value: string,
  { keyPrefix: prefix, key = newId(), output }: SendInputOptions,
): Promise<void> {
  parseJson(value, "the value", '{"approved": true}');
  const sent = await withDatabase(async ({ pool }) => {
    const flowRunId = await call(pool, cliFunctions.findFlowRun, { run });
    const args = { flowRunId, value, prefix, key, sender: "cli" };
    await call(pool, waitFunctions.sendFlowRunInput, args);
    return { flowRunId, key, prefix };
  });
  const fields = [
    { heading: "Flow run", cell: () => sent.flowRunId },
    { heading: "Key", cell: () => key },
  ];
  printRecord(sent, fields, output);
}
