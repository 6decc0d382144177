import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { call } from "../../src/db/call.ts";
import { functions } from "../../src/db/functions.ts";
import { carrierFlow } from "../../src/engine/background/carrierFlow.ts";
import { DelayedCalls } from "../../src/engine/background/delayedCalls.ts";
import { RunWatcher } from "../../src/engine/waits/runWatcher.ts";
import { unmapped } from "../../src/flow/calls/annotations.ts";
import { flow } from "../../src/flow/flow.ts";
import { Completed } from "../../src/flow/states/stateValues.ts";
import { task } from "../../src/flow/task.ts";
import type { TaskDefinition } from "../../src/flow/taskOptions.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import type { Worker, WorkerOptions } from "../../src/worker/worker.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { add, describeArguments, endless, failing, flaky, nesting } from "./tasks.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(database);
const { errors } = workers;
const start = (options: Partial<WorkerOptions>) => workers.start({ workPool: "tasks", ...options });
let watcher: RunWatcher;

beforeEach(() => {
  watcher = new RunWatcher(database.pool, database.connection);
});
afterEach(() => watcher.close());

async function serve(tasks: readonly TaskDefinition[], limit = 10): Promise<Worker> {
  for (const { name } of tasks) {
    await call(database.pool, functions.saveTask, { task: { name } });
  }
  return await start({
    limit,
    workQueues: tasks.map(({ name }) => name),
    served: new Map(tasks.map((each) => [each.name, carrierFlow(each)])),
  });
}

const send = (name: string, ...args: unknown[]): Promise<string> =>
  new DelayedCalls(database.pool).send([{ task: name, args }]).then(([id = ""]) => id);
const outcomeOf = (id: string) => watcher.wait(id, onThisMachine(60));

describe("a worker that serves tasks", () => {
  it("executes what was sent, and stores the result", async () => {
    await serve([add]);
    const id = await send("add", 2, 3);
    expect(await outcomeOf(id)).toMatchObject({ stateName: "Completed", result: 5 });
    const { rows } = await database.pool.query(
      "select key, name, state_name, result from provost.task_runs where flow_run_id = $1",
      [id],
    );
    expect(rows).toEqual([{ key: "add#0", name: "add", state_name: "Completed", result: 5 }]);
    expect(errors).toEqual([]);
  });

  it("gives the task its arguments as they were", async () => {
    await serve([describeArguments]);
    const args = [new Date(0), new Map([[1, 2n]]), new Uint8Array([7]), { a: [null] }, 10n];
    const { result } = await outcomeOf(await send("describe", ...args));
    expect(result).toMatchObject({ kinds: ["Date", "Map", "Uint8Array", "Object", "bigint"] });
  });

  it("retries by the options of the task", async () => {
    await serve([flaky]);
    expect(await outcomeOf(await send("flaky"))).toMatchObject({
      stateName: "Completed",
      result: 3,
    });
  });

  it("stores the error of a task that fails", async () => {
    await serve([failing]);
    expect(await outcomeOf(await send("failing", "no such user"))).toMatchObject({
      stateName: "Failed",
      error: { name: "TypeError", message: "no such user", cause: { message: "why" } },
    });
  });

  it("fails a task that is out of time", async () => {
    await serve([endless.withOptions({ timeoutSeconds: 0.2 })]);
    expect(await outcomeOf(await send("endless"))).toMatchObject({
      stateType: "FAILED",
      stateName: "TimedOut",
      stateMessage: expect.stringContaining("exceeded timeout of 0.2 second(s)"),
    });
  });

  it("ends as the task does, under the name of its state", async () => {
    const skipped = Completed({ name: "Skipped", message: "nothing new", data: 5 });
    await serve([task({ name: "skipping" }, async () => skipped)]);
    expect(await outcomeOf(await send("skipping"))).toMatchObject({
      stateName: "Skipped",
      stateMessage: "nothing new",
      result: 5,
    });
  });

  it("cancels a task like any run", async () => {
    await serve([endless]);
    const id = await send("endless");
    expect(await watcher.wait(id, 0.5)).toMatchObject({ isFinished: false });
    await database.pool.query("select provost.cancel_flow_run($1)", [id]);
    expect(await outcomeOf(id)).toMatchObject({ stateName: "Cancelled" });
  });

  it("lets a task call tasks and flows, and shows it no flow run", async () => {
    await serve([nesting]);
    expect((await outcomeOf(await send("nesting", 10))).result).toEqual({
      flowRun: null,
      taskName: "nesting",
      added: 11,
      mapped: [11, 12],
      child: 11,
    });
  });

  it("takes no runs of other tasks, and uses up no hints for them", async () => {
    await serve([add]);
    const waiting = await send("nobody-serves-this");
    const id = await send("add", 1, 1);
    expect(await outcomeOf(id)).toMatchObject({ result: 2 });
    expect(await watcher.wait(waiting, 0)).toMatchObject({ stateName: "Scheduled" });
    // The hint that led to the other run is dropped a moment after that has ended.
    await eventually(async () => {
      const { rows } = await database.pool.query("select count(*) from graphile_worker.jobs");
      expect(rows).toEqual([{ count: 0 }]);
    });
    await serve([task({ name: "nobody-serves-this" }, async () => "now")]);
    expect(await outcomeOf(waiting)).toMatchObject({ result: "now" });
  });

  it("shares a thousand runs with another, each executed once", async () => {
    const executed: number[] = [];
    const count = task({ name: "count" }, async (n: number) => void executed.push(n));
    const calls = Array.from({ length: 1000 }, (_, n) => ({ task: "count", args: [n] }));
    const ids = await new DelayedCalls(database.pool).send(calls);
    expect(new Set(ids).size).toBe(1000);
    const servers = [await serve([count], 20), await serve([count], 20)];
    await Promise.all(ids.map(outcomeOf));
    expect(executed.toSorted((a, b) => a - b)).toEqual(calls.map(({ args: [n] }) => n));
    expect(servers).toHaveLength(2);
    expect(errors).toEqual([]);
  });
});

