import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { getLogger } from "../../../src/flow/runs/getLogger.ts";
import { taskRun } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import type { State } from "../../../src/flow/states/states.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

describe("names and hooks of task runs", () => {
  it("are made by a template or a function", async () => {
    const engine = new EngineUnderTest();
    const byTemplate = task(
      { name: "a", taskRunName: "order {id} of {1}" },
      (_order: { id: number }, _who: string) => null,
    );
    const byFunction = task(
      { name: "b", taskRunName: (n: number) => `b of ${n}` },
      (_n: number) => 1,
    );
    const { id } = await engine.run(
      flow({ name: "f" }, async () => {
        await byTemplate({ id: 7 }, "Ada");
        await byFunction(3);
      }),
    );
    const names = [...engine.store.run(id).tasks.values()].map(({ record }) => record?.name);
    expect(names).toEqual(["order 7 of Ada", "b of 3"]);
  });

  it("have places for parameters by their names, for dates, and for the flow run", async () => {
    const engine = new EngineUnderTest();
    const load = task(
      { name: "load", taskRunName: "{flowRun.flowName}: {source} on {day:%A %d %B} {to.table}" },
      (source: string, day: Date, { to }: { to: { table: string } }) => [source, day, to],
    );
    const { id } = await engine.run(
      flow({ name: "etl" }, async () => {
        await load("a.csv", new Date("2026-01-05T23:00:00Z"), { to: { table: "t" } });
      }),
    );
    const [recorded] = engine.store.run(id).tasks.values();
    expect(recorded?.record?.name).toBe("etl: a.csv on Monday 05 January t");
  });

  it("that name nothing are an error of the call, before the task runs", async () => {
    const engine = new EngineUnderTest();
    let runs = 0;
    const lost = task({ name: "lost", taskRunName: "{missing}" }, async (_n: number) => runs++);
    const empty = task({ name: "empty", taskRunName: () => " " }, async () => runs++);
    const body = flow({ name: "f" }, async () => {
      await expect(lost(1)).rejects.toThrow('template "{missing}" names `missing`');
      await expect(empty()).rejects.toThrow('`taskRunName` of task "empty" to be a text');
    });
    expect((await engine.run(body)).outcome).toMatchObject({ kind: "completed" });
    expect(runs).toBe(0);
  });

  it("are made by place for a call whose arguments never came", async () => {
    const engine = new EngineUnderTest();
    const bad = task({ name: "bad" }, (): number => {
      throw new Error("no");
    });
    const named = task({ name: "named", taskRunName: "n {0}" }, async (n: number) => n);
    const { id } = await engine.run(
      flow({ name: "f" }, async () => void (await named.submit(bad.submit()).wait())),
    );
    expect(engine.store.run(id).tasks.get("named#0")).toMatchObject({
      stateName: "NotReady",
      record: { name: "named-0" },
    });
  });

  it("run in order as states are entered, and their errors change nothing", async () => {
    const engine = new EngineUnderTest();
    const seen: string[] = [];
    const hook = (name: string) => (_: unknown, run: { name: string }, state: State) => {
      seen.push(`${name} ${run.name} ${state.name}`);
      if (name === "second") throw new Error("hook broke");
    };
    const hooks = {
      onRunning: hook("running"),
      onCompletion: [hook("first"), hook("second"), hook("third")],
      onFailure: hook("failed"),
    };
    const fine = task({ name: "fine", ...hooks }, () => 1);
    const boom = task({ name: "boom", retries: 1, ...hooks }, () => {
      throw new Error("no");
    });
    const { id, outcome } = await engine.run(
      flow({ name: "f" }, async () => {
        await fine();
        await boom().catch(() => {});
        return "fine";
      }),
    );
    expect(valueOf(outcome)).toBe("fine");
    expect(seen).toEqual([
      "running fine-0 Running",
      "first fine-0 Completed",
      "second fine-0 Completed",
      "third fine-0 Completed",
      "running boom-0 Running",
      "running boom-0 Retrying",
      "failed boom-0 Failed",
    ]);
    expect(engine.messages(id)).toContain('Hook "anonymous" failed: Error: hook broke');
  });

  it("are code of their task run: it is what they run in, and logs what they say", async () => {
    const engine = new EngineUnderTest();
    const seen: unknown[] = [];
    const look = (_: unknown, run: { id: string }) => {
      seen.push(taskRun.id === run.id && taskRun.name);
      getLogger().info(`hook ${taskRun.runCount}`);
    };
    const step = task(
      {
        name: "step",
        retries: 1,
        onRunning: look,
        onFailure: look,
        retryConditionFn: () => taskRun.name === "step-0",
      },
      () => {
        throw new Error("no");
      },
    );
    const { id } = await engine.run(
      flow({ name: "f" }, async () => void (await step.submit().wait())),
    );
    expect(seen).toEqual(["step-0", "step-0", "step-0"]);
    expect(engine.messages(id, "step#0").filter((message) => message.startsWith("hook"))).toEqual([
      "hook 1",
      "hook 2",
      "hook 2",
    ]);
  });

  it("may call tasks, which are numbered apart for each moment", async () => {
    const engine = new EngineUnderTest();
    const tell = task({ name: "tell" }, (what: string) => what);
    const hook = (_: unknown, _run: unknown, { name }: State) => tell(name);
    let calls = 0;
    const step = task(
      { name: "step", retries: 1, onRunning: hook, onCompletion: hook },
      async () => {
        await tell("body");
        if (++calls === 1) throw new Error("no");
      },
    );
    const { id } = await engine.run(flow({ name: "f" }, async () => step()));
    expect([...engine.store.run(id).tasks.keys()].toSorted()).toEqual([
      "step#0",
      "step#0/hooks/onCompletion#2/tell#0",
      "step#0/hooks/onRunning#1/tell#0",
      "step#0/hooks/onRunning#2/tell#0",
      "step#0/tell#0",
    ]);
  });
});
