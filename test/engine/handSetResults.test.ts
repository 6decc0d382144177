import { beforeEach, expect, it } from "vitest";
import { DatabaseStore } from "../../src/engine/store/databaseStore.ts";
import { runFlow } from "../../src/engine/flows/runFlow.ts";
import { createRunServices, type RunServices } from "../../src/engine/store/runServices.ts";
import { flow } from "../../src/flow/flow.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { task } from "../../src/flow/task.ts";
import { deploy, enqueue, readRun, setState } from "../sql/engine.ts";
import { createTask, setTaskState } from "../sql/taskRuns.ts";
import { value } from "../sql/rows.ts";
import { aWorker } from "../support/makers.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
let services: RunServices;
let calls = 0;

const extract = task({ name: "extract" }, async (_source: string): Promise<{ rows: number }> => {
  calls++;
  throw new Error("the source is gone");
});
const load = flow({ name: "load" }, async () => {
  const { rows } = await extract("a.csv");
  return rows + 1;
});

beforeEach(async () => {
  calls = 0;
  const store = new DatabaseStore(database.pool, await aWorker(database.pool));
  services = createRunServices(store, { level: "CRITICAL", format: "text", logPrints: false });
});

/** Claims a run and executes it once, as a worker does. */
async function execute(made: FlowDefinition, id: string): Promise<unknown> {
  const claimed = await services.store.claimFlowRun(id);
  if (!claimed) throw new Error("Expected the run to be claimable");
  await runFlow(claimed, made, services, { signal: new AbortController().signal });
  const { state_type: type, result } = await readRun(database.pool, id);
  return { type, result };
}

const aRun = async (): Promise<string> =>
  await enqueue(database.pool, {
    deployment: await deploy(database.pool, { flow: { name: "load" } }),
  });

it("a task run that a person completes by SQL is not run again, and its result is used", async () => {
  const { pool } = database;
  const id = await aRun();
  expect(await execute(load, id)).toEqual({ type: "FAILED", result: null });
  const taskId = await value<string>(
    pool,
    "select id from provost.task_runs where flow_run_id = $1",
    [id],
  );

  const answer = await setTaskState(pool, taskId, { type: "COMPLETED", data: { rows: 41 } });
  expect(answer.status).toBe("ACCEPT");
  await setState(pool, id, { type: "SCHEDULED", name: "AwaitingRetry" });
  expect(await execute(load, id)).toEqual({ type: "COMPLETED", result: 42 });
  expect(calls).toBe(1);
});

it("a task run that a person records before the run has started is not run at all", async () => {
  const id = await aRun();
  const state = { type: "COMPLETED", data: { rows: 6 } };
  await createTask(database.pool, id, { task_name: "extract", state });
  expect(await execute(load, id)).toEqual({ type: "COMPLETED", result: 7 });
  expect(calls).toBe(0);
});
