import { describe, expect, it } from "vitest";
import { z } from "zod";
import { flow } from "../../../src/flow/flow.ts";
import { flowRun } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import { RunStopped } from "../../../src/engine/flows/runStopped.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

const double = task({ name: "double" }, async (n: number) => n * 2);

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
