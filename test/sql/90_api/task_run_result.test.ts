import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INPUTS } from "../../../src/flow/results/cachePolicy.ts";
import { flow } from "../../../src/flow/flow.ts";
import { task } from "../../../src/flow/task.ts";
import type { TaskOptions } from "../../../src/flow/taskOptions.ts";
import { testProvost, type TestProvost } from "../../../src/testing/index.ts";

let provost: TestProvost;
let folder: string;
beforeAll(async () => {
  provost = await testProvost();
  folder = await mkdtemp(join(tmpdir(), "provost-results-"));
});
afterAll(async () => {
  await provost.close();
  await rm(folder, { recursive: true });
});

const large = (more: object = {}) => ({
  rows: Array.from({ length: 60_000 }, (_, n) => n),
  ...more,
});

/** Runs a task in a flow that returns the same: what the database says of the two results. */
async function resultsOf(value: unknown, options: TaskOptions<[]> = {}) {
  const make = task({ name: "make", ...options }, () => value);
  const run = await provost.run(flow({ name: "f" }, async () => await make()));
  const [stored] = await provost.query<{
    column: unknown;
    task: unknown;
    flow: unknown;
    where: unknown;
  }>(
    `select t.result as column, provost.task_run_result(t.id) as task,
       provost.flow_run_result(t.flow_run_id) as flow, t.result_meta ->> 'storage' as where
     from provost.task_runs t where t.flow_run_id = $1`,
    [run.id],
  );
  return { run, stored };
}

describe("the result of a run", () => {
  it("is the column while it is small", async () => {
    const { stored } = await resultsOf({ n: 1 });
    expect(stored).toEqual({ column: { n: 1 }, task: { n: 1 }, flow: { n: 1 }, where: null });
  });

  it("is read from where the database keeps large ones, which the harness shows as well", async () => {
    const { run, stored } = await resultsOf(large());
    expect(stored).toEqual({ column: null, task: large(), flow: large(), where: "database" });
    expect(run.result).toEqual(large());
  });

  it("leaves out what JSON cannot say", async () => {
    const at = new Date("2026-01-01T00:00:00Z");
    const { run, stored } = await resultsOf(large({ at }));
    expect(stored?.task).toEqual(large({ at: "2026-01-01T00:00:00.000Z" }));
    expect(run.result).toEqual(large({ at }));
  });

  it("is null where the database cannot read it, and its place is told", async () => {
    const outside = await resultsOf("value", { resultStorage: `file:${folder}` });
    expect(outside.stored).toEqual({
      column: null,
      task: null,
      flow: "value",
      where: expect.stringContaining("file:"),
    });
    expect(outside.run.result).toBe("value");
    const zipped = await resultsOf("value", { resultSerializer: "compressed/json" });
    expect(zipped.stored).toMatchObject({ task: null, where: "database" });
    const unstorable = await resultsOf("a\0b");
    expect(unstorable.stored).toMatchObject({ column: null, task: null, where: "database" });
    expect(unstorable.run.result).toBe("a\0b");
  });

  it("goes where the keys of its cache policy say, unless the task names a place", async () => {
    const cachePolicy = INPUTS.configure({ keyStorage: `file:${folder}` });
    const { stored } = await resultsOf("value", { cachePolicy });
    expect(stored?.where).toContain("file:");
    const other = await resultsOf("value", { cachePolicy, resultStorage: "database" });
    expect(other.stored?.where).toBe("database");
  });

  it("is nothing when there is no such run", async () => {
    const [nothing] = await provost.query(
      `select provost.task_run_result(gen_random_uuid()) as task,
         provost.flow_run_result(gen_random_uuid()) as flow`,
    );
    expect(nothing).toEqual({ task: null, flow: null });
  });
});

describe("results that are kept apart", () => {
  it("come back from child runs", async () => {
    const child = flow({ name: "child" }, async () => large());
    const parent = flow({ name: "parent" }, async () => (await child()).rows.length);
    expect((await provost.run(parent)).result).toBe(60_000);
  });

  it("come back from tasks in the background", async () => {
    const make = task({ name: "make-large" }, async () => large());
    await provost.serve(make);
    const sending = flow({ name: "sending" }, async () => (await make.delay()).taskRunId);
    const id = String((await provost.run(sending)).result);
    expect((await provost.finish(id)).result).toEqual(large());
    const [stored] = await provost.query("select provost.flow_run_result($1) as result", [id]);
    expect(stored).toEqual({ result: large() });
  });
});
