import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { cron } from "../../src/flow/deployments/schedule.ts";
import { concurrency } from "../../src/flow/concurrency.ts";
import { flow } from "../../src/flow/flow.ts";
import { getLogger } from "../../src/flow/runs/getLogger.ts";
import { task } from "../../src/flow/task.ts";
import { pauseFlowRun } from "../../src/flow/waits/pauseFlowRun.ts";
import { testProvost, type TestProvost } from "../../src/testing/index.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

const double = task({ name: "double" }, async (value: number) => value * 2);

describe("the harness for users' own tests", () => {
  it("runs a flow from its row to its end, and shows all of it", async () => {
    const doubling = flow(
      { name: "doubling", parameters: z.object({ value: z.number() }) },
      async ({ value }) => {
        getLogger().info(`doubling ${value}`);
        return { at: new Date(0), value: await double(value) };
      },
    );
    const run = await provost.run(doubling, { value: 21 });
    expect(run).toMatchObject({
      state: { type: "COMPLETED", name: "Completed" },
      states: ["Scheduled", "Pending", "Running", "Completed"],
      isFinished: true,
      result: { at: new Date(0), value: 42 },
      parameters: { value: 21 },
      taskRuns: [{ taskName: "double", stateName: "Completed" }],
      logs: ["doubling 21"],
    });
  });

  it("executes tasks that a flow sends to the background", async () => {
    await provost.serve(double);
    const sending = flow({ name: "sending" }, async () => (await double.delay(4)).taskRunId);
    const sent = await provost.run(sending);
    expect(await provost.read(String(sent.result))).toMatchObject({
      state: { name: "Completed" },
      result: 8,
    });
  });

  it("hands the slots of a limit on as they are given back", async () => {
    await provost.query("select provost.create_concurrency_limit('one', 1)");
    const alone = task({ name: "alone" }, async (i: number) => concurrency("one", async () => i));
    // Who is not told that it has a slot asks every five seconds: for all of them, too rarely.
    const items = Array.from({ length: 100 }, (_none, i) => i);
    const run = await provost.run(
      flow({ name: "queue" }, async () => (await alone.map(items)).at(-1)),
    );
    expect(run).toMatchObject({ state: { name: "Completed" }, result: 99 });
  });

  it("answers with the error of a flow that fails", async () => {
    const run = await provost.run(
      flow({ name: "failing" }, () => Promise.reject(new RangeError("too far"))),
    );
    expect(run).toMatchObject({ state: { type: "FAILED" }, isFinished: true });
    expect(run.error).toEqual(new RangeError("too far"));
  });

  it("refuses parameters as an insert does", async () => {
    const strict = flow({ name: "strict", parameters: z.object({ n: z.number() }) }, async () => 1);
    await expect(provost.run(strict, { n: "one" })).rejects.toThrow(/expected a number/);
  });

  it("moves the clock on to finish a run that waits for its retry", async () => {
    let tries = 0;
    const patient = flow({ name: "patient", retries: 1, retryDelaySeconds: 86_400 }, async () => {
      if (++tries === 1) throw new Error("not yet");
      return tries;
    });
    const before = await provost.clock.now();
    const waiting = await provost.run(patient);
    expect(waiting.state.name).toBe("AwaitingRetry");
    expect(await provost.finish(waiting.id)).toMatchObject({ result: 2, runCount: 2 });
    const after = await provost.clock.now();
    expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(86_400_000);
    await provost.clock.reset();
  });

  it("moves the clock on to finish a run that nobody resumes", async () => {
    const pausing = flow({ name: "pausing" }, () => pauseFlowRun({ timeoutSeconds: 86_400 }));
    const { id, state } = await provost.run(pausing);
    expect(state.name).toBe("Paused");
    expect(await provost.finish(id)).toMatchObject({
      state: { type: "FAILED", message: "The flow was paused and never resumed." },
    });
    await provost.clock.reset();
  });

  it("executes what schedules plan, as the clock is moved on", async () => {
    await using own = await testProvost();
    await own.clock.freezeAt("2030-01-01T00:00:00Z");
    const days: string[] = [];
    const daily = flow({ name: "daily" }, async () => {
      days.push((await own.clock.now()).toISOString());
    });
    await own.deploy(daily, { schedules: [cron("0 2 * * *")] });
    expect(await own.work()).toBe(0);
    for (let day = 0; day < 5; day++) {
      await own.clock.advance("1 day");
      expect(await own.work()).toBe(1);
    }
    expect(days.at(-1)).toBe("2030-01-06T00:00:00.000Z");
  });

  it("tells of a schedule that makes no sense", async () => {
    await using own = await testProvost();
    await own.deploy(
      flow({ name: "odd" }, async () => 1),
      { schedules: [cron("0 2 * * *")] },
    );
    await own.query("update provost.deployment_schedules set cron = '0 25 * * *'");
    await expect(own.work()).rejects.toThrow('"25" is no hour');
  });

  it("executes what was enqueued by SQL when it is told to", async () => {
    const deployment = await provost.deploy(flow({ name: "by-row" }, async () => "done"));
    const [row] = await provost.query<{ id: string }>(
      "insert into provost.flow_runs (deployment) values ($1) returning id",
      [deployment],
    );
    expect((await provost.read(row?.id ?? "")).state.name).toBe("Scheduled");
    expect(await provost.work()).toBe(1);
    expect((await provost.read(row?.id ?? "")).result).toBe("done");
  });

  it("gives each test a database in which nothing of another is", async () => {
    await using other = await testProvost();
    expect(await other.query("select 1 from provost.flow_runs")).toEqual([]);
  });
});
