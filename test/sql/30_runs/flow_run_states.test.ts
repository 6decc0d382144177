import { expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { enqueue, finish, running, runningAlone, take } from "../engine.ts";
import { rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

/** Each state with the microseconds since the run was created. */
const states = (id: string) =>
  rows(
    db,
    `select s.seq, s.type, s.name,
       round(extract(epoch from s.timestamp - r.created) * 1000000)::float as after
     from provost.flow_run_states s join provost.flow_runs r on r.id = s.flow_run_id
     where r.id = $1 order by s.seq`,
    [id],
  );

const stored = () => value(db, "select count(*)::int from provost_private.flow_run_states");

it("a run that nobody has claimed is Scheduled since it was created, and costs no row", async () => {
  const id = await enqueue(db);
  expect(await states(id)).toEqual([{ seq: 1, type: "SCHEDULED", name: "Scheduled", after: 0 }]);
  expect(await stored()).toBe(0);
});

it("a claimed run was Pending just before it was Running", async () => {
  await clock.freeze(db);
  const id = await enqueue(db);
  await clock.advance(db, "1 second");
  const run = await take(db, id);
  await clock.advance(db, "1 second");
  await finish(db, run);
  expect(await states(id)).toEqual([
    { seq: 1, type: "SCHEDULED", name: "Scheduled", after: 0 },
    { seq: 2, type: "PENDING", name: "Pending", after: 999_999 },
    { seq: 3, type: "RUNNING", name: "Running", after: 1_000_000 },
    { seq: 4, type: "COMPLETED", name: "Completed", after: 2_000_000 },
  ]);
  expect(await stored()).toBe(2);
});

it("a run that its own process starts begins as Pending", async () => {
  const run = await runningAlone(db);
  expect((await states(run.id)).map(({ seq, name }) => [seq, name])).toEqual([
    [1, "Pending"],
    [2, "Running"],
  ]);
});

it("a run that is claimed again was Pending again", async () => {
  const run = await running(db);
  await finish(db, run, { type: "FAILED" });
  await value(db, "select provost.retry_flow_run($1)", [run.id]);
  await take(db, run.id);
  expect((await states(run.id)).map(({ seq, name }) => [seq, name])).toEqual([
    [1, "Scheduled"],
    [2, "Pending"],
    [3, "Running"],
    [4, "Failed"],
    [5, "AwaitingRetry"],
    [6, "Pending"],
    [7, "Running"],
  ]);
});
