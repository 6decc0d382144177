import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { getLogger } from "../../../src/flow/runs/getLogger.ts";
import { task } from "../../../src/flow/task.ts";
import { RunLogs } from "../../../src/engine/logs/runLogs.ts";
import type { LogLine } from "../../../src/engine/store/runStore.ts";
import { EngineUnderTest } from "../engineUnderTest.ts";

const line = (message: string, flowRunId = "a"): Omit<LogLine, "seq"> => ({
  flowRunId,
  epoch: 1,
  taskKey: undefined,
  level: 20,
  name: "test",
  message,
  writtenAt: 0,
});

describe("RunLogs", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("sends lines together after a while, in the order they were written", async () => {
    const sent: string[][] = [];
    const logs = new RunLogs({
      write: async (lines) => void sent.push(lines.map((l) => l.message)),
    });
    logs.add(line("1"));
    logs.add(line("2"));
    await vi.advanceTimersByTimeAsync(249);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([["1", "2"]]);
  });

  it("sends at once when there are many, and splits what is too much for a statement", async () => {
    const sent: number[] = [];
    const write = async (lines: readonly LogLine[]) => void sent.push(lines.length);
    const logs = new RunLogs({ write, mostLines: 3, mostCharacters: 10 });
    for (const message of ["a", "b", "c"]) logs.add(line(message));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([3]);
    for (const message of ["123456", "1234", "1", "x".repeat(50)]) logs.add(line(message));
    await logs.flush();
    expect(sent).toEqual([3, 2, 1, 1]);
  });

  it("keeps lines of task runs that the database does not know yet, unless their run ends", async () => {
    const sent: string[] = [];
    const logs = new RunLogs({
      write: async (lines) => void sent.push(...lines.map((each) => each.message)),
    });
    const known = { isKnown: false };
    logs.add(line("of a"), known);
    logs.add(line("of b", "b"), { isKnown: false });
    await vi.advanceTimersByTimeAsync(600);
    expect(sent).toEqual([]);
    known.isKnown = true;
    await vi.advanceTimersByTimeAsync(300);
    expect(sent).toEqual(["of a"]);
    await logs.flush("b");
    expect(sent).toEqual(["of a", "of b"]);
  });

  it("keeps lines that cannot be written for later, within bounds", async () => {
    const sent: string[] = [];
    let isDown = true;
    const logs = new RunLogs({
      mostKept: 2,
      write: async (lines) => {
        if (isDown) throw new Error("the server is gone");
        sent.push(...lines.map((each) => each.message));
      },
    });
    for (const message of ["1", "2", "3"]) logs.add(line(message));
    await logs.flush();
    isDown = false;
    await vi.advanceTimersByTimeAsync(300);
    expect(sent).toEqual(["2", "3"]);
  });
});

describe("the logger of a run", () => {
  it("writes levels, names and the task run, in order, before the run has ended", async () => {
    const engine = new EngineUnderTest();
    const speak = task({ name: "speak" }, () => {
      getLogger().debug("quietly");
      getLogger().critical("loudly %d", 5, { a: 1 });
    });
    const { id } = await engine.run(
      flow({ name: "f" }, async () => {
        getLogger().info("before");
        await speak();
        getLogger().warn("after");
        getLogger().error(new Error("odd").message);
      }),
    );
    const { logs } = engine.store;
    expect(
      logs.map(({ level, name, taskKey, message }) => [level, name, taskKey, message]),
    ).toEqual([
      [20, "provost.flow_runs", undefined, "before"],
      [10, "provost.task_runs", "speak#0", "quietly"],
      [50, "provost.task_runs", "speak#0", "loudly 5 { a: 1 }"],
      [30, "provost.flow_runs", undefined, "after"],
      [40, "provost.flow_runs", undefined, "odd"],
    ]);
    expect(logs.every(({ flowRunId, epoch }) => flowRunId === id && epoch === 1)).toBe(true);
    expect(logs.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(engine.echoed[1]).toBe("debug Task run 'speak-0': quietly");
  });

  it("cuts long messages off and leaves out what PostgreSQL cannot store", async () => {
    const engine = new EngineUnderTest();
    await engine.run(
      flow({ name: "f" }, async () => {
        getLogger().info("x".repeat(1_000_001));
        getLogger().info("a\0b \ud83d");
      }),
    );
    const [long, odd] = engine.store.logs.map(({ message }) => message);
    expect(long).toHaveLength(1_000_000 + "... [truncated]".length);
    expect(odd).toBe("ab \ufffd");
  });

  it("uses the console outside of a run", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    getLogger().warn("nobody listens", 1);
    expect(warn).toHaveBeenCalledWith("nobody listens", 1);
  });
});

const later = (n: number) => new Promise((resolve) => setTimeout(resolve, n));

const talk = (name: string) => async () => {
  console.log(`${name} 1`);
  await later(2);
  console.log(`${name} %s`, 2);
};

describe("logPrints", () => {
  it("sends console output of the run, and of nothing else, to its log", async () => {
    const original = vi.spyOn(console, "log").mockImplementation(() => {});
    const engine = new EngineUnderTest();
    const loud = flow({ name: "loud", logPrints: true }, talk("loud"));
    const louder = flow({ name: "louder", logPrints: true }, talk("louder"));
    const quiet = flow({ name: "quiet" }, talk("quiet"));
    const [a, b, c] = await Promise.all([loud, louder, quiet].map((each) => engine.run(each)));
    console.log("outside");
    expect(engine.messages(a?.id ?? "")).toEqual(["loud 1", "loud 2"]);
    expect(engine.messages(b?.id ?? "")).toEqual(["louder 1", "louder 2"]);
    expect(engine.messages(c?.id ?? "")).toEqual([]);
    const passedOn = original.mock.calls.map((call) => call.join(" "));
    expect(passedOn).toEqual(["quiet 1", "quiet %s 2", "outside"]);
  });

  it("is inherited by tasks, which may say otherwise, and set for all runs", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(console, "debug").mockImplementation(() => {});
    const engine = new EngineUnderTest({ logPrints: true });
    const inherits = task({ name: "inherits" }, () => console.error("heard"));
    const silent = task({ name: "silent", logPrints: false }, () => console.error("unheard"));
    const { id } = await engine.run(
      flow({ name: "f" }, async () => {
        await inherits();
        await silent();
        console.debug("fine print");
      }),
    );
    expect(engine.store.logs.map(({ level, message }) => [level, message])).toEqual([
      [40, "heard"],
      [10, "fine print"],
    ]);
    const off = flow({ name: "g", logPrints: false }, async () => console.error("unheard"));
    await engine.run(off);
    expect(engine.messages(id)).toHaveLength(2);
    expect(engine.store.logs).toHaveLength(2);
  });

  it("holds for a task that wants it in a flow that does not", async () => {
    const original = vi.spyOn(console, "log").mockImplementation(() => {});
    const engine = new EngineUnderTest();
    const loud = task({ name: "loud", logPrints: true }, talk("loud"));
    const quiet = flow({ name: "quiet" }, async () => {
      await loud();
      await talk("quiet")();
    });
    const { id } = await engine.run(quiet);
    expect(engine.messages(id, "loud#0")).toEqual(["loud 1", "loud 2"]);
    expect(engine.messages(id)).toEqual(engine.messages(id, "loud#0"));
    expect(original.mock.calls.map((call) => call.join(" "))).toEqual(["quiet 1", "quiet %s 2"]);
  });
});
