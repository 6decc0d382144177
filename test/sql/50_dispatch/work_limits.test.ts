import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import {
  claim,
  claimRun,
  deploy,
  enqueue,
  finish,
  registerWorker,
  running,
  setState,
} from "../engine.ts";
import { column, row, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

async function addRuns(count: number, definition: Record<string, unknown> = {}): Promise<string> {
  const deployment = await deploy(db, definition);
  await db.query(
    "insert into provost.flow_runs (deployment) select $1 from generate_series(1, $2)",
    [deployment, count],
  );
  return deployment;
}

const limitPool = (limit: number | null) =>
  db.query("select provost.set_work_pool_concurrency_limit('default', $1)", [limit]);

const addQueue = (name: string, limit: number | null, priority: number | null = null) =>
  db.query("select provost.create_work_queue('default', $1, $2, $3)", [name, priority, limit]);

const hints = async (): Promise<number> =>
  Number(await value(db, "select count(*) from graphile_worker.jobs"));

const dispatch = () =>
  row<{ added: number; call_again_ms: number }>(db, "select * from provost_private.dispatch(1)");

describe("the limit of a work pool", () => {
  it("lets no more runs start than there is room for", async () => {
    await addRuns(10);
    await limitPool(3);
    const worker = await registerWorker(db);
    const first = await claim(db, worker, 10);
    expect(first).toHaveLength(3);
    expect(await claim(db, worker, 10)).toEqual([]);

    const [done] = first;
    await finish(db, { id: String(done?.flow_run_id), epoch: 1 });
    expect(await claim(db, worker, 10)).toHaveLength(1);
    await limitPool(null);
    expect(await claim(db, worker, 10)).toHaveLength(6);
  });

  it("counts runs of all its queues, whoever holds them and since when", async () => {
    await addQueue("other", null);
    const held = await running(db, { deployment: await deploy(db, { work_queue_name: "other" }) });
    const pending = await enqueue(db);
    await setState(db, pending, { type: "PENDING" });
    await addRuns(5);
    await limitPool(3);
    expect(await claim(db, await registerWorker(db), 10)).toHaveLength(1);
    await setState(db, held.id, { type: "CANCELLING" });
    expect(await claim(db, await registerWorker(db), 10)).toHaveLength(1);
  });

  it("of 0 starts nothing, and one below what runs stops nothing", async () => {
    const held = await running(db);
    await addRuns(2);
    await limitPool(0);
    const worker = await registerWorker(db);
    expect(await claim(db, worker, 5)).toEqual([]);
    expect(
      await value(db, "select state_name from provost.flow_runs where id = $1", [held.id]),
    ).toBe("Running");
  });

  it("does not hold what is claimed by its id", async () => {
    await limitPool(0);
    const id = await enqueue(db);
    expect(await claimRun(db, id, await registerWorker(db))).toMatchObject({ flow_run_id: id });
  });

  it("holds other pools in no way", async () => {
    await limitPool(0);
    await db.query("select provost.create_work_pool('free')");
    await addRuns(2, { work_pool_name: "free" });
    expect(await claim(db, await registerWorker(db, { pool: "free" }), 5, "free")).toHaveLength(2);
  });
});

describe("the limit of a work queue", () => {
  it("leaves the rest to the other queues", async () => {
    await addQueue("urgent", 2, 1);
    await addRuns(5, { work_queue_name: "urgent" });
    const bulk = await addRuns(5);
    const worker = await registerWorker(db);
    const claimed = await claim(db, worker, 6);
    expect(claimed).toHaveLength(6);
    expect(claimed.filter((run) => run["deployment"] === bulk)).toHaveLength(4);
    expect(await claim(db, worker, 6)).toHaveLength(1);
  });

  it("takes what is left of the limit of its pool", async () => {
    await addQueue("urgent", 2, 1);
    await addRuns(5, { work_queue_name: "urgent" });
    const bulk = await addRuns(5);
    await limitPool(3);
    const claimed = await claim(db, await registerWorker(db), 6);
    expect(claimed).toHaveLength(3);
    expect(claimed.filter((run) => run["deployment"] === bulk)).toHaveLength(1);
  });

  it("counts runs that wait for a slot of their deployment and get one", async () => {
    await addQueue("urgent", 2);
    const deployment = await addRuns(4, { work_queue_name: "urgent", concurrency_limit: 1 });
    const worker = await registerWorker(db);
    const [first] = await claim(db, worker, 4);
    await addRuns(4, { work_queue_name: "urgent" });
    await finish(db, { id: String(first?.flow_run_id), epoch: 1 });
    const claimed = await claim(db, worker, 8);
    expect(claimed).toHaveLength(2);
    expect(claimed.filter((run) => run["deployment"] === deployment)).toHaveLength(1);
  });
});

describe("the dispatcher", () => {
  it("adds no more hints than there is room for", async () => {
    await registerWorker(db, { limit: 50 });
    await addQueue("urgent", 2);
    await addRuns(30, { work_queue_name: "urgent" });
    await dispatch();
    expect(await hints()).toBe(2);
    await addRuns(30);
    await limitPool(5);
    await dispatch();
    expect(await hints()).toBe(5);
  });

  it("sleeps while there is no room, and is woken by a run that ends", async () => {
    const worker = await registerWorker(db);
    const held = await running(db, {}, worker);
    await addRuns(3);
    await limitPool(1);
    await dispatch();
    expect(await hints()).toBe(0);
    expect((await dispatch()).call_again_ms).toBeGreaterThan(20);
    const answers = await column<boolean>(
      db,
      `select provost_private.leaves_limited_place(provost_private.change_flow_run_states(array[
         provost_private.proposed_change(1, $1, 'COMPLETED', p_epoch => 1)]))`,
      [held.id],
    );
    expect(answers).toEqual([true]);
    await dispatch();
    expect(await hints()).toBe(1);
  });
});
