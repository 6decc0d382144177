import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DatabaseUnreachable, InvalidParameters } from "../../../src/errors.ts";
import { flow } from "../../../src/flow/flow.ts";
import { ReturnedFuturesFailed, TimedOut } from "../../../src/flow/runs/runErrors.ts";
import { flowRun, getRunContext } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import type { State } from "../../../src/flow/states/states.ts";
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

function fail(): never {
  throw new Error("no");
}

describe("hooks of flows", () => {
  const seen: string[] = [];
  const hook = (name: string) => (_: unknown, run: { name: string }, state: State) => {
    seen.push(`${name}: ${run.name} ${state.name}`);
  };
  const hooks = {
    onRunning: hook("running"),
    onCompletion: [hook("completed 1"), hook("completed 2")],
    onFailure: hook("failed"),
    onCancellation: hook("cancelled"),
    onCrashed: hook("crashed"),
  };
  const ending = (end: () => unknown) =>
    flow({ name: "f", retries: 0, ...hooks }, async () => end());
  it("run after the state has been stored", async () => {
    const engine = new EngineUnderTest();
    seen.length = 0;
    await engine.run(ending(() => 1));
    expect(seen).toEqual([
      "running: quiet-otter Running",
      "completed 1: quiet-otter Completed",
      "completed 2: quiet-otter Completed",
    ]);
  });

  it("for a failure run once, and not for a failure that is retried", async () => {
    const engine = new EngineUnderTest();
    seen.length = 0;
    await engine.run(ending(fail).withOptions({ retries: 1 }));
    expect(seen).toEqual(["running: quiet-otter Running"]);
    await engine.run(ending(fail));
    expect(seen.at(-1)).toBe("failed: quiet-otter Failed");
  });

  it("run when the run is cancelled, or its process stopped", async () => {
    const engine = new EngineUnderTest();
    seen.length = 0;
    for (const kind of ["cancelled", "drain"] as const) {
      const stop = AbortSignal.abort(new RunStopped(kind));
      await engine.run(
        ending(() => new Promise(() => {})),
        {},
        stop,
      );
    }
    expect(seen).toEqual(["cancelled: quiet-otter Cancelled", "crashed: quiet-otter Crashed"]);
  });

  it("change nothing when they throw, and may write to the log", async () => {
    const engine = new EngineUnderTest();
    const body = flow({ name: "f", onCompletion: fail, onRunning: fail }, async () => "fine");
    const { id, outcome } = await engine.run(body);
    expect(valueOf(outcome)).toBe("fine");
    expect(engine.messages(id)).toEqual([
      'Hook "fail" failed: Error: no',
      'Hook "fail" failed: Error: no',
    ]);
  });
});

