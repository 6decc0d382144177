import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { FlowRunProgress } from "../../db/cliRows.ts";
import type { Database } from "../../db/openDatabase.ts";
import { startTimer } from "../../timers.ts";
import { exitCodes } from "../failure.ts";
import { duration } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { stdoutLook } from "../output/look.ts";
import { say, writeLine } from "../output/print.ts";
import { countsText } from "./counts.ts";
import { createViewer } from "./createViewer.ts";
import { followFlowRun } from "./followFlowRun.ts";

export interface WatchFlowRunOptions {
  flowRunId: string;
  output: OutputFormat;
  timeoutSeconds?: number | undefined;
}

/**
 * Shows what happens to a run until it ends: its states and logs as lines and, on a terminal,
 * where it stands. Sets the exit code: 0 when it completed, 1 otherwise, 130 after Ctrl-C.
 */
export async function watchFlowRun(
  database: Database,
  { flowRunId, output, timeoutSeconds }: WatchFlowRunOptions,
): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once("SIGINT", interrupt);
  const timedOut = new AbortController();
  const stopTimer =
    timeoutSeconds === undefined
      ? () => {}
      : startTimer(timeoutSeconds * 1000, () => timedOut.abort());
  const signal = AbortSignal.any([interrupted.signal, timedOut.signal]);
  const viewer = createViewer(output, stdoutLook());
  let last: FlowRunProgress | undefined;
  try {
    for await (const event of followFlowRun({ database, flowRunId, signal })) {
      viewer.show(event);
      if (event.event === "progress") last = event.progress;
    }
  } finally {
    viewer.end();
    stopTimer();
    process.off("SIGINT", interrupt);
  }
  if (last?.isFinished) {
    if (output === "json") await printRun(database, flowRunId);
    else sayHowItEnded(flowRunId, last);
    process.exitCode = last.stateType === "COMPLETED" ? exitCodes.ok : exitCodes.failed;
  } else {
    say(stillGoing(flowRunId, last, timeoutSeconds, interrupted.signal.aborted));
    process.exitCode = interrupted.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
  }
}

async function printRun(database: Database, flowRunId: string): Promise<void> {
  const run = await call(database.pool, cliFunctions.inspectFlowRun, { flowRunId });
  writeLine(JSON.stringify(run, null, 2));
}

function sayHowItEnded(flowRunId: string, { stateName, taskRunCounts }: FlowRunProgress): void {
  const tasks = countsText(taskRunCounts);
  say(`The flow run ended as ${stateName}${tasks ? ` (task runs: ${tasks})` : ""}.`);
  say(`See its result or error: provost flow-run inspect ${flowRunId}.`);
}

function stillGoing(
  flowRunId: string,
  last: FlowRunProgress | undefined,
  timeoutSeconds: number | undefined,
  isInterrupted: boolean,
): string {
  const after = isInterrupted ? "" : ` after ${duration(timeoutSeconds ?? 0)}`;
  const waits = last?.stateType === "SCHEDULED" || last?.stateType === "PENDING";
  const why = waits ? `See what it waits for: provost flow-run why ${flowRunId}. ` : "";
  return (
    `The flow run is still ${last?.stateName ?? "going"}${after}.\n` +
    `Hint: ${why}Go on with provost flow-run watch ${flowRunId}, or end it with ` +
    `provost flow-run cancel ${flowRunId}.`
  );
}
