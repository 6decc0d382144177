import type { Queryable } from "../../src/db/pool.ts";
import type { DoorAnswer } from "./answers.ts";
import { uniqueName } from "./engine.ts";
import { type Row, row, value } from "./rows.ts";

// The public functions of task runs as a test calls them, in SQL's own words.

export interface TaskRunRow extends Row {
  id: string;
  key: string;
  state_type: string;
  state_name: string;
  run_count: number;
}

/** Records a task run by hand: Pending unless told otherwise. Options are the function's own. */
export async function createTask(
  db: Queryable,
  flowRun: string | null,
  options: Row = {},
): Promise<TaskRunRow> {
  const all: Row = { flow_run_id: flowRun, task_name: uniqueName("task"), ...options };
  const names = Object.keys(all);
  const args = names.map((name, i) => `${name} => $${i + 1}`);
  const values = names.map((name) => (name === "state" ? JSON.stringify(all[name]) : all[name]));
  return await row(db, `select * from provost.create_task_run(${args.join(", ")})`, values);
}

/** The public door. */
export async function setTaskState(
  db: Queryable,
  id: string,
  state: Row,
  force = false,
): Promise<DoorAnswer> {
  return await value(db, "select provost.set_task_run_state($1, $2, $3)", [
    id,
    JSON.stringify(state),
    force,
  ]);
}

export async function readTaskById(db: Queryable, id: string): Promise<TaskRunRow> {
  return await row(db, "select * from provost.task_runs where id = $1", [id]);
}
