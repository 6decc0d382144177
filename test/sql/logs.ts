import type { Queryable } from "../../src/db/pool.ts";
import type { HeldRun, Row } from "./engine.ts";
import { value } from "./rows.ts";

/** Writes one log line as the holder of a run, and answers how many were kept. */
export async function writeLog(db: Queryable, run: HeldRun, line: Row = {}): Promise<number> {
  const whole = {
    flow_run_id: run.id,
    epoch: run.epoch,
    level: 20,
    name: "flow",
    message: "hello",
    seq: 1,
    ...line,
  };
  return await value(db, "select provost_private.write_logs($1)", [JSON.stringify([whole])]);
}
