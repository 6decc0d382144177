import { beforeEach, describe, expect, it } from "vitest";
import { allowFailure } from "../../src/flow/calls/annotations.ts";
import { flow } from "../../src/flow/flow.ts";
import { taskRun } from "../../src/flow/runs/runtime.ts";
import { Completed, Failed, isCompleted } from "../../src/flow/states/stateValues.ts";
import { task } from "../../src/flow/task.ts";
import { EngineUnderTest } from "../engine/engineUnderTest.ts";

let engine: EngineUnderTest;
beforeEach(() => {
  engine = new EngineUnderTest({ logPrints: true });
});

const square = task({ name: "square" }, async (n: number) => n * n);
const numbers = Array.from({ length: 10 }, (_, n) => n);

it("retries a flaky call, and prints each attempt to the log of the run", async () => {
  const fetchPage = task({ name: "fetch", retries: 3 }, async () => {
    console.log(`attempt ${taskRun.runCount}`);
    if (taskRun.runCount < 3) throw new Error("503");
    return "page";
  });
  const crawl = flow({ name: "crawl" }, async () => fetchPage());
  expect(await engine.call(crawl)).toBe("page");
  await engine.services.logs.flush();
  const printed = engine.store.logs.map(({ message }) => message);
  expect(printed.filter((message) => message.startsWith("attempt"))).toEqual([
    "attempt 1",
    "attempt 2",
    "attempt 3",
  ]);
});

it("submits ten items and awaits their squares in order", async () => {
  const squares = flow({ name: "squares" }, async () => {
    const futures = numbers.map((n) => square.submit(n));
    return Promise.all(futures.map((future) => future.result()));
  });
  expect(await engine.call(squares)).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
});

it("maps a task over ten items", async () => {
  const squares = flow({ name: "squares" }, async () => square.map(numbers));
  expect(await engine.call(squares)).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
});

it("falls back when the primary source is down, and completes", async () => {
  const primary = task({ name: "primary" }, async (): Promise<string[]> => {
    throw new Error("down");
  });
  const secondary = task({ name: "secondary" }, async () => ["b"]);
  const merge = task({ name: "merge" }, (rows: string[] | Error, fallback: string[]) =>
    rows instanceof Error ? fallback : rows,
  );
  const report = flow({ name: "report" }, async () =>
    merge(allowFailure(primary.submit()), secondary.submit()),
  );
  expect(await engine.call(report)).toEqual(["b"]);
  const [run] = engine.store.runs.values();
  expect([run?.stateType, run?.tasks.get("primary#0")?.stateType]).toEqual(["COMPLETED", "FAILED"]);
});

it("handles the states that a task returns one by one", async () => {
  const check = task({ name: "check" }, async (n: number) =>
    n > 1 ? Failed({ message: `${n} is too much` }) : Completed({ data: n }),
  );
  const checks = flow({ name: "checks" }, async () => {
    const seen: unknown[] = [];
    for (const n of [0, 1, 2]) {
      const state = await check.with({ returnState: true })(n);
      seen.push(isCompleted(state) ? state.result() : state.message);
    }
    return seen;
  });
  expect(await engine.call(checks)).toEqual([0, 1, "2 is too much"]);
});

describe("hooks", () => {
  it("tell of completion and failure, with the flow, the run and the state", async () => {
    const told: string[] = [];
    const ending = flow({ name: "ending" }, async ({ fails }: { fails: boolean }) => {
      if (fails) throw new Error("no");
    });
    ending.onCompletion(
      (made, run, state) => void told.push(`${made.name} ${run.name} ${state.name}`),
    );
    ending.onFailure(
      (made, run, state) => void told.push(`${made.name} ${run.name} ${state.message}`),
    );
    await engine.call(ending, { fails: false });
    await expect(engine.call(ending, { fails: true })).rejects.toThrow("no");
    expect(told).toEqual(["ending quiet-otter Completed", "ending quiet-otter Error: no"]);
  });
});
