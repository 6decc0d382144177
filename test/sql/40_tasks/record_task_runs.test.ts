import { expect, it } from "vitest";
import { connectClient } from "../../../src/db/pool.ts";
import { costOf } from "../../schema/costOf.ts";
import { useDatabase } from "../../support/database.ts";
import { claim, deploy, recordAll, registerWorker, running } from "../engine.ts";
import { rows } from "../rows.ts";

const database = useDatabase();

it("a record costs what it is about, however many runs are held and dead rows lie about", async () => {
  await using pool = await open();
  const { db } = pool;
  const deployment = await deploy(db);
  const worker = await registerWorker(db, { limit: 3000 });
  const recordOfNewest = async () => {
    const [run] = await claim(db, worker);
    const record = { ord: 0, flow_run_id: run?.flow_run_id, epoch: run?.epoch };
    const { blocks } = await costOf(db, "select * from provost_private.record_task_runs($1)", [
      JSON.stringify([{ ...record, key: "t#0", task_name: "t", type: "COMPLETED" }]),
    ]);
    return blocks;
  };
  const insert = (count: number) =>
    db.query(
      "insert into provost.flow_runs (deployment) select $1 from generate_series(1, $2::integer)",
      [deployment, count],
    );
  await insert(1);
  const alone = await recordOfNewest();
  await insert(2501);
  await claim(db, worker, 2500);
  // Dead rows stay for as long as somebody might see them.
  await db.query("update provost_private.active_runs set claimed_at = claimed_at");
  expect(await recordOfNewest()).toBeLessThanOrEqual(alone + 20);
});

it("answers what is not accepted, and nothing else, where that is asked for", async () => {
  const held = await running(database.pool);
  const record = { flow_run_id: held.id, epoch: held.epoch, task_name: "t", type: "COMPLETED" };
  const [failed, known] = [{ type: "FAILED", retries: 1, retriable: true }, { key: "known#0" }];
  await recordAll(database.pool, [{ ...record, ...known, result: 1 }]);
  const sent = [
    { ...record, key: "new#0" },
    { ...record, ...known, result: 2 },
    { ...record, key: "cached#0", cache_key: "k" },
    { ...record, ...failed, key: "failed#0" },
    { ...record, epoch: 99, key: "stale#0" },
  ];
  const all = await recordAll(database.pool, sent);
  expect(all.map(({ status }) => status)).toEqual([
    "ACCEPT",
    "REJECT",
    "ACCEPT",
    "REJECT",
    "ABORT",
  ]);
  const answers = "select * from provost_private.record_task_runs($1, true) order by ord";
  const again = await rows(database.pool, answers, [
    JSON.stringify(sent.map((one, ord) => ({ ord, ...one, key: `again ${one.key}` }))),
  ]);
  expect(again).toMatchObject([
    { ord: 3, status: "REJECT" },
    { ord: 4, status: "ABORT" },
  ]);
});

it("fails rather than leave out an answer that it does not have", async () => {
  await using pool = await open();
  const { db } = pool;
  await db.query("begin");
  const held = await running(db);
  await db.query(`
    create or replace function provost_private.store_judged_task_runs(
      p_judged provost_private.judged_task_run[], p_by_hand boolean, p_now timestamptz
    ) returns setof provost_private.task_run_answer language sql
    as 'select null::provost_private.task_run_answer where false'`);
  const failed = { flow_run_id: held.id, epoch: held.epoch, task_name: "t", type: "FAILED" };
  const records = JSON.stringify([{ ord: 0, ...failed, key: "t#0" }]);
  const answers = "select * from provost_private.record_task_runs($1, true)";
  await expect(db.query(answers, [records])).rejects.toMatchObject({ code: "VONFD" });
});

async function open() {
  const db = await connectClient(database.connection);
  return { db, [Symbol.asyncDispose]: () => db.end() };
}
