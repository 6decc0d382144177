import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { FlowRunProgress, FlowRunState, LogRecord } from "../../db/cliRows.ts";
import type { Database } from "../../db/openDatabase.ts";
import { NotFound } from "../../errors.ts";
import { hangBell } from "./bell.ts";
import { LogReader } from "./logReader.ts";

/** What happens to a run that is followed, in the order in which it happened. */
export type FlowRunEvent =
  | { event: "state"; state: FlowRunState }
  | { event: "log"; log: LogRecord }
  | { event: "progress"; progress: FlowRunProgress };

export interface FollowOptions {
  database: Database;
  flowRunId: string;
  /** Ends the following. */
  signal: AbortSignal;
  /** Given when part of the log has been read already. */
  logs?: LogReader;
}

const pollMilliseconds = 1000;
const leastPauseMilliseconds = 100;
/** Looking must stay cheap, also at a run with very many tasks. */
const largestShareOfTime = 0.1;

/** Everything that has happened to a run, and what happens next, until it ends. */
export async function* followFlowRun(options: FollowOptions): AsyncGenerator<FlowRunEvent> {
  const { database, flowRunId, signal } = options;
  const logs = options.logs ?? new LogReader(database.pool, flowRunId);
  await using bell = await hangBell(database, flowRunId, signal);
  for (let seenStates = 0; !signal.aborted;) {
    const startedAt = performance.now();
    // Read first: what is read after it is at least as new, so that nothing is missing at the end.
    const progress = await call(database.pool, cliFunctions.flowRunProgress, { flowRunId });
    if (!progress) throw new NotFound(`Flow run ${flowRunId} does not exist any more.`);
    const fresh = await logs.readNew();
    const states = (
      progress.stateCount > seenStates || fresh.length > 0
        ? await call(database.pool, cliFunctions.listFlowRunStates, {
            flowRunId,
            afterSeq: seenStates,
          })
        : []
    ).filter((state) => state.seq <= progress.stateCount || comesBefore(state, fresh.at(-1)));
    seenStates = states.at(-1)?.seq ?? seenStates;
    yield* inOrder(states, fresh);
    yield { event: "progress", progress };
    if (progress.isFinished) return;
    const took = performance.now() - startedAt;
    await pause(Math.max(leastPauseMilliseconds, took / largestShareOfTime), signal);
    await bell.next(pollMilliseconds);
  }
}

/** A state that was read after the log is told with it if lines came after the state. */
const comesBefore = ({ timestamp }: FlowRunState, line: LogRecord | undefined): boolean =>
  line !== undefined && timestamp <= line.timestamp;

function inOrder(states: readonly FlowRunState[], logs: readonly LogRecord[]): FlowRunEvent[] {
  const events: { at: Date; event: FlowRunEvent }[] = [
    ...states.map((state) => ({ at: state.timestamp, event: { event: "state", state } as const })),
    ...logs.map((log) => ({ at: log.timestamp, event: { event: "log", log } as const })),
  ];
  return events.sort((a, b) => a.at.getTime() - b.at.getTime()).map(({ event }) => event);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