describe("calling a flow outside of any run", () => {
  it("answers the result, or throws what the flow threw", async () => {
    const engine = new EngineUnderTest();
    expect(await engine.call(flow({ name: "f" }, async () => double(4)))).toBe(8);
    const failing = flow({ name: "g" }, async () => {
      throw new RangeError("no");
    });
    await expect(engine.call(failing)).rejects.toThrow(RangeError);
  });

  it("runs the flow again for each retry, without its completed tasks", async () => {
    const engine = new EngineUnderTest();
    let extracted = 0;
    let calls = 0;
    const extract = task({ name: "extract" }, () => ++extracted);
    const body = flow({ name: "f", retries: 2, retryDelaySeconds: 0.001 }, async () => {
      const rows = await extract();
      if (++calls < 3) throw new Error("not yet");
      return [rows, flowRun.runCount];
    });
    expect(await engine.call(body)).toEqual([1, 3]);
    expect([extracted, calls]).toEqual([1, 3]);
  });

  it("gives the function the parameters as they were passed, also on a retry", async () => {
    const engine = new EngineUnderTest();
    const seen: unknown[] = [];
    const body = flow(
      { name: "f", retries: 1, parameters: z.object({ at: z.date() }) },
      async ({ at }) => {
        seen.push(at);
        if (seen.length === 1) throw new Error("once");
      },
    );
    await engine.call(body, { at: new Date(7) });
    expect(seen).toEqual([new Date(7), new Date(7)]);
  });

  it("names the run by a template or a function of the parsed parameters", async () => {
    const engine = new EngineUnderTest();
    const parameters = z.object({ source: z.string(), day: z.string().default("today") });
    const byTemplate = flow(
      { name: "f", parameters, flowRunName: "{source} {day}" },
      () => flowRun.name,
    );
    const byFunction = flow(
      { name: "f", parameters, flowRunName: ({ day }) => day },
      () => flowRun.name,
    );
    expect(await engine.call(byTemplate, { source: "a" })).toBe("a today");
    expect(await engine.call(byFunction, { source: "a" })).toBe("today");
    await expect(
      engine.call(flow({ name: "f", flowRunName: "{nothing}" }, () => 1)),
    ).rejects.toThrow('The run name template "{nothing}" names `nothing`.');
  });

  it("throws when the run was cancelled or lost, or cannot be claimed for its retry", async () => {
    const engine = new EngineUnderTest();
    const cancel = AbortSignal.abort(new RunStopped("cancelled"));
    const body = flow({ name: "f" }, () => new Promise(() => {}));
    await expect(engine.call(body, {}, cancel)).rejects.toThrow(
      'Flow run "quiet-otter" was cancelled.',
    );
    await expect(engine.call(body, "text")).rejects.toThrow("to be one object, got string");
  });
});

describe("a flow called by a flow", () => {
  it("is a run of its own, below a task run of its caller", async () => {
    const engine = new EngineUnderTest();
    const child = flow({ name: "child" }, async ({ n }: { n: number }) => double(n));
    const parent = flow({ name: "parent" }, async () => child({ n: 4 }));
    const { id, outcome } = await engine.run(parent);
    expect(valueOf(outcome)).toBe(8);
    const [, childRun] = engine.store.runs.values();
    expect(childRun?.start).toMatchObject({
      flow: { name: "child" },
      parameters: { n: 4 },
      parent: { flowRunId: id, key: "child#0" },
    });
    expect(childRun?.tasks.get("double#0")?.result).toBe(8);
    expect(engine.store.run(id).tasks.get("child#0")?.result).toBe(8);
  });

  it("is not run again when the caller is", async () => {
    const engine = new EngineUnderTest();
    let calls = 0;
    const child = flow({ name: "child" }, async () => "done");
    const parent = flow({ name: "parent", retries: 1 }, async () => {
      const result = await child();
      if (++calls === 1) throw new Error("once");
      return result;
    });
    expect(await engine.call(parent)).toBe("done");
    expect(engine.store.runs.size).toBe(2);
  });

  it("fails its caller with the error that it failed with", async () => {
    const engine = new EngineUnderTest();
    const child = flow({ name: "child" }, async () => {
      throw new RangeError("no");
    });
    const parent = flow({ name: "parent" }, async () => child());
    const { id, outcome } = await engine.run(parent);
    expect(outcome).toMatchObject({ kind: "failed", error: new RangeError("no") });
    expect(engine.states(id, "child#0")).toEqual(["Running", "Failed"]);
  });

  it("is held, and stops with its caller", async () => {
    const engine = new EngineUnderTest();
    const { held } = engine.services;
    const child = flow({ name: "child" }, async () => {
      expect(held.size).toBe(2);
      held.stop(parentId, "cancelled");
      await new Promise(() => {});
    });
    let parentId = "";
    const parent = flow({ name: "parent" }, async () => {
      parentId = flowRun.id;
      await child();
    });
    const { outcome } = await engine.run(parent);
    expect(outcome).toMatchObject({ kind: "cancelled" });
    await engine.services.held.untilNone(1000);
    const [, childRun] = engine.store.runs.values();
    expect(childRun?.stateType).toBe("CANCELLED");
  });
});
