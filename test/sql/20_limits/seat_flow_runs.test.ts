import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  claim,
  claimRun,
  deploy,
  enqueue,
  type HeldRun,
  history,
  readRun,
  registerWorker,
  type Row,
  setState,
} from "../engine.ts";
import { column, rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const limited = (concurrency_limit: unknown, more: Row = {}): Promise<string> =>
  deploy(db, { concurrency_limit, ...more });

async function enqueueMany(deployment: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const expected_start_time = new Date(Date.now() - 60_000 + i);
    ids.push(await enqueue(db, { deployment, expected_start_time }));
  }
  return ids;
}

const states = (ids: string[]): Promise<string[]> =>
  column(
    db,
    `select state_name from provost.flow_runs where id = any ($1) order by array_position($1, id)`,
    [ids],
  );

const finish = (run: { id: string; epoch: number }, type = "COMPLETED"): Promise<unknown> =>
  rows(db, "select * from provost_private.finish_flow_runs($1)", [
    JSON.stringify([{ ord: 1, flow_run_id: run.id, epoch: run.epoch, type }]),
  ]);

const activeSlots = (deployment: string): Promise<number> =>
  value(
    db,
    `select provost.concurrency_limits_active_slots(l) from provost.concurrency_limits l
     join provost.deployments d on d.id = l.deployment_id where d.full_name = $1`,
    [deployment],
  );

const heldBy = (worker: string, [run]: { flow_run_id: string; epoch: number }[]): HeldRun => {
  if (!run) throw new Error("Expected a claimed run");
  return { id: run.flow_run_id, epoch: run.epoch, worker };
};

describe("a claim of runs whose deployment has a limit", () => {
  it("takes as many as there are slots, and lets the others wait", async () => {
    const worker = await registerWorker(db);
    const ids = await enqueueMany(await limited(2), 4);
    const claimed = await claim(db, worker, 10);
    expect(claimed.map((run) => run.flow_run_id).sort()).toEqual(ids.slice(0, 2));
    expect(await states(ids)).toEqual([
      "Running",
      "Running",
      "AwaitingConcurrencySlot",
      "AwaitingConcurrencySlot",
    ]);
    expect(await history(db, ids[3] ?? "")).toEqual(["Scheduled", "AwaitingConcurrencySlot"]);
    expect((await readRun(db, ids[3] ?? "")).epoch).toBe(0);
  });

  it("takes those that wait when a slot is free, in their order and before newer ones", async () => {
    const worker = await registerWorker(db);
    const deployment = await limited(1);
    const ids = await enqueueMany(deployment, 3);
    let run = heldBy(worker, await claim(db, worker, 10));
    for (const next of ids.slice(1)) {
      await enqueue(db, { deployment });
      await finish(run);
      const claimed = await claim(db, worker, 10);
      expect(claimed.map((each) => each.flow_run_id)).toEqual([next]);
      run = heldBy(worker, claimed);
    }
  });

  it("goes on to the runs behind a crowd that has no slot", async () => {
    const worker = await registerWorker(db);
    const crowd = await limited(1);
    await db.query(
      `insert into provost.flow_runs (deployment, expected_start_time)
       select $1, now() - interval '1 hour' from generate_series(1, 500)`,
      [crowd],
    );
    const others = await enqueueMany(await deploy(db), 3);
    const claimed = (await claim(db, worker, 4)).map((run) => run.flow_run_id);
    expect(claimed).toHaveLength(4);
    expect(claimed).toEqual(expect.arrayContaining(others));
  });

  it("cancels one run too many when its deployment wants that", async () => {
    const worker = await registerWorker(db);
    const ids = await enqueueMany(await limited({ limit: 1, collision_strategy: "CANCEL_NEW" }), 3);
    expect(await claim(db, worker, 10)).toHaveLength(1);
    expect(await states(ids)).toEqual(["Running", "Cancelled", "Cancelled"]);
    expect((await readRun(db, ids[1] ?? "")).state_message).toBe(
      "Deployment concurrency limit reached.",
    );
  });

  it("cancels the oldest run instead, and starts the new one when that has stopped", async () => {
    const worker = await registerWorker(db);
    const deployment = await limited({ limit: 1, collision_strategy: "CANCEL_RUNNING" });
    const old = await enqueue(db, { deployment });
    const run = heldBy(worker, await claim(db, worker, 10));
    const young = await enqueue(db, { deployment });
    expect(await claim(db, worker, 10)).toEqual([]);
    await db.query("select provost_private.tend_flow_runs()");
    expect(await states([old, young])).toEqual(["Cancelling", "AwaitingConcurrencySlot"]);
    await db.query("select provost_private.tend_flow_runs()");
    await finish(run);
    expect((await claim(db, worker, 10)).map((each) => each.flow_run_id)).toEqual([young]);
    expect(await states([old, young])).toEqual(["Cancelled", "Running"]);
  });

  it("starts nothing while the limit is 0, and something when it is raised", async () => {
    const worker = await registerWorker(db);
    const flow = { name: "raised" };
    const deployment = await limited(0, { flow });
    const id = await enqueue(db, { deployment });
    expect(await claim(db, worker, 10)).toEqual([]);
    expect(await states([id])).toEqual(["AwaitingConcurrencySlot"]);
    await limited(1, { flow });
    expect(await claim(db, worker, 10)).toHaveLength(1);
  });

  it("lets nothing wait for a limit of 0 when its deployment wants no run to wait", async () => {
    const deployment = await limited({ limit: 0, collision_strategy: "CANCEL_NEW" });
    const id = await enqueue(db, { deployment });
    expect(await claim(db, await registerWorker(db), 10)).toEqual([]);
    expect(await states([id])).toEqual(["Cancelled"]);
  });

  it("starts what waits as soon as the limit is taken away", async () => {
    const worker = await registerWorker(db);
    const flow = { name: "freed" };
    const ids = await enqueueMany(await limited(1, { flow }), 3);
    await claim(db, worker, 10);
    expect(await claim(db, worker, 10)).toEqual([]);
    await deploy(db, { flow });
    const claimed = await claim(db, worker, 10);
    expect(claimed.map((run) => run.flow_run_id).sort()).toEqual(ids.slice(1));
  });

  it("takes a slot again for a retry that another one has taken meanwhile", async () => {
    const worker = await registerWorker(db);
    const deployment = await limited(1);
    const [first, second] = [
      await enqueue(db, { deployment, retries: 1 }),
      await enqueue(db, { deployment }),
    ];
    await finish(heldBy(worker, await claim(db, worker, 1)), "FAILED");
    expect(await states([first])).toEqual(["AwaitingRetry"]);
    const other = await claimRun(db, second, worker);
    expect(await claimRun(db, first, worker)).toBeUndefined();
    expect(await states([first])).toEqual(["AwaitingConcurrencySlot"]);
    await finish({ id: second, epoch: other?.epoch ?? 0 });
    expect((await claim(db, worker, 1))[0]).toMatchObject({ flow_run_id: first, run_count: 2 });
  });
});

