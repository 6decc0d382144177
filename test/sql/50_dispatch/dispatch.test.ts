import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { claim, deploy, enqueue, registerWorker } from "../engine.ts";
import { addPool, addQueue } from "../queues.ts";
import { row, rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

interface Dispatched {
  added: number;
  call_again_ms: number;
}
const dispatch = () =>
  row<Dispatched>(db, "select added, call_again_ms from provost_private.dispatch(1)");
const jobs = () => value<number>(db, "select count(*) from graphile_worker.jobs");
const isAsleep = () =>
  value<boolean>(db, "select provost_private.asleep_until() > provost_private.clock_now()");

async function enqueueMany(count: number, columns: Record<string, unknown> = {}): Promise<void> {
  const deployment = await deploy(db, columns);
  await db.query(
    "insert into provost.flow_runs (deployment) select $1 from generate_series(1, $2)",
    [deployment, count],
  );
}

describe("the dispatcher", () => {
  it("tells how many workers take runs, of whatever pool", async () => {
    await registerWorker(db);
    const pool = await addPool(db);
    for (let i = 0; i < 2; i++) await registerWorker(db, { pool });
    expect(await value(db, "select workers from provost_private.dispatch(1)")).toBe(3);
  });

  it("adds one job for each due run that the live workers can take", async () => {
    await registerWorker(db);
    await enqueueMany(3);
    await enqueue(db, { expected_start_time: "2031-01-01T00:00:00Z" });
    expect(await dispatch()).toEqual({ added: 3, call_again_ms: 20 });
    expect(
      await rows(
        db,
        "select distinct task_identifier, max_attempts, queue_name, key, flags from graphile_worker.jobs",
      ),
    ).toEqual([
      {
        task_identifier: "provost:default",
        max_attempts: 1,
        queue_name: null,
        key: null,
        flags: null,
      },
    ]);
  });

  it("names no run in a job: which one it is for is decided by the claim", async () => {
    await registerWorker(db);
    await enqueueMany(1);
    await dispatch();
    const payloads = await rows(db, "select payload from graphile_worker._private_jobs");
    expect(payloads).toEqual([{ payload: {} }]);
  });

  it("adds nothing for runs that have their jobs already", async () => {
    await registerWorker(db);
    await enqueueMany(3);
    await dispatch();
    expect(await dispatch()).toMatchObject({ added: 0 });
    expect(await jobs()).toBe(3);
  });

  it("keeps the backlog out of the queue: a job for each place where nothing runs", async () => {
    const worker = await registerWorker(db, { limit: 5 });
    await enqueueMany(100);
    expect((await dispatch()).added).toBe(5);
    expect((await dispatch()).added).toBe(0);
    await claim(db, worker, 2);
    await db.query("delete from graphile_worker._private_jobs");
    expect(await dispatch()).toEqual({ added: 3, call_again_ms: 20 });
  });

  it("adds nothing while the workers are busy, and looks again less often", async () => {
    const worker = await registerWorker(db, { limit: 5 });
    await enqueueMany(100);
    await claim(db, worker, 5);
    expect(await dispatch()).toEqual({ added: 0, call_again_ms: 100 });
  });

  it("counts a place as free while only a flow that a run has called is under way", async () => {
    const worker = await registerWorker(db, { limit: 1 });
    await enqueueMany(2);
    const [parent] = await claim(db, worker, 1);
    await db.query("update provost.flow_runs set deployment_id = null where id = $1", [
      parent?.flow_run_id,
    ]);
    expect((await dispatch()).added).toBe(1);
  });

  it("does not count what a worker that drains still holds against the others", async () => {
    const draining = await registerWorker(db, { limit: 5 });
    await registerWorker(db, { limit: 5 });
    await enqueueMany(100);
    await claim(db, draining, 5);
    await db.query("select provost_private.drain_worker($1)", [draining]);
    expect((await dispatch()).added).toBe(5);
  });

  it("makes a lost job good with the next count", async () => {
    await registerWorker(db);
    await enqueueMany(3);
    await dispatch();
    await db.query("delete from graphile_worker._private_jobs");
    expect((await dispatch()).added).toBe(3);
  });

  it("adds nothing for a pool that nobody serves, or which is paused", async () => {
    const pool = await addPool(db);
    await enqueueMany(3, { work_pool_name: pool });
    expect((await dispatch()).added).toBe(0);
    await registerWorker(db, { pool, kind: "local" });
    expect((await dispatch()).added).toBe(0);
    await registerWorker(db, { pool });
    await db.query("update provost.work_pools set is_paused = true where name = $1", [pool]);
    expect((await dispatch()).added).toBe(0);
    await db.query("update provost.work_pools set is_paused = false where name = $1", [pool]);
    expect((await dispatch()).added).toBe(3);
  });

  it("adds nothing for runs of a paused queue", async () => {
    await registerWorker(db);
    await enqueueMany(3);
    await db.query("update provost.work_queues set is_paused = true");
    expect((await dispatch()).added).toBe(0);
  });

  it("counts each pool by itself", async () => {
    const pools = [await addPool(db), await addPool(db)];
    for (const pool of pools) {
      await registerWorker(db, { pool, limit: 1 });
      await enqueueMany(9, { work_pool_name: pool });
    }
    expect((await dispatch()).added).toBe(2);
    const byPool = await rows(
      db,
      "select task_identifier, count(*) from graphile_worker.jobs group by 1 order by 1",
    );
    expect(byPool).toEqual(
      pools.sort().map((pool) => ({ task_identifier: `provost:${pool}`, count: 1 })),
    );
  });
});

describe("for workers that take some queues only", () => {
  const jobsByTask = () =>
    rows(db, "select task_identifier, count(*) from graphile_worker.jobs group by 1 order by 1");
  const taskOf = (queues: readonly string[] | null) =>
    value<string>(db, "select provost_private.hint_task('default', $1)", [queues]);

  it("adds jobs that reach them alone, and as many as there are runs in these queues", async () => {
    const queue = await addQueue(db, {});
    await registerWorker(db, { queues: [queue.work_queue_name] });
    await enqueueMany(3);
    await enqueueMany(2, queue);
    expect((await dispatch()).added).toBe(2);
    const task = await taskOf([queue.work_queue_name]);
    expect(await jobsByTask()).toEqual([{ task_identifier: task, count: 2 }]);
    expect(task).toMatch(/^provost:default>[0-9a-f]{8}$/);
  });

  it("has no backlog when runs wait in other queues", async () => {
    const queue = await addQueue(db, {});
    await registerWorker(db, { queues: [queue.work_queue_name] });
    await enqueueMany(3);
    await dispatch();
    expect(await dispatch()).toEqual({ added: 0, call_again_ms: 1000 });
  });

  it("counts workers with the same queues together, in whatever order they name them", async () => {
    const [one, other] = [await addQueue(db, {}), await addQueue(db, {})];
    const names = [one.work_queue_name, other.work_queue_name];
    await registerWorker(db, { queues: names, limit: 1 });
    await registerWorker(db, { queues: [...names.toReversed(), ...names], limit: 1 });
    await enqueueMany(99, one);
    expect((await dispatch()).added).toBe(2);
    expect(await jobsByTask()).toEqual([{ task_identifier: await taskOf(names), count: 2 }]);
  });

  it("leaves enough jobs for those that take all queues", async () => {
    const queue = await addQueue(db, {});
    const narrow = await registerWorker(db, { queues: [queue.work_queue_name] });
    await registerWorker(db);
    await enqueueMany(3);
    await enqueueMany(2, queue);
    await dispatch();
    expect(await jobsByTask()).toEqual([
      { task_identifier: "provost:default", count: 5 },
      { task_identifier: await taskOf([queue.work_queue_name]), count: 2 },
    ]);
    // What one group has taken is not counted for the other.
    await rows(db, "select * from provost_private.claim_flow_runs('default', $1, $2, 2)", [
      [queue.work_queue_name],
      narrow,
    ]);
    expect((await dispatch()).added).toBe(0);
  });
});

describe("a dispatcher with nothing to do", () => {
  it("says first that it sleeps and looks once more, then sleeps until the poll", async () => {
    expect(await isAsleep()).toBe(false);
    expect(await dispatch()).toEqual({ added: 0, call_again_ms: 0 });
    expect(await isAsleep()).toBe(true);
    expect(await dispatch()).toEqual({ added: 0, call_again_ms: 1000 });
  });

  it("finds on its second look what was inserted between", async () => {
    await registerWorker(db);
    await dispatch();
    await enqueueMany(1);
    expect(await dispatch()).toEqual({ added: 1, call_again_ms: 20 });
  });

  it("sleeps no longer than until the next run becomes due", async () => {
    await registerWorker(db);
    await enqueue(db, { expected_start_time: "2030-01-01T00:00:00.250Z" });
    await dispatch();
    expect(await dispatch()).toEqual({ added: 0, call_again_ms: 250 });
  });

  it("says so again before the word runs out", async () => {
    await dispatch();
    await clock.advance(db, "2.5 seconds");
    expect(await isAsleep()).toBe(true);
    expect((await dispatch()).call_again_ms).toBe(0);
    await clock.advance(db, "2 seconds");
    expect(await isAsleep()).toBe(true);
  });

  it("takes the word back when it is busy, so that inserts ring no more", async () => {
    await registerWorker(db);
    await dispatch();
    await enqueueMany(5);
    await dispatch();
    expect(await isAsleep()).toBe(false);
  });

  it("takes the word back while its bell rings again and again", async () => {
    await dispatch();
    await row(db, "select added, call_again_ms from provost_private.dispatch(1, 1)");
    expect(await isAsleep()).toBe(true);
    expect(
      await row(db, "select added, call_again_ms from provost_private.dispatch(1, 2)"),
    ).toEqual({
      added: 0,
      call_again_ms: 20,
    });
    expect(await isAsleep()).toBe(false);
  });

  it("writes nothing while it sleeps on", async () => {
    await dispatch();
    const until = "select provost_private.asleep_until()";
    const before = await value<Date>(db, until);
    await clock.advance(db, "1 s");
    await dispatch();
    expect(await value<Date>(db, until)).toEqual(before);
  });
});
