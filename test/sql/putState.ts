import type { Queryable } from "../../src/db/pool.ts";
import type { Row } from "./engine.ts";
import { asRole } from "./transaction.ts";

/**
 * Puts a run into a state that no rule has allowed, as the role that the guard lets through: the
 * way to begin a test in the middle of a life.
 */
export async function putState(
  db: Queryable,
  id: string,
  type: string,
  columns: Row = {},
): Promise<void> {
  const all: Row = {
    state_type: type,
    state_name: type[0] + type.slice(1).toLowerCase(),
    next_scheduled_start_time: type === "SCHEDULED" ? new Date() : null,
    end_time: isTerminal(type) ? new Date() : null,
    ...columns,
  };
  await update(db, "provost.flow_runs", id, all);
}

/** The same for a task run. */
export async function putTaskState(
  db: Queryable,
  id: string,
  type: string,
  columns: Row = {},
): Promise<void> {
  await update(db, "provost.task_runs", id, {
    state_type: type,
    state_name: type[0] + type.slice(1).toLowerCase(),
    end_time: isTerminal(type) ? new Date() : null,
    ...columns,
  });
}

const isTerminal = (type: string): boolean =>
  ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"].includes(type);

async function update(db: Queryable, table: string, id: string, columns: Row): Promise<void> {
  const names = Object.keys(columns);
  const settings = names.map((name, i) => `${name} = $${i + 2}`).join(", ");
  const values = [id, ...Object.values(columns)];
  await asRole(db, "provost_engine", () =>
    db.query(`update ${table} set ${settings} where id = $1`, values),
  );
}
