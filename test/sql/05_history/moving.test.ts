import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { migrate } from "../../../src/db/migrate.ts";
import { readSources, type SqlFile } from "../../../src/db/migrate/sources.ts";
import { withDatabase } from "../../support/database.ts";
import { sqlFolder } from "../../support/sqlFolder.ts";
import { deploy, enqueue } from "../engine.ts";
import { column, value } from "../rows.ts";

const isEarlier = ({ path }: SqlFile): boolean => path < "migrations/0050";

/** The tables as they were, and functions with their types, which stand for all the others. */
function earlierFiles(): Record<string, string> {
  const { kernel, migrations } = readSources();
  const kept = [...kernel, ...migrations.filter(isEarlier)];
  return {
    ...Object.fromEntries(kept.map(({ path, text }) => [path, text])),
    "30_runs/guard_states.sql": readText("30_runs/guard_states.sql"),
    "30_runs/flow_runs_triggers.sql": `
      create or replace trigger _100_guard before insert or update on provost.task_runs
        for each statement when (current_user <> current_user)
        execute function provost_private.guard_states();`,
    "90_api/task_runs_total_run_time.sql": readText("90_api/task_runs_total_run_time.sql"),
    "90_api/list_task_runs.sql": readText("90_api/list_task_runs.sql"),
    "90_api/task_run_result.sql": `create or replace function provost.task_run_result(id uuid)
      returns provost.task_runs language sql stable begin atomic
      select r.* from provost.task_runs r where r.id = task_run_result.id; end;`,
  };
}

const readText = (path: string): string =>
  readFileSync(new URL(`../../../sql/${path}`, import.meta.url), "utf8");

const addTaskRun = `
  insert into provost.task_runs (flow_run_id, key, name, task_name, epoch, state_type, state_name,
    state_timestamp, state_count, run_count)
  values ($1, 'a#0', 'a', 'a', 1, 'COMPLETED', 'Completed', now(), 1, 1)`;

describe("a database from before there were periods", () => {
  it("keeps its history where it is, and goes on", async () => {
    await using folder = await sqlFolder(earlierFiles());
    await withDatabase({ start: "empty" }, async ({ connection, pool }) => {
      await migrate(connection, { sqlFolder: folder.path });
      const old = await value<string>(pool, "select provost_private.new_id()");
      const timeless = "ffffffff-0000-4000-8000-000000000000";
      await pool.query(addTaskRun, [old]);
      await pool.query(addTaskRun, [timeless]);

      const { applied } = await migrate(connection);
      expect(applied).toContain("0050_history_periods");
      expect(
        await column(
          pool,
          "select format('%s %s', flow_run_id, tableoid::regclass) from provost.task_runs order by 1",
        ),
      ).toEqual(
        [
          `${old} provost_history.task_runs_first`,
          `${timeless} provost_history.task_runs_other`,
        ].sort(),
      );
      await enqueue(pool, { deployment: await deploy(pool) });
      expect(
        await column(
          pool,
          `select distinct indexrelid::regclass::text from pg_index
           where indrelid = 'provost_history.task_runs_first'::regclass order by 1`,
        ),
      ).toEqual(
        ["task_runs_by_id_idx", "task_runs_open_idx", "task_runs_pkey"].map(
          (name) => `provost_history.${name}`,
        ),
      );
    });
  });
});
