import type { Queryable } from "../../src/db/pool.ts";
import type { Answer, Named } from "./answers.ts";
import { row, type Row, rows } from "./rows.ts";

// The functions by which runs wait, as a test calls them.

export interface WaitAnswer {
  ord: number;
  status: string;
  outcome: string | null;
  delay_seconds: number | null;
  value: unknown;
  reason: string | null;
}

/** The holder of a run begins to wait: one hour of sleep under the key `sleep#0` unless told. */
export async function recordWait(db: Queryable, run: Named, wait: Row = {}): Promise<WaitAnswer> {
  return await row(db, "select * from provost_private.record_waits($1)", [
    JSON.stringify([{ ...sleeping(run), ...wait }]),
  ]);
}

const sleeping = (run: Named): Row => ({
  ord: 0,
  flow_run_id: run.id,
  epoch: run.epoch,
  key: "sleep#0",
  kind: "sleep",
  seconds: 3600,
});

export async function readWait(db: Queryable, run: Named, key: string): Promise<WaitAnswer> {
  return await row(db, "select * from provost_private.read_waits($1)", [
    JSON.stringify([{ ord: 0, flow_run_id: run.id, epoch: run.epoch, key }]),
  ]);
}

/** The holder lets go of a run that waits for these. */
export async function park(
  db: Queryable,
  run: Named,
  keys: string[] = ["sleep#0"],
  more: Row = {},
): Promise<Answer> {
  const [answer] = await rows<Answer>(db, "select * from provost_private.park_flow_runs($1)", [
    JSON.stringify([
      { ord: 0, flow_run_id: run.id, epoch: run.epoch, keys, task_keys: [], ...more },
    ]),
  ]);
  if (!answer) throw new Error("Expected an answer to a park");
  return answer;
}

/** A wait as it is stored. */
export async function readStoredWait(db: Queryable, id: string, key = "sleep#0"): Promise<Row> {
  return await row(db, "select * from provost.flow_run_waits where flow_run_id = $1 and key = $2", [
    id,
    key,
  ]);
}