describe("a run that cannot be executed", () => {
  it("has crashed when nobody there knows the task", async () => {
    const id = await send("unknown");
    await start({});
    expect(await outcomeOf(id)).toMatchObject({
      stateName: "Crashed",
      stateMessage: expect.stringContaining('Task "unknown" is not served by this worker'),
    });
  });

  it("has crashed when its arguments cannot be read", async () => {
    const id = await send("add");
    await database.pool.query("update provost.flow_runs set parameters = $1 where id = $2", [
      '{"args": ["x"], "args_meta": {"values": {"0": ["martian"]}}}',
      id,
    ]);
    await serve([add]);
    expect(await outcomeOf(id)).toMatchObject({
      stateName: "Crashed",
      stateMessage: expect.stringContaining('The stored arguments of task "add" cannot be read'),
    });
  });
});

describe("a flow that sends tasks to the background", () => {
  it("sends each once, however often it is run", async () => {
    let attempts = 0;
    const list = task({ name: "list" }, async () => [4, 5]);
    const sender = flow({ name: "sender", retries: 1 }, async () => {
      const one = await add.delay(1, 2);
      const many = await add.delayMap([1, 2, 3], 10);
      const late = await add.delayMap(list.submit(), unmapped(20));
      attempts++;
      if (attempts === 1) throw new Error("again");
      return [one, ...many, ...late].map(({ taskRunId }) => taskRunId);
    });
    await deployDefinition(database.pool, sender.toDeployment({ name: "local" }));
    await start({
      workPool: "default",
      served: new Map([["sender/local", sender]]),
    });
    await serve([add]);
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into provost.flow_runs (deployment) values ('sender/local') returning id",
    );
    const outcome = await outcomeOf(rows[0]?.id ?? "");
    expect(outcome).toMatchObject({ stateName: "Completed" });
    const ids = outcome.result as string[];
    const results = await Promise.all(ids.map(outcomeOf));
    expect(results.map(({ result }) => result)).toEqual([3, 11, 12, 13, 24, 25]);
    const sent = await database.pool.query(
      "select count(*) from provost.flow_runs where deployment = 'add' and id >= $1",
      [rows[0]?.id],
    );
    expect(sent.rows).toEqual([{ count: 6 }]);
    expect(attempts).toBe(2);
  });
});
