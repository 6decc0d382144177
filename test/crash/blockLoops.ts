import { eventually } from "../support/eventually.ts";
import type { Comparison } from "./compareJournal.ts";
import type { Load, Stage } from "./stage.ts";

export interface BlockOptions {
  workers: number;
  blocks: number;
  /** For how long the event loop of a worker gets no turn. */
  milliseconds: number;
  load: Load;
  patienceSeconds: number;
  /** More variables of the workers. */
  env?: Record<string, string>;
}

export interface BlockReport extends Comparison {
  blocks: number;
}

/** Keeps event loops busy for so long that they count as stalled: no run changes hands for that. */
export async function blockLoops(stage: Stage, options: BlockOptions): Promise<BlockReport> {
  const { workers, blocks, milliseconds, load, patienceSeconds, env } = options;
  for (let i = 0; i < workers; i++) stage.startWorker(env);
  await stage.untilWorkers(workers);
  for (let block = 1; block <= blocks; block++) {
    await stage.enqueue(load);
    const id = await stage.start("blocking", { milliseconds });
    await stage.untilBecomes(id, "Running");
    await untilStalled(stage, id, milliseconds / 1000);
    stage.tell(`Block ${block} of ${blocks}: a worker is stalled.`);
    await stage.enqueue(load);
    await stage.untilAllEnded(patienceSeconds);
    await eventually(async () => (await countStalled(stage)) === 0, { within: 30 });
  }
  const judged = await stage.judge();
  const { rows } = await stage.pool.query<{ fault: string }>(
    `select format('Run %s, of a worker that lived, ended as %s in epoch %s.', id, state_name, epoch)
       as fault
     from provost.flow_runs where epoch > 1 or state_name <> 'Completed'
     union all select format('Worker %s, which lived, is %s.', name, status)
     from provost.workers where status <> 'ONLINE'`,
  );
  return { ...judged, blocks, faults: [...judged.faults, ...rows.map(({ fault }) => fault)] };
}

/** Waits until people see that the worker that executes a run is stalled. */
async function untilStalled({ pool }: Stage, id: string, within: number): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await pool.query<{ status: string }>(
        `select w.status from provost_private.list_workers() w
         join provost_private.active_runs a on a.worker_id = w.id where a.flow_run_id = $1`,
        [id],
      );
      return rows[0]?.status === "STALLED";
    },
    { within },
  );
}

async function countStalled({ pool }: Stage): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*) from provost_private.list_workers() where status = 'STALLED'",
  );
  return rows[0]?.count ?? 0;
}
