import { expect, it } from "vitest";
import { connectClient } from "../../../src/db/pool.ts";
import { costOf } from "../../schema/costOf.ts";
import { useDatabase } from "../../support/database.ts";
import { claim, deploy, registerWorker } from "../engine.ts";

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

async function open() {
  const db = await connectClient(database.connection);
  return { db, [Symbol.asyncDispose]: () => db.end() };
}
