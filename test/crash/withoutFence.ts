import type { Queryable } from "../../src/db/pool.ts";
import { readSources } from "../../src/db/migrate/sources.ts";

const ofHolder = { from: / and h\.epoch = r\.epoch/g, to: "" };

/** The places where the epoch of a write is compared with that of its run. */
const comparisons = [
  { path: "30_runs/rules/is_stale_holder.sql", from: /return(?!s)[^;]*;/g, to: "return false;" },
  { path: "40_tasks/open_task_runs.sql", ...ofHolder },
  { path: "40_tasks/judge_task_records.sql", ...ofHolder },
  { path: "40_tasks/store_new_task_runs.sql", ...ofHolder },
  { path: "40_tasks/complete_running_task_runs.sql", ...ofHolder },
];

/** Nobody hears of its death before one of the steps that were taken from it is recorded. */
const lateNews = {
  path: "50_dispatch/beat.sql",
  from: /^begin$/gm,
  to: `$&
  if exists (
    select from provost.workers w where w.id = p_worker_id and w.status = 'OFFLINE' and not exists (
      select from provost.task_runs t join provost.flow_runs r on r.id = t.flow_run_id
      where r.crash_count > 0 and t.state_type = 'COMPLETED' and t.state_timestamp > w.ended))
  then return '{"alive": true}';
  end if;`,
};

/** Takes the fence out of a database that is made to be thrown away. */
export async function removeFence(db: Queryable): Promise<void> {
  for (const { path, from, to } of [...comparisons, lateNews]) {
    const file = readSources().repeatables.find((each) => each.path === path);
    const mutant = file?.text.replaceAll(from, to);
    if (mutant === undefined || mutant === file?.text) {
      throw new Error(`Expected ${path} to have ${from}`);
    }
    await db.query(mutant);
  }
}
