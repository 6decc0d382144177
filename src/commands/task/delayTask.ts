import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { CreatedFlowRun } from "../../db/cliRows.ts";
import { jsonOrText } from "../arguments.ts";
import { readStartTime, type StartTimeOptions } from "../deployment/startTime.ts";
import { json, list, state, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, say } from "../output/print.ts";
import { watchFlowRun } from "../watch/watchFlowRun.ts";
import { withDatabase } from "../withDatabase.ts";

export interface DelayTaskOptions extends StartTimeOptions {
  name?: string;
  tag?: string[];
  idempotencyKey?: string;
  watch?: boolean;
  output: OutputFormat;
}

type DelayedRun = Pick<
  CreatedFlowRun,
  "id" | "name" | "stateType" | "stateName" | "parameters" | "tags" | "idempotencyKey"
> & { task: string | null; expectedStartTime: Date };

const fields: Column<DelayedRun>[] = [
  { heading: "Id", cell: (run) => run.id },
  { heading: "Name", cell: (run) => run.name },
  { heading: "Task", cell: (run) => text(run.task) },
  { heading: "State", cell: (run, look) => state(run.stateType, run.stateName, look) },
  { heading: "Scheduled for", cell: (run, look) => time(run.expectedStartTime, look) },
  { heading: "Arguments", cell: (run) => json(run.parameters["args"] ?? []) },
  { heading: "Tags", cell: (run) => list(run.tags) },
  { heading: "Idempotency key", cell: (run) => text(run.idempotencyKey) },
];

/** Sends a call of a task to the background and, if asked to, follows it to its end. */
export async function delayTask(
  task: string,
  args: readonly string[],
  options: DelayTaskOptions,
): Promise<void> {
  const { output, watch } = options;
  await withDatabase(async (database) => {
    const { pool } = database;
    const run = await call(pool, cliFunctions.delayTask, {
      task,
      args: args.map(jsonOrText),
      idempotencyKey: options.idempotencyKey,
      scheduledTime: await readStartTime(pool, options),
      tags: options.tag ?? [],
      name: options.name,
    });
    if (!run) throw new Error("Expected the row of the run that was sent off");
    if (!watch) return printRecord(shown(run), fields, output);
    say(`Sent run '${run.name}' with the id ${run.id}.`);
    await watchFlowRun(database, { flowRunId: run.id, output });
  });
}

/** What is known of a run that has not started yet. */
function shown(run: CreatedFlowRun): DelayedRun {
  const { id, name, deployment: task, stateType, stateName, parameters, tags } = run;
  const { idempotencyKey, expectedStartTime } = run;
  return {
    id,
    name,
    task,
    stateType,
    stateName,
    parameters,
    tags,
    idempotencyKey,
    expectedStartTime,
  };
}
