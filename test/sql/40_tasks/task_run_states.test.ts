import { expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { type HeldRun, record, running } from "../engine.ts";
import { rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

/** Each state with its message and the milliseconds since the first one. */
const states = (run: HeldRun) =>
  rows(
    db,
    `select seq, type, name, message,
       extract(milliseconds from timestamp - min(timestamp) over ())::float as after
     from provost.task_run_states where flow_run_id = $1 order by seq`,
    [run.id],
  );

const stored = () => value(db, "select count(*)::int from provost_private.task_run_states");

const started = { seq: 1, type: "RUNNING", name: "Running", message: null, after: 0 };

it("a task that was fast has been Running since it started, and costs one row", async () => {
  const run = await running(db);
  await record(db, run, { elapsed_ms: 30, message: "Three rows.", state_name: "Loaded" });
  expect(await states(run)).toEqual([
    started,
    { seq: 2, type: "COMPLETED", name: "Loaded", message: "Three rows.", after: 30 },
  ]);
  expect(await stored()).toBe(0);
});

it("a task that was seen to start costs one row, too", async () => {
  await clock.freeze(db);
  const run = await running(db);
  await record(db, run, { type: "RUNNING" });
  expect(await states(run)).toEqual([started]);
  await clock.advance(db, "2 seconds");
  await record(db, run);
  expect(await states(run)).toEqual([
    started,
    { seq: 2, type: "COMPLETED", name: "Completed", message: null, after: 2000 },
  ]);
  expect(await stored()).toBe(0);
});

it("keeps what a task run was in when it comes into another state", async () => {
  await clock.freeze(db);
  const run = await running(db);
  await record(db, run, { elapsed_ms: 5, message: "Booked.", state_name: "Booked" });
  const before = await states(run);
  await clock.advance(db, "2 seconds");
  await record(db, run, { state_name: "RollingBack" });
  await record(db, run, { state_name: "RolledBack", message: "Undone." });
  expect(await states(run)).toMatchObject([
    ...before,
    { seq: 3, name: "RollingBack", after: 2005 },
    { seq: 4, name: "RolledBack", message: "Undone." },
  ]);
});

it("keeps a start that has a name or a message of its own", async () => {
  const run = await running(db);
  await record(db, run, { type: "RUNNING", state_name: "Warming up", message: "Cold." });
  await record(db, run);
  expect(await states(run)).toMatchObject([
    { seq: 1, type: "RUNNING", name: "Warming up", message: "Cold." },
    { seq: 2, type: "COMPLETED", name: "Completed", message: null },
  ]);
});

it("has all states of a task that was tried again", async () => {
  const run = await running(db);
  await record(db, run, { type: "RUNNING" });
  await record(db, run, { type: "FAILED", run_count: 1, retries: 1, retriable: true });
  await record(db, run, { type: "RUNNING", state_name: "Retrying" });
  await record(db, run);
  expect((await states(run)).map(({ seq, name }) => [seq, name])).toEqual([
    [1, "Running"],
    [2, "AwaitingRetry"],
    [3, "Retrying"],
    [4, "Completed"],
  ]);
});
