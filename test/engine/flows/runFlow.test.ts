import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DatabaseUnreachable, InvalidParameters } from "../../../src/errors.ts";
import { flow } from "../../../src/flow/flow.ts";
import { ReturnedFuturesFailed, TimedOut } from "../../../src/flow/runs/runErrors.ts";
import { wait } from "../../../src/flow/futures/wait.ts";
import { flowRun, getRunContext } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import { RunStopped } from "../../../src/engine/flows/runStopped.ts";
import { eventually } from "../../support/eventually.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

const double = task({ name: "double" }, async (n: number) => n * 2);

describe("runFlow", () => {
  it("parses the parameters, runs the function and stores its result", async () => {
    const engine = new EngineUnderTest();
    const etl = flow(
      { name: "etl", parameters: z.object({ source: z.string(), limit: z.number().default(3) }) },
      async ({ source, limit }) => ({ source, limit }),
    );
    const { id, outcome } = await engine.run(etl, { source: "a" });
    expect(valueOf(outcome)).toEqual({ source: "a", limit: 3 });
    expect(engine.store.run(id).finish).toMatchObject({
      type: "COMPLETED",
      result: { json: '{"source":"a","limit":3}', meta: null },
    });
  });

  it("ends without a message, also when its code could have been told to stop", async () => {
    const engine = new EngineUnderTest();
    const listens = flow({ name: "listens" }, async () => flowRun.signal.aborted);
    const { outcome } = await engine.run(listens);
    expect(outcome).toMatchObject({ kind: "completed", value: false });
    expect(outcome).toHaveProperty("state.message", undefined);
  });

  it("fails for good when the parameters do not fit, and points at each field", async () => {
    const engine = new EngineUnderTest();
    const etl = flow(
      {
        name: "etl",
        retries: 5,
        parameters: z.object({ source: z.string(), nested: z.object({ "a/b": z.number() }) }),
      },
      async () => null,
    );
    const { id, outcome } = await engine.run(etl, { source: 1, nested: { "a/b": "x" } });
    expect(outcome).toMatchObject({ kind: "failed", error: expect.any(InvalidParameters) });
    const { finish } = engine.store.run(id);
    expect(finish).toMatchObject({ type: "FAILED", retriable: false });
    expect(JSON.parse(finish?.error?.detail ?? "")).toMatchObject([
      { pointer: "/source" },
      { pointer: "/nested/a~1b" },
    ]);
  });

  it("is retried as the settings say, unless the flow or the deployment does", async () => {
    const env = { PROVOST_FLOWS_DEFAULT_RETRIES: "2" };
    const fails = async (): Promise<null> => {
      throw new Error("no");
    };
    const countOf = async (options: object) => {
      const engine = new EngineUnderTest({ env });
      const body = flow({ name: "f", ...options }, fails);
      await expect(engine.call(body)).rejects.toThrow("no");
      return [...engine.store.runs.values()].map(({ runCount }) => runCount);
    };
    expect(await countOf({})).toEqual([3]);
    expect(await countOf({ retries: 0 })).toEqual([1]);

    const engine = new EngineUnderTest({ env });
    const deployed = flow({ name: "f" }, fails);
    const claimed = { ...(await engine.start(deployed)), deployment: "f/d", retries: null };
    expect(await engine.resume(claimed, deployed)).toMatchObject({ kind: "retrying" });
    engine.store.defaults.length = 0;
    const own = { ...(await engine.start(deployed)), deployment: "f/d", retries: 0 };
    await engine.resume(own, deployed);
    expect(engine.store.defaults).toEqual([]);
  });

  it("leaves the parameters alone when told so", async () => {
    const engine = new EngineUnderTest();
    const etl = flow(
      { name: "etl", validateParameters: false, parameters: z.object({ n: z.number() }) },
      async ({ n }) => n,
    );
    expect(valueOf((await engine.run(etl, { n: "text" })).outcome)).toBe("text");
  });

  it("does not store the result when told so", async () => {
    const engine = new EngineUnderTest();
    const secret = flow({ name: "secret", persistResult: false }, async () => "value");
    const { id, outcome } = await engine.run(secret);
    expect(valueOf(outcome)).toBe("value");
    expect(engine.store.run(id).finish?.result).toBeUndefined();
  });

  it("fails when the result cannot be stored", async () => {
    const engine = new EngineUnderTest();
    const { id, outcome } = await engine.run(flow({ name: "f", retries: 3 }, async () => () => 1));
    expect(outcome).toMatchObject({ kind: "failed" });
    expect(engine.store.run(id).finish?.message).toContain(
      'The result of flow "f" cannot be stored',
    );
  });

  it("stores errors without passwords and NUL characters", async () => {
    const engine = new EngineUnderTest();
    const { id } = await engine.run(
      flow({ name: "f" }, async () => {
        throw new Error("cannot reach postgres://ada:secret@db/x\0", { cause: "half \ud83d" });
      }),
    );
    const { finish } = engine.store.run(id);
    expect(finish?.message).toBe("Error: cannot reach postgres://***@db/x");
    expect(finish?.error?.cause?.message).toBe("half \ufffd");
    expect(JSON.stringify(finish)).not.toContain("secret");
    expect(engine.messages(id).join()).not.toContain("secret");
  });

  it("lets go of a failed run that the store wants to retry", async () => {
    const engine = new EngineUnderTest();
    const { id, outcome } = await engine.run(
      flow({ name: "f", retries: 1, retryDelaySeconds: 7 }, async () => {
        throw new Error("once");
      }),
    );
    expect(outcome).toEqual({ kind: "retrying", delaySeconds: 7 });
    expect(engine.store.run(id).stateType).toBe("SCHEDULED");
  });

  it("fails a run that takes too long, by its own limit or the claimed one", async () => {
    const engine = new EngineUnderTest();
    let signal: AbortSignal | undefined;
    const slow = flow({ name: "slow", timeoutSeconds: 0.01 }, () => {
      signal = flowRun.signal;
      return new Promise(() => {});
    });
    const { id, outcome } = await engine.run(slow);
    expect(outcome).toMatchObject({ kind: "failed", error: expect.any(TimedOut) });
    expect(engine.store.run(id).finish).toMatchObject({
      stateName: "TimedOut",
      message: "Flow run exceeded timeout of 0.01 second(s)",
    });
    expect(signal?.reason).toMatchObject({ kind: "timedOut" });

    const claimed = await engine.start(flow({ name: "slow" }, async () => null));
    const limited = await engine.resume({ ...claimed, timeoutSeconds: 0.02 }, slow);
    expect(limited).toMatchObject({
      error: { message: expect.stringContaining("0.02 second(s)") },
    });
  });

  it.each([
    ["cancelled", "CANCELLED", { kind: "cancelled" }],
    ["drain", "CRASHED", { kind: "crashed" }],
  ] as const)("ends a run that is stopped as %s in %s", async (kind, type, expected) => {
    const engine = new EngineUnderTest();
    const stop = new AbortController();
    const endless = flow({ name: "endless" }, async () => {
      stop.abort(new RunStopped(kind));
      await new Promise(() => {});
    });
    const { id, outcome } = await engine.run(endless, {}, stop.signal);
    expect(outcome).toMatchObject(expected);
    expect(engine.store.run(id).finish?.type).toBe(type);
  });

  it("takes no time for over that is longer than a timer of Node can be", async () => {
    const engine = new EngineUnderTest();
    const options = { timeoutSeconds: 31 * 86_400 };
    const start = performance.now();
    const slow = task({ name: "slow", ...options }, () =>
      eventually(() => performance.now() > start + 20),
    );
    const long = flow({ name: "long", ...options }, async () => {
      const future = slow.submit();
      await wait([future], options);
      return await future;
    });
    expect(valueOf((await engine.run(long)).outcome)).toBe(true);
  });

  it("hands a run of a deployment back when the worker drains", async () => {
    const engine = new EngineUnderTest();
    const endless = flow({ name: "endless" }, () => new Promise(() => {}));
    const claimed = { ...(await engine.start(endless)), deployment: "endless/one" };
    const running = engine.resume(claimed, endless);
    engine.services.held.stopAll("drain");
    expect(await running).toEqual({ kind: "released" });
    expect(engine.store.run(claimed.flowRunId).finish).toMatchObject({
      type: "SCHEDULED",
      resuming: true,
    });
  });

  it("writes nothing about a run that was lost", async () => {
    const engine = new EngineUnderTest();
    const endless = flow({ name: "endless" }, () => new Promise(() => {}));
    const claimed = await engine.start(endless);
    const running = engine.resume(claimed, endless);
    engine.services.held.stop(claimed.flowRunId, "lost");
    expect(await running).toMatchObject({ kind: "lost" });
    expect(engine.store.run(claimed.flowRunId).finish).toBeUndefined();
  });

  it("stops a run whose task record was refused as stale", async () => {
    const engine = new EngineUnderTest();
    let after = "nothing ran";
    const body = flow({ name: "f" }, async () => {
      engine.store.takeOver(flowRun.id);
      await double(1).catch(() => {});
      after = "went on";
      await double(2);
    });
    const { outcome } = await engine.run(body);
    expect(outcome).toMatchObject({ kind: "lost" });
    await eventually(() => expect(after).toBe("went on"));
    expect(engine.store.records).toHaveLength(1);
  });

  it("is lost when the database stays away", async () => {
    const engine = new EngineUnderTest();
    engine.store.beforeRecord = () => {
      throw new DatabaseUnreachable("gone");
    };
    const { id, outcome } = await engine.run(
      flow({ name: "f", retries: 3 }, async () => double(1)),
    );
    expect(outcome).toMatchObject({ kind: "lost", cause: { kind: "lost" } });
    expect(engine.store.run(id).finish).toBeUndefined();
  });

  it("is reported as held while it lasts", async () => {
    const engine = new EngineUnderTest();
    const { held } = engine.services;
    const body = flow({ name: "f" }, async () => held.list());
    const { id, outcome } = await engine.run(body);
    expect(valueOf(outcome)).toEqual([{ flowRunId: id, epoch: 1 }]);
    expect(held.size).toBe(0);
  });

  it("knows about itself, and nothing is known outside", async () => {
    const engine = new EngineUnderTest();
    const body = flow({ name: "f", tags: ["a"] }, async (_parameters: { x: number }) => ({
      id: flowRun.id,
      name: flowRun.name,
      flowName: flowRun.flowName,
      tags: flowRun.tags,
      parameters: flowRun.parameters,
      runCount: flowRun.runCount,
      idempotencyKey: flowRun.idempotencyKey,
      fencingToken: flowRun.fencingToken,
      deployment: flowRun.deployment,
      inTask: getRunContext()?.taskRun !== undefined,
    }));
    const { id, outcome } = await engine.run(body, { x: 1 });
    expect(valueOf(outcome)).toEqual({
      id,
      name: "quiet-otter",
      flowName: "f",
      tags: ["a"],
      parameters: { x: 1 },
      runCount: 1,
      idempotencyKey: id,
      fencingToken: 1,
      deployment: null,
      inTask: false,
    });
    expect(getRunContext()).toBeUndefined();
    expect(flowRun.id).toBeNull();
  });
});

