import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  activeRun,
  claim,
  claimRun,
  deploy,
  endWorker,
  enqueue,
  finish,
  history,
  readRun,
  reap,
  record,
  registerWorker,
  running,
} from "../engine.ts";
import { addQueue } from "../queues.ts";
import { rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const ids = async (claimed: Promise<{ flow_run_id: string }[]>) =>
  (await claimed).map((each) => each.flow_run_id);

describe("a claim", () => {
  it("takes a due run as Running under a new epoch, with all that is needed to execute it", async () => {
    const deployment = await deploy(db, {
      flow: { name: "etl" },
      name: "nightly",
      entrypoint: "flows/etl.ts:etl",
      version: "3",
      retries: 2,
      timeout_seconds: 60,
    });
    const id = await enqueue(db, { deployment, parameters: { a: 1 }, tags: ["x"], name: "mine" });
    const worker = await registerWorker(db);
    expect(await claim(db, worker)).toEqual([
      {
        flow_run_id: id,
        epoch: 1,
        flow_name: "etl",
        flow_run_name: "mine",
        deployment: "etl/nightly",
        entrypoint: "flows/etl.ts:etl",
        parameters: { a: 1 },
        tags: ["x"],
        run_count: 1,
        crash_count: 0,
        retries: 2,
        timeout_seconds: 60,
        expected_start_time: new Date("2030-01-01T00:00:00Z"),
        deployment_id: await value(db, "select id from provost.deployments where version = '3'"),
        deployment_version: "3",
        parent_flow_run_id: null,
        parent_deployment_id: null,
        root_flow_run_id: null,
        job_variables: null,
        pull_steps: null,
        recorded: null,
        waits: null,
      },
    ]);
    expect(await activeRun(db, id)).toMatchObject({
      epoch: 1,
      worker_id: worker,
      deadline: new Date("2030-01-01T00:01:00Z"),
    });
    expect(await history(db, id)).toEqual(["Scheduled", "Pending", "Running"]);
  });

  it("takes no run twice, and none when there is none", async () => {
    await enqueue(db);
    const worker = await registerWorker(db);
    expect(await claim(db, worker, 5)).toHaveLength(1);
    expect(await claim(db, worker, 5)).toHaveLength(0);
  });

  it("leaves runs that are not due yet", async () => {
    const id = await enqueue(db, { expected_start_time: "2030-01-01T00:00:01Z" });
    const worker = await registerWorker(db);
    expect(await claim(db, worker)).toHaveLength(0);
    expect(await claimRun(db, id, worker)).toBeUndefined();
    await clock.advance(db, "1 second");
    expect(await ids(claim(db, worker))).toEqual([id]);
  });

  it("takes the longest due first, and no more than asked for", async () => {
    const deployment = await deploy(db);
    const byAge = [];
    for (const minute of [3, 1, 2]) {
      byAge[minute] = await enqueue(db, {
        deployment,
        expected_start_time: `2029-12-31T23:0${9 - minute}:00Z`,
      });
    }
    const worker = await registerWorker(db);
    expect(new Set(await ids(claim(db, worker, 2)))).toEqual(new Set([byAge[3], byAge[2]]));
    expect(await ids(claim(db, worker, 2))).toEqual([byAge[1]]);
  });

  it("takes from the queue of best priority first, whatever the time", async () => {
    const urgent = await addQueue(db, { priority: 1 });
    const slow = await addQueue(db, { priority: 9 });
    const old = { expected_start_time: "2029-01-01T00:00:00Z" };
    const last = await enqueue(db, { ...old, deployment: await deploy(db, slow) });
    const first = await enqueue(db, { deployment: await deploy(db, urgent) });
    const worker = await registerWorker(db);
    expect(await ids(claim(db, worker))).toEqual([first]);
    expect(await ids(claim(db, worker))).toEqual([last]);
  });

  it("lets no queue starve behind another of the same priority", async () => {
    const crowded = await deploy(db, await addQueue(db, {}));
    const small = await deploy(db, await addQueue(db, {}));
    for (const deployment of [crowded, small]) {
      await db.query(
        "insert into provost.flow_runs (deployment) select $1 from generate_series(1, 60)",
        [deployment],
      );
    }
    const worker = await registerWorker(db);
    const taken = [];
    for (let i = 0; i < 60; i++) taken.push(...(await claim(db, worker)));
    // That all sixty come from one queue has a chance of one in 2^59.
    expect(new Set(taken.map((run) => run.deployment))).toEqual(new Set([crowded, small]));
  });

  it.each([
    [
      "has no more to give",
      "delete from provost.flow_runs where deployment = $1 and name <> 'first'",
    ],
    [
      "has reached its limit",
      `update provost.work_queues set concurrency_limit = 1
       where id = (select work_queue_id from provost.deployments where full_name = $1)`,
    ],
  ])("shares what a queue that %s leaves among the others of its priority", async (_why, sql) => {
    const names = [];
    for (let i = 0; i < 4; i++) {
      const deployment = await deploy(db, await addQueue(db, {}));
      names.push(deployment);
      await enqueue(db, { deployment, name: "first" });
      await db.query(
        "insert into provost.flow_runs (deployment) select $1 from generate_series(1, 30)",
        [deployment],
      );
    }
    await db.query(sql, [names[0]]);
    const taken = await claim(db, await registerWorker(db, { limit: 100 }), 41);
    const counts = names.map((name) => taken.filter((run) => run.deployment === name).length);
    expect(counts[0]).toBe(1);
    expect(counts.slice(1).toSorted((a, b) => a - b)).toEqual([13, 13, 14]);
  });

  it("can be narrowed to some queues", async () => {
    const [one, other] = [await addQueue(db, {}), await addQueue(db, {})];
    await enqueue(db, { deployment: await deploy(db, one) });
    const wanted = await enqueue(db, { deployment: await deploy(db, other) });
    const worker = await registerWorker(db);
    const narrow = "select flow_run_id from provost_private.claim_flow_runs('default', $1, $2, 9)";
    const claimed = await rows(db, narrow, [[other.work_queue_name], worker]);
    expect(claimed).toEqual([{ flow_run_id: wanted }]);
  });

  it("leaves what waits in a paused queue or pool", async () => {
    const queue = await addQueue(db, {});
    await enqueue(db, { deployment: await deploy(db, queue) });
    const worker = await registerWorker(db);
    await db.query("update provost.work_queues set is_paused = true where name = $1", [
      queue.work_queue_name,
    ]);
    expect(await claim(db, worker, 9)).toHaveLength(0);
    await db.query("update provost.work_queues set is_paused = false");
    await db.query("update provost.work_pools set is_paused = true");
    expect(await claim(db, worker, 9)).toHaveLength(0);
    await db.query("update provost.work_pools set is_paused = false");
    expect(await claim(db, worker, 9)).toHaveLength(1);
  });

  it("gives nothing to a worker that is draining, was declared dead or is unknown", async () => {
    const id = await enqueue(db);
    const [draining, dead] = [await registerWorker(db), await registerWorker(db)];
    await db.query("select provost_private.drain_worker($1)", [draining]);
    await reap(db, dead);
    const unknown = "019a0000-0000-7000-8000-00000000dead";
    for (const worker of [draining, dead, unknown]) {
      expect(await claim(db, worker, 9)).toHaveLength(0);
    }
    for (const worker of [dead, unknown]) {
      const error = await refusal(db, "select provost_private.claim_flow_run($1, $2)", [
        id,
        worker,
      ]);
      expect(error.code).toBe("VOLSE");
    }
    expect((await readRun(db, id)).state_name).toBe("Scheduled");
  });

  it("brings along what was recorded, when the run is claimed again", async () => {
    const run = await running(db);
    const done = await record(db, run, { key: "a", result: { n: 1 }, result_meta: { m: 1 } });
    await record(db, run, { key: "b", type: "FAILED", error: { message: "boom" } });
    await endWorker(db, run.worker);
    const [claimed] = await claim(db, await registerWorker(db));
    expect(claimed?.recorded).toHaveLength(2);
    expect(claimed?.recorded).toContainEqual(
      expect.objectContaining({
        key: "a",
        task_run_id: done.task_run_id,
        state_type: "COMPLETED",
        state_name: "Completed",
        run_count: 1,
        result: { n: 1 },
        result_meta: { m: 1 },
      }),
    );
  });

  it("keeps what was recorded when the run is retried as a whole", async () => {
    const run = await running(db, { deployment: await deploy(db, { retries: 1 }) });
    await record(db, run, { key: "a", result: 1 });
    await finish(db, run, { type: "FAILED" });
    const [claimed] = await claim(db, await registerWorker(db));
    expect(claimed).toMatchObject({ run_count: 2, recorded: [{ key: "a", result: 1 }] });
  });

  it("does not depend on definitions that were removed meanwhile", async () => {
    const deployment = await deploy(db);
    const id = await enqueue(db, { deployment });
    await db.query("delete from provost.flows");
    const worker = await registerWorker(db);
    const claimed = await ids(claim(db, worker));
    const { state_type: type } = await readRun(db, id);
    expect(type === "RUNNING").toBe(claimed.length === 1);
  });
});
