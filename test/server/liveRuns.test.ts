import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createListener, type Listener } from "../../src/db/listen.ts";
import { createLiveRuns, type LiveRuns } from "../../src/server/liveRuns.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { claimFlowRun, deploy, insertFlowRun } from "./flowRunMakers.ts";
import { into, type LogEntry } from "./useServer.ts";

const database = useDatabase();
let listener: Listener;
let liveRuns: LiveRuns;
let log: LogEntry[];

beforeAll(() => deploy(database.pool));
beforeEach(() => {
  log = [];
  listener = createListener(database.connection);
  liveRuns = createLiveRuns({ pool: database.pool, listener, log: into(log), pollSeconds: 0.05 });
});
afterEach(async () => {
  await liveRuns.close();
  await listener.close();
});

/** The runs that were asked about by each query since the spy was set. */
function spyOnPolls(): () => string[][] {
  const spy = vi.spyOn(database.pool, "query");
  return () =>
    spy.mock.calls.flatMap(([statement]: unknown[]) => {
      const { text, values } = statement as { text: string; values: [string[]] };
      return text.includes("flow_run_versions") ? [values[0]] : [];
    });
}

describe("the runs that are followed live", () => {
  it("are asked about together, and no longer once their followers have left", async () => {
    const { pool } = database;
    const [left, stays] = [await insertFlowRun(pool), await insertFlowRun(pool)];
    const leaver = await liveRuns.follow(left);
    await liveRuns.follow(stays);
    const before = spyOnPolls();
    await eventually(() => before().some((ids) => ids.includes(left) && ids.includes(stays)));
    await leaver.return();
    const after = spyOnPolls();
    await eventually(() => after().filter((ids) => ids.join() === stays).length >= 3);
    expect(await leaver.next()).toEqual({ value: undefined, done: true });
  });

  it("are told about again only when they have changed", async () => {
    const { pool } = database;
    const flowRunId = await insertFlowRun(pool);
    const follower = await liveRuns.follow(flowRunId);
    const first = await follower.next();
    expect(first.value).toMatchObject({ flowRunId, isFinished: false });
    const next = follower.next();
    const polls = spyOnPolls();
    await eventually(() => polls().length >= 3);
    await claimFlowRun(pool, flowRunId);
    const { value } = await next;
    expect(value?.version).not.toBe(first.value?.version);
  });

  it("skip for a slow follower what it was too late for", async () => {
    const { pool } = database;
    const flowRunId = await insertFlowRun(pool);
    const slow = await liveRuns.follow(flowRunId);
    const quick = await liveRuns.follow(flowRunId);
    await quick.next();
    await claimFlowRun(pool, flowRunId);
    const latest = await quick.next();
    expect(await slow.next()).toEqual(latest);
  });

  it("are found in whatever spelling of the id", async () => {
    const flowRunId = await insertFlowRun(database.pool);
    const follower = await liveRuns.follow(flowRunId.toUpperCase());
    const { value } = await follower.next();
    expect(value?.flowRunId).toBe(flowRunId);
  });

  it("go on after the database did not answer for a while", async () => {
    const { pool } = database;
    const flowRunId = await insertFlowRun(pool);
    const follower = await liveRuns.follow(flowRunId);
    await follower.next();
    await pool.query("alter function provost.flow_run_versions rename to gone");
    try {
      await eventually(() => log.some(({ level }) => level === "warn"));
    } finally {
      await pool.query("alter function provost.gone rename to flow_run_versions");
    }
    await claimFlowRun(pool, flowRunId);
    expect((await follower.next()).value).toMatchObject({ flowRunId });
  });

  it("end when the server closes", async () => {
    const follower = await liveRuns.follow(await insertFlowRun(database.pool));
    await follower.next();
    const next = follower.next();
    await liveRuns.close();
    expect(await next).toEqual({ value: undefined, done: true });
  });
});
