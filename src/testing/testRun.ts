import { call } from "../db/call.ts";
import type { ListedTaskRun } from "../db/cliRows.ts";
import { cliFunctions } from "../db/cliFunctions.ts";
import type { Pool } from "../db/pool.ts";
import type { FlowOutcome } from "../engine/flows/finishFlowRun.ts";

/** A flow run as a test looks at it. */
export interface TestRun {
  readonly id: string;
  readonly name: string;
  readonly state: {
    readonly type: string;
    readonly name: string;
    readonly message: string | null;
  };
  /** Whether its state is terminal. */
  readonly isFinished: boolean;
  /** The names of all the states it went through, in order. */
  readonly states: readonly string[];
  /** What the flow returned, if it completed in this test. */
  readonly result: unknown;
  /** What the flow threw, if it failed in this test. */
  readonly error: unknown;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly runCount: number;
  /** When it is due, while it is scheduled. */
  readonly nextStart: Date | null;
  readonly taskRuns: readonly ListedTaskRun[];
  /** The messages of its log, in order. */
  readonly logs: readonly string[];
}

const mostTaskRuns = 10_000;
const mostLogs = 10_000;

export async function readRun(
  pool: Pool,
  flowRunId: string,
  outcome: FlowOutcome | undefined,
): Promise<TestRun> {
  const [run, progress, states, taskRuns, logs] = await Promise.all([
    call(pool, cliFunctions.inspectFlowRun, { flowRunId }),
    call(pool, cliFunctions.flowRunProgress, { flowRunId }),
    call(pool, cliFunctions.listFlowRunStates, { flowRunId }),
    call(pool, cliFunctions.listTaskRuns, { flowRunId, limit: mostTaskRuns }),
    call(pool, cliFunctions.readLogs, { flowRunId, limit: mostLogs }),
  ]);
  if (!run || !progress) throw new Error(`There is no flow run ${flowRunId}`);
  return {
    id: run.id,
    name: run.name,
    state: { type: run.stateType, name: run.stateName, message: run.stateMessage },
    isFinished: progress.isFinished,
    states: states.map(({ name }) => name),
    result: outcome?.kind === "completed" ? outcome.value : undefined,
    error: outcome?.kind === "failed" ? outcome.error : undefined,
    parameters: run.parameters,
    runCount: run.runCount,
    nextStart: run.nextScheduledStartTime,
    taskRuns,
    logs: logs.map(({ message }) => message),
  };
}
