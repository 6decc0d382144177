import { eventually } from "../support/eventually.ts";
import type { Comparison } from "./compareJournal.ts";
import { openMixedLoad } from "./mixedLoad.ts";
import type { Stage } from "./stage.ts";

export interface CancelOptions {
  workers: number;
  /** How often to cancel runs that are in the midst of everything, and as many that are short. */
  rounds: number;
  runs: number;
  patienceSeconds: number;
}

export interface CancelReport extends Comparison {
  /** How many runs were to be cancelled. */
  asked: number;
  cancelled: number;
  completed: number;
  /** Names of the states in which runs were cancelled. */
  stages: string[];
  /** Milliseconds from each cancellation until its run had ended. */
  ends: number[];
}

/** Cancels runs wherever they are: queued, claimed, at work, put aside, in line, about to end. */
export async function cancelRuns(
  stage: Stage,
  { workers, rounds, runs, patienceSeconds }: CancelOptions,
): Promise<CancelReport> {
  await using mixed = await openMixedLoad(stage);
  for (let i = 0; i < workers; i++) stage.startWorker();
  await stage.untilWorkers(workers + 1);
  const stages = new Set<string>();
  let asked = 0;
  for (let round = 1; round <= rounds; round++) {
    const long = await mixed.untilInTheMidst(runs);
    const short = await stage.enqueue({ runs, steps: 1, milliseconds: 30 });
    const left = [...long, ...short];
    asked += left.length;
    for (const id of await oneOfEachStage(stage, left)) {
      left.splice(left.indexOf(id), 1);
      stages.add((await stage.read(id)).state_name);
      await stage.pool.query("select provost.cancel_flow_run($1)", [id]);
    }
    while (left.length > 0) {
      const [id = ""] = left.splice(stage.random.between(0, left.length - 1), 1);
      stages.add((await stage.read(id)).state_name);
      await stage.pool.query("select provost.cancel_flow_run($1)", [id]);
      await stage.pause(stage.random.between(0, 5));
    }
    stage.tell(`Round ${round} of ${rounds}.`);
  }
  await stage.untilAllEnded(patienceSeconds);
  await eventually(async () => (await mixed.faults()).length === 0, { within: 5 }).catch(() => {});
  const { faults, ...judged } = await stage.judge();
  const unexpected = faults.filter((fault) => !fault.endsWith("became CANCELLED."));
  return {
    ...judged,
    asked,
    ...(await countEnds(stage)),
    stages: [...stages].toSorted(),
    faults: [...unexpected, ...(await mixed.faults())],
  };
}

/** Of each state that some of the runs are in now, one of them. */
async function oneOfEachStage({ pool }: Stage, ids: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct on (state_name) id from provost.flow_runs where id = any ($1::uuid[])
     order by state_name, state_timestamp desc`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

async function countEnds({ pool }: Stage) {
  const { rows } = await pool.query<{ cancelled: number; completed: number; ends: number[] }>(
    `select count(*) filter (where r.state_type = 'CANCELLED') as cancelled,
       count(*) filter (where r.state_type = 'COMPLETED') as completed,
       coalesce(array_agg(extract(epoch from r.end_time - s.at)::double precision * 1000)
         filter (where s.at is not null), '{}') as ends
     from provost.flow_runs r
     cross join lateral (
       select min(s.timestamp) as at from provost.flow_run_states s
       where s.flow_run_id = r.id and s.type = 'CANCELLING') s
     where r.kind = 'flow' and r.parent_flow_run_id is null`,
  );
  const [counted] = rows;
  if (!counted) throw new Error("Expected one row");
  return counted;
}
