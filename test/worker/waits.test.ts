import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  emitEvent,
  flow,
  flowRun,
  pauseFlowRun,
  receiveInput,
  sendInput,
  sleep,
  task,
  waitForEvent,
  waitForFlowRun,
} from "../../src/index.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { activeRun, enqueue, history, readRun } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(database, { PROVOST_DISPATCH_POLL_SECONDS: "0.2" });
const { errors } = workers;
const serve = (...flows: FlowDefinition[]) => workers.serve(flows);
afterEach(() => clock.reset(database.pool));

const start = (deployment: string): Promise<string> => enqueue(database.pool, { deployment });

const resume = (id: string, input?: unknown) =>
  value(database.pool, "select provost.resume_flow_run($1, $2)", [
    id,
    input === undefined ? null : JSON.stringify(input),
  ]);

const untilState = (id: string, name: string) =>
  eventually(async () => expect((await readRun(database.pool, id)).state_name).toBe(name), {
    within: 20,
  });

describe("a flow that sleeps for two days", () => {
  it("holds no worker meanwhile, and goes on with another one", async () => {
    const calls: string[] = [];
    const step = task({ name: "step" }, async (name: string) => void calls.push(name));
    const slow = flow({ name: "slow" }, async () => {
      await step("before");
      await sleep({ days: 2 });
      await step("after");
      return flowRun.runCount;
    });
    const first = await serve(slow);
    const id = await start("slow/local");
    await untilState(id, "Sleeping");
    expect(await activeRun(database.pool, id)).toBeUndefined();
    await eventually(() => expect(first.running).toBe(0));
    await serve(slow);
    await first.stop();
    await clock.advance(database.pool, "2 days");
    await untilState(id, "Completed");
    expect(calls).toEqual(["before", "after"]);
    expect(await readRun(database.pool, id)).toMatchObject({ result: 1 });
    expect(await history(database.pool, id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Sleeping",
      "Pending",
      "Running",
      "Completed",
    ]);
    expect(errors).toEqual([]);
  });
});

describe("a flow that waits for another run", () => {
  it("goes on with its result as soon as it has ended", async () => {
    const release = Promise.withResolvers<string>();
    const other = flow({ name: "other" }, () => release.promise);
    let otherId = "";
    const watch = flow({ name: "watch" }, async () => {
      const { state } = await waitForFlowRun(otherId, { timeoutSeconds: 3600 });
      return state.data;
    });
    await serve(other, watch);
    otherId = await start("other/local");
    const id = await start("watch/local");
    await untilState(id, "AwaitingFlowRun");
    release.resolve("its result");
    await untilState(id, "Completed");
    expect(await readRun(database.pool, id)).toMatchObject({ result: "its result" });
  });
});

describe("a flow that waits two days for an approval", () => {
  const approval = z.object({ approved: z.boolean(), limit: z.number().max(100).default(10) });

  it("holds no worker, refuses what does not fit, and goes on with the input", async () => {
    const asked: string[] = [];
    const ask = task({ name: "ask" }, async () => void asked.push("asked"));
    const order = flow({ name: "order" }, async () => {
      await ask();
      const { approved, limit } = await pauseFlowRun({
        key: "approval",
        timeoutSeconds: 3 * 86_400,
        waitForInput: approval,
        description: "Is it worth it?",
      });
      await pauseFlowRun({ key: "approval", waitForInput: approval });
      return { approved, limit, runCount: flowRun.runCount };
    });
    const worker = await serve(order);
    const id = await start("order/local");
    await untilState(id, "Paused");
    await eventually(() => expect(worker.running).toBe(0));
    await clock.advance(database.pool, "2 days");
    expect(await resume(id, { approved: "yes" })).toMatchObject({
      status: "REJECT",
      details: { errors: [expect.objectContaining({ pointer: "/approved" })] },
    });
    expect(await resume(id, { approved: true })).toMatchObject({ status: "ACCEPT" });
    await untilState(id, "Completed");
    expect(asked).toEqual(["asked"]);
    expect(await readRun(database.pool, id)).toMatchObject({
      result: { approved: true, limit: 10, runCount: 1 },
    });
    expect(await history(database.pool, id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Paused",
      "Resuming",
      "Pending",
      "Running",
      "Completed",
    ]);
  });

  it("lets other branches work, and can be answered meanwhile", async () => {
    const release = Promise.withResolvers<string>();
    const work = task({ name: "work" }, () => release.promise);
    const both = flow({ name: "both" }, async () => Promise.all([work(), pauseFlowRun()]));
    await serve(both);
    const id = await start("both/local");
    await eventually(async () => {
      expect(await resume(id)).toMatchObject({ status: "ACCEPT" });
    });
    release.resolve("done");
    await untilState(id, "Completed");
    expect((await history(database.pool, id)).includes("Paused")).toBe(false);
  });
});

describe("a flow that somebody suspends", () => {
  it("ends the tasks under way, calls no other, and goes on after it is resumed", async () => {
    const [begun, ended]: [number[], number[]] = [[], []];
    // As long as nobody suspends it, it goes on.
    let count = Infinity;
    const step = task({ name: "step" }, async (index: number) => {
      begun.push(index);
      await new Promise((resolve) => setTimeout(resolve, 10));
      ended.push(index);
    });
    const steps = flow({ name: "steps" }, async () => {
      for (let index = 0; index < count; index++) await step(index);
    });
    await serve(steps);
    const id = await start("steps/local");
    await eventually(() => expect(ended).not.toEqual([]));
    expect(await value(database.pool, "select provost.suspend_flow_run($1)", [id])).toMatchObject({
      status: "ACCEPT",
      state: { name: "Suspending" },
    });
    await untilState(id, "Suspended");
    expect(begun).toEqual(ended);
    expect(await activeRun(database.pool, id)).toBeUndefined();
    count = ended.length + 3;
    await resume(id);
    await untilState(id, "Completed");
    expect(ended).toEqual(Array.from({ length: count }, (_none, index) => index));
  });
});

describe("flows that talk to one another", () => {
  it("answer inputs and events, each once, whatever is replayed", async () => {
    const echo = flow({ name: "echo" }, async () => {
      for (let i = 0; i < 2; i++) {
        const input = await receiveInput({ schema: z.object({ n: z.number(), at: z.date() }) });
        await input.respond({ twice: input.value.n * 2 }, { keyPrefix: "answer" });
      }
      await emitEvent("echo.over", { resource: flowRun.id, payload: { count: 2 } });
    });
    let echoId = "";
    const caller = flow({ name: "caller" }, async () => {
      const answers: unknown[] = [];
      for (const n of [1, 2]) {
        await sendInput(echoId, { n, at: new Date(0) });
        answers.push((await receiveInput({ keyPrefix: "answer" })).value);
      }
      const { payload } = await waitForEvent("echo.over", {
        match: { "provost.resource.id": echoId },
        since: new Date(0),
      });
      return { answers, payload };
    });
    await serve(echo, caller);
    echoId = await start("echo/local");
    await untilState(echoId, "AwaitingInput");
    const id = await start("caller/local");
    await untilState(id, "Completed");
    await untilState(echoId, "Completed");
    expect(await readRun(database.pool, id)).toMatchObject({
      result: { answers: [{ twice: 2 }, { twice: 4 }], payload: { count: 2 } },
    });
  });
});
