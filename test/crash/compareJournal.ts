import type { Queryable } from "../../src/db/pool.ts";
import { type JournalLine, startsOf } from "./journal.ts";

/** What the processes did, held against what the database believes. */
export interface Comparison {
  runs: number;
  tasks: number;
  /** Bodies that ran more than once, as those do that were under way at a crash. */
  doubleExecutions: number;
  /** Steps that came to their end when another holder of the run was at work already. */
  staleWritesRefused: number;
  /** One sentence for each thing that must not be. */
  faults: string[];
}

interface RecordedTask {
  flow_run_id: string;
  step: number;
  epoch: number;
  at: Date;
}

interface EndedRun {
  id: string;
  epoch: number;
  state_type: string;
  at: Date | null;
}

/** Times are those of two clocks of one machine, the journal's in whole milliseconds. */
const clockTolerance = 2;

/**
 * Compares the journal with the runs of the flows that keep one: nothing completed that was not
 * executed, nothing executed again that was recorded, nothing written in an epoch that was over.
 */
export async function compareJournal(
  db: Queryable,
  journal: readonly JournalLine[],
): Promise<Comparison> {
  const runs = await endedRuns(db);
  const tasks = await recordedTasks(db);
  const lines = Map.groupBy(journal, ({ flowRunId, step }) => placeOf(flowRunId, step));
  const faults = [
    ...runs.flatMap((run) => faultsOfRun(run, lines.get(placeOf(run.id)) ?? [])),
    ...tasks.flatMap((task) =>
      faultsOfTask(task, lines.get(placeOf(task.flow_run_id, task.step)) ?? []),
    ),
  ];
  const starts = startsOf(journal);
  const places = new Set(starts.map(({ flowRunId, step }) => placeOf(flowRunId, step)));
  return {
    runs: runs.length,
    tasks: tasks.length,
    doubleExecutions: starts.length - places.size,
    staleWritesRefused: countStale(journal),
    faults,
  };
}

/** Bodies of steps that ended when a later holder of their run was at work already. */
function countStale(journal: readonly JournalLine[]): number {
  const newest = new Map<string, number>();
  let count = 0;
  for (const { flowRunId, epoch, event, step } of journal) {
    const known = newest.get(flowRunId) ?? 0;
    if (epoch > known) newest.set(flowRunId, epoch);
    if (epoch < known && event === "end" && step !== undefined) count++;
  }
  return count;
}

const placeOf = (flowRunId: string, step?: number): string => `${flowRunId}/${step ?? "end"}`;

function faultsOfRun({ id, epoch, state_type, at }: EndedRun, lines: JournalLine[]): string[] {
  if (at === null) return [`Run ${id} is lost: it is ${state_type} when all is over.`];
  if (state_type !== "COMPLETED") return [`Run ${id} became ${state_type}.`];
  const isTrue = lines.some((line) => line.epoch === epoch && isBefore(line, at));
  return isTrue ? [] : [`Run ${id} completed in epoch ${epoch}, whose holder had not ended it.`];
}

function faultsOfTask(task: RecordedTask, lines: JournalLine[]): string[] {
  const name = `Step ${task.step} of run ${task.flow_run_id}`;
  const isTrue = lines.some(
    ({ epoch, event, ...line }) =>
      event === "end" && epoch === task.epoch && isBefore(line, task.at),
  );
  const again = lines.find(({ epoch, event }) => event === "start" && epoch > task.epoch);
  return [
    ...(isTrue ? [] : [`${name} is recorded in epoch ${task.epoch}, which did not execute it.`]),
    ...(again
      ? [`${name} was recorded in epoch ${task.epoch} and executed again in ${again.epoch}.`]
      : []),
  ];
}

const isBefore = (line: { at: number }, at: Date): boolean =>
  line.at <= at.getTime() + clockTolerance;

async function endedRuns(db: Queryable): Promise<EndedRun[]> {
  const { rows } = await db.query<EndedRun>(
    `select r.id, r.epoch, r.state_type, r.end_time as at
     from provost.flow_runs r join provost.flows f on f.id = r.flow_id
     where f.name in ('journal', 'mixed', 'mixed-child')`,
  );
  return rows;
}

async function recordedTasks(db: Queryable): Promise<RecordedTask[]> {
  const { rows } = await db.query<RecordedTask>(
    `select t.flow_run_id, (t.result #>> '{}')::integer as step, t.epoch, t.state_timestamp as at
     from provost.task_runs t
     where t.task_name = 'step' and t.state_type = 'COMPLETED'`,
  );
  return rows;
}
