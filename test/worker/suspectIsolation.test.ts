import { expect, it } from "vitest";
import type { ClaimedFlowRun } from "../../src/db/functions.ts";
import type { RunExecutor } from "../../src/worker/runExecutor.ts";
import { SuspectIsolation } from "../../src/worker/suspectIsolation.ts";
import { flow } from "../../src/index.ts";

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
  return { inline, processes, executor: new SuspectIsolation({ inline, processes, served }) };
}

it("a run whose workers died twice has a process of its own, if another process can have its code", () => {
  const { inline, processes, executor } = isolation();
  void executor.execute(run("new", { crashCount: 0 }));
  void executor.execute(run("unlucky", { crashCount: 1 }));
  void executor.execute(run("suspect"));
  void executor.execute(run("served", { deployment: "a/served" }));
  void executor.execute(run("without code", { entrypoint: null }));
  expect(processes.given).toEqual(["suspect"]);
  expect(inline.given).toEqual(["new", "unlucky", "served", "without code"]);
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