describe("the slot of a run", () => {
  it("is kept while the run is cancelled, and free when it has stopped", async () => {
    const worker = await registerWorker(db);
    const deployment = await limited(1);
    await enqueue(db, { deployment });
    const run = heldBy(worker, await claim(db, worker, 1));
    await setState(db, run.id, { type: "CANCELLING" });
    expect(await activeSlots(deployment)).toBe(1);
    await finish(run);
    expect(await activeSlots(deployment)).toBe(0);
  });

  it("is taken by a proposal of Pending, and lost unless the run starts in time", async () => {
    await clock.freeze(db);
    const deployment = await limited({ limit: 1, grace_period_seconds: 60 });
    const [first, second] = [await enqueue(db, { deployment }), await enqueue(db, { deployment })];
    await setState(db, first, { type: "PENDING" });
    expect(await activeSlots(deployment)).toBe(1);
    const answer = await setState(db, second, { type: "PENDING" });
    expect(answer).toMatchObject({ status: "REJECT", state: { name: "AwaitingConcurrencySlot" } });
    await clock.advance(db, "61 s");
    expect((await setState(db, second, { type: "PENDING" })).status).toBe("ACCEPT");
    expect(await setState(db, first, { type: "RUNNING" })).toMatchObject({
      status: "REJECT",
      state: { type: "CANCELLED" },
    });
  });

  it("goes with the run once it has started, however long it runs", async () => {
    await clock.freeze(db);
    const deployment = await limited({ limit: 1, grace_period_seconds: 60 });
    const id = await enqueue(db, { deployment });
    await setState(db, id, { type: "PENDING" });
    await setState(db, id, { type: "RUNNING" });
    await clock.advance(db, "30 min");
    expect(await activeSlots(deployment)).toBe(1);
    await setState(db, id, { type: "COMPLETED" });
    expect(await activeSlots(deployment)).toBe(0);
  });

  it("is taken again, when it is lost and free", async () => {
    await clock.freeze(db);
    const deployment = await limited({ limit: 1, grace_period_seconds: 60 });
    const id = await enqueue(db, { deployment });
    await setState(db, id, { type: "PENDING" });
    await clock.advance(db, "2 min");
    await db.query("select provost_private.sweep_slots()");
    expect((await setState(db, id, { type: "RUNNING" })).status).toBe("ACCEPT");
    expect(await activeSlots(deployment)).toBe(1);
  });

  it("is given away by a pause, and waited for afterwards", async () => {
    const worker = await registerWorker(db);
    const deployment = await limited(1);
    await enqueue(db, { deployment });
    const run = heldBy(worker, await claim(db, worker, 1));
    await setState(db, run.id, { type: "PAUSED" });
    await enqueue(db, { deployment });
    const other = heldBy(worker, await claim(db, worker, 1));
    expect(await setState(db, run.id, { type: "RUNNING" })).toMatchObject({
      status: "WAIT",
      state: { type: "PAUSED" },
      details: { delay_seconds: 30 },
    });
    await finish(other);
    expect((await setState(db, run.id, { type: "RUNNING" })).status).toBe("ACCEPT");
    expect(await activeSlots(deployment)).toBe(1);
  });
});

