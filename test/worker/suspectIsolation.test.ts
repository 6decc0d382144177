import { expect, it } from "vitest";
import type { ClaimedFlowRun } from "../../src/db/functions.ts";
import { HeldRuns } from "../../src/engine/flows/heldRuns.ts";
import type { RunExecutor } from "../../src/worker/runExecutor.ts";
import { SuspectIsolation } from "../../src/worker/suspectIsolation.ts";
import { flow } from "../../src/index.ts";
import { eventually } from "../support/eventually.ts";

/** Notes which runs it was given; they end when it is told to let them. */
function executor() {
  const given: string[] = [];
  const ends: (() => void)[] = [];
  const made: RunExecutor = {
    execute: ({ flowRunId }) => {
      given.push(flowRunId);
      return new Promise((resolve) => ends.push(resolve));
    },
    close: async () => {},
  };
  return { ...made, given, endAll: () => ends.splice(0).forEach((end) => end()) };
}

const run = (flowRunId: string, more: Partial<ClaimedFlowRun> = {}): ClaimedFlowRun =>
  ({
    flowRunId,
    deployment: "a/b",
    entrypoint: "a.ts:a",
    crashCount: 2,
    ...more,
  }) as ClaimedFlowRun;

function isolation() {
  const [inline, processes] = [executor(), executor()];
  const served = new Map([["a/served", flow({ name: "a" }, async () => {})]]);
  const lone: (string | null)[] = [];
  const options = { inline, processes, served, held: new HeldRuns() };
  const onLone = async (flowRunId: string | null) => void lone.push(flowRunId);
  const timesOf = async () => ({ waitSeconds: 10, aloneSeconds: 5 });
  const onError = (error: unknown) => expect(error).toBeUndefined();
  const isolation = new SuspectIsolation({ ...options, onLone, timesOf, onError });
  return { ...options, executor: isolation, lone };
}

it("a run whose workers died twice has a process of its own, if another process can have its code", () => {
  const { inline, processes, executor } = isolation();
  void executor.execute(run("new", { crashCount: 0 }));
  void executor.execute(run("unlucky", { crashCount: 1 }));
  void executor.execute(run("suspect"));
  expect(processes.given).toEqual(["suspect"]);
  expect(inline.given).toEqual(["new", "unlucky"]);
});

it("no more than four processes are started at once; the rest takes its chance", async () => {
  const { inline, processes, executor } = isolation();
  const first = ["1", "2", "3", "4", "5"].map((id) => executor.execute(run(id)));
  expect(processes.given).toEqual(["1", "2", "3", "4"]);
  expect(inline.given).toEqual(["5"]);
  processes.endAll();
  await Promise.all(first.slice(0, 4));
  void executor.execute(run("6"));
  expect(processes.given).toEqual(["1", "2", "3", "4", "6"]);
});

it("one that only this process can have waits until it is alone, and keeps others out until it is over", async () => {
  const { inline, executor, lone, held } = isolation();
  void executor.execute(run("new", { crashCount: 0 }));
  const served = executor.execute(run("served", { deployment: "a/served" }));
  expect(executor.isClosed).toBe(true);
  expect(held.list()).toMatchObject([{ flowRunId: "served" }]);
  expect(inline.given).toEqual(["new"]);

  inline.endAll();
  await eventually(() => inline.given.includes("served"));
  expect(lone).toEqual(["served"]);
  // Others may have been claimed at the same moment.
  void executor.execute(run("late", { crashCount: 0 }));
  void executor.execute(run("without code", { entrypoint: null }));
  const ids = held.list().map(({ flowRunId }) => flowRunId);
  expect(ids).toEqual(["served", "late", "without code"]);
  inline.endAll();
  await served;
  await eventually(() => inline.given.includes("late"));
  inline.endAll();
  await eventually(() => inline.given.includes("without code"));
  expect(lone).toEqual(["served", null, "without code"]);
});