describe("what a flow returns", () => {
  it("may be futures: their results are awaited", async () => {
    const engine = new EngineUnderTest();
    const one = flow({ name: "one" }, () => double.submit(1));
    const list = flow({ name: "list" }, () => double.map([1, 2]));
    const mixed = flow({ name: "mixed" }, async () => [double.submit(1), "text"]);
    expect(valueOf((await engine.run(one)).outcome)).toBe(2);
    expect(valueOf((await engine.run(list)).outcome)).toEqual([2, 4]);
    expect(valueOf((await engine.run(mixed)).outcome)).toEqual([2, "text"]);
  });

  it("fails the run when some futures in a list failed", async () => {
    const engine = new EngineUnderTest();
    const odd = task({ name: "odd" }, (n: number) => {
      if (n % 2 === 0) throw new Error(`${n} is even`);
    });
    const body = flow({ name: "f" }, async () => [odd.submit(1), odd.submit(2), odd.submit(4)]);
    const { id, outcome } = await engine.run(body);
    expect(outcome).toMatchObject({ error: expect.any(ReturnedFuturesFailed) });
    expect(engine.store.run(id).finish).toMatchObject({
      message: "2/3 states failed.",
      error: { cause: { message: "2 is even" } },
    });
  });

  it("does not wait for tasks that nobody awaits, but tells them to stop and says so", async () => {
    const engine = new EngineUnderTest();
    const stopped: string[] = [];
    const endless = task({ name: "endless" }, () => {
      flowRun.signal.addEventListener("abort", () => {
        const { reason }: { reason: RunStopped } = flowRun.signal;
        stopped.push(reason.kind);
      });
      return new Promise(() => {});
    });
    const { id, outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        endless.submit();
        return "early";
      }),
    );
    expect(valueOf(outcome)).toBe("early");
    expect(stopped).toEqual(["finished"]);
    expect(engine.messages(id)).toEqual([
      "1 task run(s) were still under way when the flow ended, and are not waited for. " +
        "Await them, or return their futures.",
    ]);
  });
});
