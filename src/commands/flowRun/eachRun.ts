import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { describeFailure, exitCodeOf } from "../failure.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

/**
 * Does something to each run that is named. What is refused is told, does not keep the others from
 * it, and shows in the exit code. Answers what came of the others.
 */
export async function eachRun<Outcome>(
  runs: readonly string[],
  work: (pool: Pool, flowRunId: string) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await withDatabase(async ({ pool }) => {
    for (const run of runs) {
      try {
        const flowRunId = await call(pool, cliFunctions.findFlowRun, { run });
        outcomes.push(await work(pool, flowRunId));
      } catch (error) {
        if (runs.length === 1) throw error;
        say(describeFailure(error, false));
        process.exitCode = exitCodeOf(error);
      }
    }
  });
  return outcomes;
}
