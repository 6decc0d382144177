import { expect, it } from "vitest";
import { useDatabase } from "../../../support/database.ts";
import { eventually } from "../../../support/eventually.ts";
import { readRun, running, runningChild } from "../../engine.ts";
import { rows, value } from "../../rows.ts";
import { park, recordWait } from "../../waits.ts";

const database = useDatabase();

/** A caller that is held, and the run of the flow that it has called, which is paused. */
async function callerOfPaused() {
  const { pool: db } = database;
  const caller = await running(db);
  const child = await runningChild(db, caller);
  await recordWait(db, child, { kind: "pause", key: "pause#0", seconds: undefined });
  await park(db, child, ["pause#0"]);
  return { caller, child };
}

const resume = "select provost.resume_flow_run($1)";
const letGo = { task_keys: ["child#0"] };

it("leaves a caller alone that is held", async () => {
  const { pool: db } = database;
  const { caller, child } = await callerOfPaused();
  await value(db, resume, [child.id]);
  expect(await readRun(db, caller.id)).toMatchObject({ state_name: "Running" });
  await park(db, caller, [], letGo);
  const run = await readRun(db, caller.id);
  expect(run.next_scheduled_start_time).toEqual(
    (await readRun(db, child.id)).next_scheduled_start_time,
  );
});

it("misses no change that comes while the caller is let go of, whichever is first", async () => {
  const { pool: db } = database;
  const isWaiting = "select count(*)::int from pg_stat_activity where wait_event_type = 'Lock'";
  const untilOneWaits = () => eventually(async () => (await value(db, isWaiting)) === 1);
  for (const first of ["parks", "resumes"]) {
    const { caller, child } = await callerOfPaused();
    const client = await db.connect();
    await client.query("begin");
    const parks = (on: typeof client | typeof db) => park(on, caller, [], letGo);
    const resumes = (on: typeof client | typeof db) => value(on, resume, [child.id]);
    await (first === "parks" ? parks : resumes)(client);
    const second = (first === "parks" ? resumes : parks)(db);
    await untilOneWaits();
    await client.query("commit");
    client.release();
    await second;
    const [{ is_due: isDue } = {}] = await rows(
      db,
      `select next_scheduled_start_time <= provost_private.clock_now() as is_due
       from provost.flow_runs where id = $1`,
      [caller.id],
    );
    expect(isDue, `when one ${first} first`).toBe(true);
  }
});