describe("the dispatcher", () => {
  it("tells nobody of runs that a full limit holds", async () => {
    const worker = await registerWorker(db);
    const deployment = await limited(1);
    await enqueueMany(deployment, 5);
    const run = heldBy(worker, await claim(db, worker, 1));
    const hints = () => value<number>(db, "select added from provost_private.dispatch(1)");
    expect(await hints()).toBe(0);
    await enqueue(db, { deployment });
    expect(await hints()).toBe(0);
    await clock.advance(db, "40 s");
    expect(await hints()).toBe(0);
    await finish(run);
    expect(await hints()).toBe(1);
  });
});

describe("a late run", () => {
  it("is cancelled when its deployment wants no run to wait", async () => {
    const worker = await registerWorker(db);
    const deployment = await limited({ limit: 1, collision_strategy: "CANCEL_NEW" });
    await enqueueMany(deployment, 1);
    await claim(db, worker, 1);
    const [late = ""] = await enqueueMany(deployment, 1);
    await db.query("select provost_private.mark_late_runs(15)");
    expect(await states([late])).toEqual(["Cancelled"]);
  });
});

describe("deploying with a limit", () => {
  it("reads a number, an object, or options beside a number", async () => {
    const read = async (definition: Row): Promise<unknown> => {
      const name = await deploy(db, definition);
      const [found] = await rows(
        db,
        `select concurrency_limit, collision_strategy, grace_period_seconds
         from provost.deployments where full_name = $1`,
        [name],
      );
      return Object.values(found ?? {});
    };
    expect(await read({})).toEqual([null, "ENQUEUE", null]);
    expect(await read({ concurrency_limit: 3 })).toEqual([3, "ENQUEUE", null]);
    const whole = { limit: 2, collision_strategy: "CANCEL_NEW", grace_period_seconds: 90 };
    expect(await read({ concurrency_limit: whole })).toEqual([2, "CANCEL_NEW", 90]);
    const { limit, ...options } = whole;
    expect(await read({ concurrency_limit: limit, concurrency_options: options })).toEqual([
      2,
      "CANCEL_NEW",
      90,
    ]);
  });

  it.each([
    [{ concurrency_limit: -1 }, "Expected `concurrency_limit` as a whole number"],
    [{ concurrency_limit: 1.5 }, "Expected `concurrency_limit` as a whole number"],
    [{ concurrency_limit: "many" }, "Expected `concurrency_limit` as a whole number"],
    [{ concurrency_limit: { limit: 1, collision_strategy: "WAIT" } }, "`collision_strategy`"],
    [{ concurrency_limit: { limit: 1, grace_period_seconds: 5 } }, "`grace_period_seconds`"],
    [{ concurrency_limit: { limit: 1, grace: 5 } }, "has no option 'grace'"],
  ])("refuses %j", async (definition, message) => {
    const error = await refusal(db, "select provost.deploy($1)", [
      JSON.stringify({ name: "local", flow: { name: "refused" }, ...definition }),
    ]);
    expect(error.code).toBe("VOARG");
    expect(error.message).toContain(message);
  });

  it("leaves its limit to the deployment", async () => {
    const deployment = await limited(1);
    const name = await value(
      db,
      `select l.name from provost.concurrency_limits l
       join provost.deployments d on d.id = l.deployment_id where d.full_name = $1`,
      [deployment],
    );
    const error = await refusal(db, "select provost.update_concurrency_limit($1, 5)", [name]);
    expect(error.message).toContain("is the limit of a deployment");
  });
});
