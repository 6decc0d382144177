import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  callChild,
  cancel,
  endWorker,
  finish,
  type HeldRun,
  readRun,
  readTask,
  reap,
  record,
  registerWorker,
  running,
  runningChild,
  setState,
  take,
  taskHistory,
} from "../engine.ts";
import { rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

/** The caller in a new worker's hands, after its worker has died. */
async function continued(parent: HeldRun): Promise<HeldRun> {
  await reap(db, parent.worker);
  return await take(db, parent.id, await registerWorker(db));
}

const countChildren = (parent: HeldRun): Promise<number> =>
  value(db, "select count(*) from provost.flow_runs where parent_flow_run_id = $1", [parent.id]);

const childOf = (child: HeldRun, epoch: number | null): HeldRun => ({
  ...child,
  epoch: epoch ?? 0,
});

describe("a flow that is called by a run", () => {
  it("is a run of its own, and a task run of the caller that is always in its state", async () => {
    const parent = await running(db);
    const child = await runningChild(db, parent);
    const mirror = await readTask(db, parent, "child#0");
    expect(mirror).toMatchObject({ state_type: "RUNNING", child_flow_run_id: child.id });
    expect(await readRun(db, child.id)).toMatchObject({
      parent_flow_run_id: parent.id,
      parent_task_key: "child#0",
      parent_task_run_id: mirror["id"],
      deployment: null,
    });

    await finish(db, child, { result: { n: 1 } });
    expect(await readTask(db, parent, "child#0")).toMatchObject({
      state_type: "COMPLETED",
      result: { n: 1 },
      run_count: 1,
    });
    expect(await taskHistory(db, parent, "child#0")).toEqual(["Pending", "Running", "Completed"]);
  });

  it("shows its failure, its retries and its cancellation in the caller", async () => {
    const parent = await running(db);
    const flow = { name: "child", retries: 1 };
    const first = await callChild(db, parent, { flow });
    const child = { id: first?.flow_run_id ?? "", epoch: 1, worker: parent.worker };
    await finish(db, child, { type: "FAILED", message: "no", error: { name: "E", message: "no" } });
    expect(await readTask(db, parent, "child#0")).toMatchObject({ state_name: "AwaitingRetry" });
    const again = await take(db, child.id, parent.worker);
    await finish(db, again, { type: "FAILED", error: { name: "E", message: "no" } });
    expect(await readTask(db, parent, "child#0")).toMatchObject({
      state_type: "FAILED",
      error: { name: "E", message: "no" },
    });
    const second = await runningChild(db, parent, 1);
    await cancel(db, second.id);
    expect(await readTask(db, parent, "child#1")).toMatchObject({ state_type: "CANCELLING" });
    await finish(db, second, { type: "CANCELLED" });
    expect(await readTask(db, parent, "child#1")).toMatchObject({ state_type: "CANCELLED" });
  });

  it("is started once by a call that is repeated because its answer was lost", async () => {
    const parent = await running(db);
    const id = "019a0000-0000-7000-8000-0000000000c1";
    const first = await callChild(db, parent, { id });
    const again = await callChild(db, parent, { id });
    expect(again).toMatchObject({ flow_run_id: id, epoch: first?.epoch, state_type: "RUNNING" });
    expect(await countChildren(parent)).toBe(1);
  });

  it("is cancelled, paused or not, when it is called again with other input", async () => {
    const parent = await running(db);
    const first = await callChild(db, parent, { inputHash: "a" });
    await setState(db, first?.flow_run_id ?? "", { type: "PAUSED" });
    const second = await callChild(db, parent, { inputHash: "b" });
    expect(second?.flow_run_id).not.toBe(first?.flow_run_id);
    expect(await readRun(db, first?.flow_run_id ?? "")).toMatchObject({ state_type: "CANCELLED" });
  });

  it("is not started for a caller that another worker has by now", async () => {
    const parent = await running(db);
    await continued(parent);
    expect(await callChild(db, parent, { worker: await registerWorker(db) })).toBeUndefined();
    expect(await countChildren(parent)).toBe(0);
  });
});

describe("a caller that is continued elsewhere", () => {
  it("is answered the result of a child that completed before it died", async () => {
    const parent = await running(db);
    const child = await runningChild(db, parent);
    await finish(db, child, { result: 42 });
    const next = await continued(parent);
    expect(await callChild(db, next)).toMatchObject({
      flow_run_id: child.id,
      epoch: null,
      state_type: "COMPLETED",
      result: 42,
    });
  });

  it("goes on with a child that died with it, whose tasks it finds recorded", async () => {
    const parent = await running(db);
    const child = await runningChild(db, parent);
    await record(db, child, { key: "step#0", result: 7 });
    const next = await continued(parent);
    const taken = await callChild(db, next);
    expect(taken).toMatchObject({ flow_run_id: child.id, epoch: 3, run_count: 1 });
    expect(taken?.recorded).toMatchObject([{ key: "step#0", result: 7 }]);
    expect(await countChildren(parent)).toBe(1);
  });

  it("takes a child from a dead worker before anybody else has noticed", async () => {
    const worker = await registerWorker(db);
    const parent = await running(db);
    const child = childOf(await runningChild(db, parent), 1);
    await db.query("update provost_private.active_runs set worker_id = $2 where flow_run_id = $1", [
      child.id,
      worker,
    ]);
    const next = await continued(parent);
    await db.query(
      "update provost.workers set status = 'OFFLINE', ended = provost_private.clock_now() where id = $1",
      [worker],
    );
    expect(await callChild(db, next)).toMatchObject({ flow_run_id: child.id, epoch: 3 });
  });

  it("waits for a child that another worker executes still", async () => {
    const parent = await running(db);
    const child = await runningChild(db, parent);
    await db.query("update provost_private.active_runs set worker_id = $2 where flow_run_id = $1", [
      child.id,
      await registerWorker(db),
    ]);
    const next = await continued(parent);
    const answer = await callChild(db, next);
    expect(answer).toMatchObject({ flow_run_id: child.id, epoch: null, state_type: "RUNNING" });
    expect(answer?.delay_seconds).toBeGreaterThan(0);
  });

  it("knows which failures are final: those of the attempt that goes on", async () => {
    const parent = await running(db, { retries: 1 });
    await finish(db, await runningChild(db, parent), { type: "FAILED" });
    await record(db, parent, { key: "task#0", type: "FAILED" });
    const isFinal = async (run: HeldRun): Promise<unknown[]> => {
      await endWorker(db, run.worker);
      const claimed = await rows<{ recorded: { is_final: boolean }[] }>(
        db,
        "select recorded from provost_private.claim_flow_run($1, $2)",
        [run.id, await registerWorker(db)],
      );
      return claimed[0]?.recorded.map((task) => task.is_final) ?? [];
    };
    expect(await isFinal(parent)).toEqual([true, true]);
    const { epoch } = await readRun(db, parent.id);
    await finish(db, { id: parent.id, epoch }, { type: "FAILED" });
    const retried = await take(db, parent.id, await registerWorker(db));
    expect(await isFinal(retried)).toEqual([false, false]);
  });

  it("tries a child again that failed, when it calls it again", async () => {
    const parent = await running(db);
    const child = await runningChild(db, parent);
    await record(db, child, { key: "step#0", result: 7 });
    await finish(db, child, { type: "FAILED" });
    const again = await callChild(db, parent);
    expect(again).toMatchObject({ flow_run_id: child.id, epoch: 3, run_count: 2 });
    expect(again?.recorded).toMatchObject([{ key: "step#0", result: 7 }]);
    expect(await readTask(db, parent, "child#0")).toMatchObject({ state_type: "RUNNING" });
  });

  it("gives a child all its retries anew that it calls again", async () => {
    const parent = await running(db);
    const flow = { name: "child", retries: 1 };
    const fail = async (epoch: number, id: string): Promise<string> => {
      const child = { id, epoch, worker: parent.worker };
      await finish(db, child, { type: "FAILED", message: "no" });
      return (await readRun(db, id)).state_name;
    };
    const first = await callChild(db, parent, { flow });
    const id = first?.flow_run_id ?? "";
    expect(await fail(1, id)).toBe("AwaitingRetry");
    expect(await fail((await take(db, id, parent.worker)).epoch, id)).toBe("Failed");
    const again = await callChild(db, parent, { flow });
    expect(again).toMatchObject({ flow_run_id: id, run_count: 3 });
    expect(await fail(again?.epoch ?? 0, id)).toBe("AwaitingRetry");
    expect(await fail((await take(db, id, parent.worker)).epoch, id)).toBe("Failed");
  });

  it("starts another child when it calls the flow with other input", async () => {
    const parent = await running(db);
    const first = await callChild(db, parent, { inputHash: "a" });
    const second = await callChild(db, parent, { inputHash: "b" });
    expect(second?.flow_run_id).not.toBe(first?.flow_run_id);
    expect(await readRun(db, first?.flow_run_id ?? "")).toMatchObject({ state_type: "CANCELLING" });
    expect(await readTask(db, parent, "child#0")).toMatchObject({
      state_type: "RUNNING",
      child_flow_run_id: second?.flow_run_id,
    });
  });
});
