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
  const isTerminal = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"].includes(type);
  const all: Row = {
    state_type: type,
    state_name: type[0] + type.slice(1).toLowerCase(),
    next_scheduled_start_time: type === "SCHEDULED" ? new Date() : null,
    end_time: isTerminal ? new Date() : null,
    ...columns,
  };
  const names = Object.keys(all);
  const settings = names.map((name, i) => `${name} = $${i + 2}`).join(", ");
  await asRole(db, "provost_engine", () =>
    db.query(`update provost.flow_runs set ${settings} where id = $1`, [id, ...Object.values(all)]),
  );
}
