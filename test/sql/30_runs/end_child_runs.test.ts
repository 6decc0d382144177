import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  activeRun,
  cancel,
  endWorker,
  enqueue,
  finish,
  type HeldRun,
  readRun,
  reap,
  registerWorker,
  running,
  runningAlone,
  runningChild,
  take,
} from "../engine.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const stateOf = async (id: string): Promise<string> => (await readRun(db, id)).state_type;
const tend = () => db.query("select provost_private.tend_flow_runs()");

/** A run of a deployment that a run has started. */
async function deployedChild(parent: HeldRun): Promise<string> {
  return await enqueue(db, { parent_flow_run_id: parent.id });
}

describe("cancelling a run", () => {
  it("cancels all that it started, at any depth: what waits at once, what runs by its worker", async () => {
    const root = await running(db);
    const called = await runningChild(db, root);
    const waiting = await deployedChild(called);
    const elsewhere = await take(db, await deployedChild(called), await registerWorker(db));
    const below = await runningChild(db, elsewhere);

    await cancel(db, root.id);
    expect(await stateOf(waiting)).toBe("CANCELLED");
    for (const { id } of [root, called, elsewhere, below]) {
      expect(await stateOf(id)).toBe("CANCELLING");
      const { deadline } = (await activeRun(db, id)) ?? {};
      expect(deadline).toEqual(new Date("2030-01-01T00:00:30Z"));
    }
    expect((await readRun(db, below.id)).state_message).toMatch(
      /^Flow run '\S+', which started it, is being cancelled\.$/,
    );
    expect(await finish(db, below)).toMatchObject({ state_type: "CANCELLED" });
  });

  it("that waits cancels what it has left running elsewhere", async () => {
    const root = await running(db);
    const child = await take(db, await deployedChild(root), await registerWorker(db));
    await endWorker(db, root.worker);
    await cancel(db, root.id);
    expect(await stateOf(root.id)).toBe("CANCELLED");
    expect(await stateOf(child.id)).toBe("CANCELLING");
  });

  it("leaves what has ended as it is, and ends what does not stop in time", async () => {
    const root = await running(db);
    const done = await runningChild(db, root, 0);
    await finish(db, done);
    const stuck = await runningChild(db, root, 1);
    await cancel(db, root.id);
    expect(await stateOf(done.id)).toBe("COMPLETED");
    await clock.advance(db, "31 seconds");
    await tend();
    expect(await stateOf(stuck.id)).toBe("CANCELLED");
    expect(await stateOf(root.id)).toBe("CANCELLED");
  });

  it("does not touch its parent", async () => {
    const root = await running(db);
    const child = await runningChild(db, root);
    await cancel(db, child.id);
    expect(await stateOf(root.id)).toBe("RUNNING");
  });
});

describe("a run that fails", () => {
  it("stops the flows that it called, but not the runs of deployments", async () => {
    const root = await running(db);
    const called = await runningChild(db, root);
    const deployed = await deployedChild(root);
    await finish(db, root, { type: "FAILED" });
    expect(await stateOf(called.id)).toBe("CANCELLING");
    expect(await stateOf(deployed)).toBe("SCHEDULED");
  });

  it("and is retried stops nothing", async () => {
    const root = await running(db, { retries: 1 });
    const called = await runningChild(db, root);
    await finish(db, root, { type: "FAILED" });
    expect(await stateOf(called.id)).toBe("RUNNING");
  });
});

describe("a run that completes", () => {
  it("leaves no called flow waiting for a retry", async () => {
    const root = await running(db);
    const called = await runningChild(db, root);
    await finish(db, called, { type: "SCHEDULED" });
    await tend();
    expect(await stateOf(called.id)).toBe("SCHEDULED");
    await finish(db, root);
    await tend();
    expect(await stateOf(called.id)).toBe("CANCELLED");
  });
});

describe("a worker that dies", () => {
  it("leaves a called flow to whoever continues its caller", async () => {
    const root = await running(db);
    const called = await runningChild(db, root);
    await reap(db, root.worker);
    expect(await stateOf(root.id)).toBe("SCHEDULED");
    expect(await readRun(db, called.id)).toMatchObject({ state_type: "SCHEDULED", resuming: true });
  });

  it("crashes a called flow when nobody continues its caller", async () => {
    const root = await runningAlone(db);
    const called = await runningChild(db, root);
    await reap(db, root.worker);
    expect(await stateOf(root.id)).toBe("CRASHED");
    expect(await stateOf(called.id)).toBe("CRASHED");
  });
});
