import { beforeAll, describe, expect, it } from "vitest";
import { DatabaseStore } from "../../../src/engine/store/databaseStore.ts";
import { newId } from "../../../src/engine/store/newId.ts";
import { runFlow, runFlowToEnd } from "../../../src/engine/flows/runFlow.ts";
import { createRunServices } from "../../../src/engine/store/runServices.ts";
import type { RunServices } from "../../../src/engine/store/runServices.ts";
import { flow } from "../../../src/flow/flow.ts";
import { cacheKeyFn } from "../../../src/flow/results/cachePolicy.ts";
import type { FlowDefinition } from "../../../src/flow/flowOptions.ts";
import { getLogger } from "../../../src/flow/runs/getLogger.ts";
import { flowRun } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import { transaction } from "../../../src/flow/results/transaction.ts";
import { aWorker } from "../../support/makers.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";

const database = useDatabase();
const neverAborted = new AbortController().signal;
let store: DatabaseStore;
let services: RunServices;

beforeAll(async () => {
  store = new DatabaseStore(database.pool, await aWorker(database.pool));
  services = createRunServices(store, { level: "CRITICAL", format: "text", logPrints: false });
});

/** Runs a flow to its end and answers what it returned. */
async function callFlow<Result>(
  made: FlowDefinition & { fn: (...args: never) => Result | Promise<Result> },
  parameters?: unknown,
): Promise<Result> {
  const state = await runFlowToEnd(made, parameters, services, { signal: neverAborted });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it comes from that function
  return state.result() as Result;
}

async function query<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
  return (await database.pool.query<Row>(text, values)).rows;
}

/** The states of a flow run, or of one of its task runs, in order. */
async function statesOf(flowRunId: string, key?: string): Promise<string[]> {
  const rows = key
    ? await query<{ name: string }>(
        `select s.name from provost.task_run_states s
         join provost.task_runs t on t.id = s.task_run_id and t.flow_run_id = s.flow_run_id
         where t.flow_run_id = $1 and t.key = $2 order by s.seq`,
        flowRunId,
        key,
      )
    : await query<{ name: string }>(
        "select name from provost.flow_run_states where flow_run_id = $1 order by seq",
        flowRunId,
      );
  return rows.map(({ name }) => name);
}

describe("a run kept in PostgreSQL", () => {
  it("is stored with its tasks, their results and its states", async () => {
    const double = task({ name: "double", tags: ["math"] }, async (n: number) => n * 2);
    const sum = flow({ name: "sum", tags: ["a"], version: "7" }, async ({ n }: { n: number }) => {
      const [a = 0, b = 0] = await double.map([n, n + 1]);
      return { id: flowRun.id, total: a + b };
    });
    const { id, total } = await callFlow(sum, { n: 1 });
    expect(total).toBe(6);
    const runs = await query(
      "select state_type, tags, parameters, result, run_count from provost.flow_runs where id = $1",
      id,
    );
    expect(runs).toEqual([
      {
        state_type: "COMPLETED",
        tags: ["a"],
        parameters: { n: 1 },
        result: { id, total: 6 },
        run_count: 1,
      },
    ]);
    expect(await statesOf(id)).toEqual(["Pending", "Running", "Completed"]);
    const tasks = await query(
      `select key, name, task_name, tags, state_name, run_count, result, input_hash is not null as hashed
       from provost.task_runs where flow_run_id = $1 order by key`,
      id,
    );
    const same = { task_name: "double", tags: ["math"], state_name: "Completed", hashed: true };
    expect(tasks).toEqual([
      { ...same, key: "double#0[0]", name: "double-0", run_count: 1, result: 2 },
      { ...same, key: "double#0[1]", name: "double-1", run_count: 1, result: 4 },
    ]);
    expect(await statesOf(id, "double#0[0]")).toEqual(["Running", "Completed"]);
  });

  it("brings rich results back when it is resumed by another holder", async () => {
    let calls = 0;
    const rich = task({ name: "rich" }, () => {
      calls++;
      return { at: new Date(5), tags: new Map([["a", new Set([1n])]]), bytes: Buffer.from("é") };
    });
    const body = flow({ name: "rich-flow", retries: 1 }, async () => {
      const value = await rich();
      if (flowRun.runCount === 1) throw new Error("once");
      return value;
    });
    expect(await callFlow(body)).toEqual({
      at: new Date(5),
      tags: new Map([["a", new Set([1n])]]),
      bytes: Buffer.from("é"),
    });
    expect(calls).toBe(1);
  });

  it("retries tasks and shows it", async () => {
    let calls = 0;
    const shaky = task({ name: "shaky", retries: 3, retryDelaySeconds: [0.01] }, () => {
      if (++calls < 3) throw new RangeError(`failure ${calls}`);
      return flowRun.id;
    });
    const id = await callFlow(flow({ name: "shaky-flow" }, async () => shaky()));
    expect(await statesOf(id, "shaky#0")).toEqual([
      "Running",
      "AwaitingRetry",
      "Retrying",
      "AwaitingRetry",
      "Retrying",
      "Completed",
    ]);
    const [row] = await query(
      "select run_count, error from provost.task_runs where flow_run_id = $1",
      id,
    );
    expect(row).toEqual({ run_count: 3, error: null });
  });

  it("retries the tasks within a task anew when the task is retried", async () => {
    let calls = 0;
    const inner = task({ name: "inner", retries: 1 }, () => {
      if (++calls < 4) throw new Error(`failure ${calls}`);
      return flowRun.id;
    });
    const outer = task({ name: "outer", retries: 1 }, async () => inner());
    const id = await callFlow(flow({ name: "nested-retries" }, async () => outer()));
    expect(calls).toBe(4);
    expect(await statesOf(id, "outer#0/inner#0")).toEqual([
      "Running",
      "AwaitingRetry",
      "Retrying",
      "Failed",
      "Running",
      "AwaitingRetry",
      "Retrying",
      "Completed",
    ]);
    expect(await statesOf(id, "outer#0")).toEqual([
      "Running",
      "AwaitingRetry",
      "Retrying",
      "Completed",
    ]);
  });

  it("stores the failure of tasks and runs, and retries no run that cannot be mended", async () => {
    const boom = task({ name: "boom" }, () => {
      throw new TypeError("no good", { cause: "a reason" });
    });
    let id = "";
    const failing = flow({ name: "failing", retries: 2, retryDelaySeconds: 0.01 }, async () => {
      id = flowRun.id;
      await boom();
    });
    await expect(callFlow(failing)).rejects.toThrow(TypeError);
    expect(await statesOf(id)).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Pending",
      "Running",
      "AwaitingRetry",
      "Pending",
      "Running",
      "Failed",
    ]);
    const [run] = await query<{ error: object; state_message: string }>(
      "select error, state_message from provost.flow_runs where id = $1",
      id,
    );
    expect(run).toMatchObject({
      state_message: "TypeError: no good",
      error: { name: "TypeError", message: "no good", cause: { message: "a reason" } },
    });
    const bad = flow({ name: "bad", retries: 5 }, async () => {
      id = flowRun.id;
      return () => 1;
    });
    await expect(callFlow(bad)).rejects.toThrow("cannot be stored as JSON");
    expect(await statesOf(id)).toEqual(["Pending", "Running", "Failed"]);
  });

  it("links log lines to task runs and dates them by the clock of the database", async () => {
    const speak = task({ name: "speak" }, () => getLogger().warn("in the task"));
    const talking = flow({ name: "talking" }, async () => {
      getLogger().info("before");
      await speak();
      return flowRun.id;
    });
    const id = await callFlow(talking);
    const lines = await query(
      `select l.level, l.name, l.message, t.key,
         l.timestamp between r.created and r.end_time as in_time
       from provost.logs l
       join provost.flow_runs r on r.id = l.flow_run_id
       left join provost.task_runs t on t.id = l.task_run_id and t.flow_run_id = l.flow_run_id
       where l.flow_run_id = $1 order by l.id`,
      id,
    );
    expect(lines).toEqual([
      { level: 20, name: "provost.flow_runs", message: "before", key: null, in_time: true },
      {
        level: 30,
        name: "provost.task_runs",
        message: "in the task",
        key: "speak#0",
        in_time: true,
      },
    ]);
  });

  it("keeps a flow that a flow calls as a run of its own", async () => {
    const child = flow({ name: "child" }, async (_parameters: { n: number }) => flowRun.id);
    const parent = flow({ name: "parent" }, async () => [flowRun.id, await child({ n: 3 })]);
    const [id = "", childId] = await callFlow(parent);
    expect(
      await query(
        "select parent_flow_run_id, parent_task_key from provost.flow_runs where id = $1",
        childId,
      ),
    ).toEqual([{ parent_flow_run_id: id, parent_task_key: "child#0" }]);
    expect(await statesOf(id, "child#0")).toEqual(["Pending", "Running", "Completed"]);
  });

  it("shows a task that takes long as Running, and one that was not run as NotReady", async () => {
    const slow = task({ name: "slow" }, async () => {
      for (;;) {
        const [seen] = await query<{ state_name: string }>(
          "select state_name from provost.task_runs where flow_run_id = $1 and key = 'slow#0'",
          flowRun.id,
        );
        if (seen) return seen.state_name;
      }
    });
    const boom = task({ name: "boom" }, (): number => {
      throw new Error("no");
    });
    const after = task({ name: "after" }, (n: number) => n);
    const body = flow({ name: "slow-flow" }, async () => {
      await after.submit(boom.submit()).wait();
      return [flowRun.id, await slow()];
    });
    const [id = "", state] = await callFlow(body);
    expect(state).toBe("Running");
    expect(await statesOf(id, "slow#0")).toEqual(["Running", "Completed"]);
    expect((await statesOf(id, "after#0")).at(-1)).toBe("NotReady");
  });

  it("refuses what an earlier holder of a run still writes", async () => {
    const body = flow({ name: "taken-over" }, async () => "value");
    const claimed = await store.startFlowRun({
      id: newId(),
      flow: body.settings,
      parameters: {},
      tags: [],
    });
    const stale = { ...claimed, epoch: claimed.epoch - 1 };
    expect(await runFlow(stale, body, services)).toMatchObject({ kind: "lost" });
    expect(await runFlow(claimed, body, services)).toMatchObject({
      kind: "completed",
      value: "value",
    });
  });

  it("answers each record of a batch by itself, a bad one included", async () => {
    const step = task({ name: "step" }, async (n: number) => n);
    const body = flow({ name: "batch" }, async () => {
      const record = (key: string, json: string) =>
        store.recordTaskRun({
          id: newId(),
          tags: [],
          flowRunId: flowRun.id,
          epoch: flowRun.fencingToken,
          key,
          name: key,
          task: step.settings,
          type: "COMPLETED",
          startedAt: 0,
          runCount: 1,
          result: { json, meta: null },
        });
      const others = step.map([1, 2]);
      const answers = await Promise.all(
        [record("a", "1"), record("b", String.raw`"\u0000"`), record("c", "3")].map((answer) =>
          answer.then(
            ({ status }) => status,
            (error: { code: string }) => error.code,
          ),
        ),
      );
      return [...answers, ...(await others)];
    });
    expect(await callFlow(body)).toEqual(["ACCEPT", "22P05", "ACCEPT", 1, 2]);
  });

  it("records ten thousand tasks of one run", async () => {
    const step = task({ name: "step" }, async (n: number) => n);
    const fan = flow({ name: "fan" }, async () => {
      await step.map(Array.from({ length: 10_000 }, (_, n) => n));
      return flowRun.id;
    });
    const id = await callFlow(fan);
    expect(
      await query(
        "select count(*)::int from provost.task_runs where flow_run_id = $1 and state_type = 'COMPLETED'",
        id,
      ),
    ).toEqual([{ count: 10_000 }]);
  });
});

describe("a result that is too large for its row", () => {
  it("is stored beside it, and used by a later run from the cache", async () => {
    const rows = Array.from({ length: 20_000 }, (_none, id) => ({ id, name: `row ${id}` }));
    let calls = 0;
    const load = task({ name: "load", cacheKeyFn: () => "large rows" }, async () => {
      calls++;
      return rows;
    });
    const first = flow({ name: "first" }, async () => ({ id: flowRun.id, rows: await load() }));
    const { id } = await callFlow(first);
    const again = await callFlow(flow({ name: "second" }, async () => load()));
    expect(again).toEqual(rows);
    expect(calls).toBe(1);
    const [recorded] = await query<{ result: unknown; result_meta: object }>(
      "select result, result_meta from provost.task_runs where flow_run_id = $1",
      id,
    );
    expect(recorded).toMatchObject({ result: null, result_meta: { storage: "database" } });
    const [ofFlow] = await query<{ result_meta: object }>(
      "select result_meta from provost.flow_runs where id = $1",
      id,
    );
    expect(ofFlow).toMatchObject({ result_meta: { content_type: "application/json" } });
  });
});

describe("SERIALIZABLE keys", () => {
  it("are computed once by the runs of two processes", async () => {
    const other = createRunServices(
      new DatabaseStore(database.pool, await aWorker(database.pool)),
      { level: "CRITICAL", format: "text", logPrints: false },
    );
    let calls = 0;
    const asking = new Set<string>();
    const policy = cacheKeyFn(() => "slow").configure({ isolationLevel: "SERIALIZABLE" });
    const slow = task({ name: "slow", cachePolicy: policy }, async () => {
      calls++;
      // By then each of them has come to ask for the key.
      await eventually(() => asking.size === 3);
      return calls;
    });
    const f = flow({ name: "f" }, async () => {
      asking.add(flowRun.id);
      return await slow();
    });
    const states = await Promise.all(
      [services, other, services].map((each) =>
        runFlowToEnd(f, {}, each, { signal: neverAborted }),
      ),
    );
    expect(states.map(({ data }) => data)).toEqual([1, 1, 1]);
    expect(await query("select * from provost_private.key_locks")).toEqual([]);
  });
});

describe("a transaction", () => {
  it("is recorded with what was rolled back in it, and done once under its key", async () => {
    const undone: string[] = [];
    let id = "";
    let attempts = 0;
    const reserve = task(
      { name: "reserve", onRollback: () => undone.push("seat") },
      () => "seat 7",
    );
    const pay = task({ name: "pay" }, () => {
      if (++attempts === 1) throw new Error("card refused");
      return "paid";
    });
    const book = flow({ name: "book", retries: 1 }, async () => {
      id = flowRun.id;
      return await transaction({ key: "booking-1", isolationLevel: "SERIALIZABLE" }, async () => [
        await reserve(),
        await pay(),
      ]);
    });
    expect(await callFlow(book)).toEqual(["seat 7", "paid"]);
    expect(undone).toEqual(["seat"]);
    expect(await statesOf(id, "transaction#0/reserve#0")).toEqual([
      "Running",
      "Completed",
      "RollingBack",
      "RolledBack",
      "Running",
      "Completed",
    ]);
    expect(await callFlow(book)).toEqual(["seat 7", "paid"]);
    expect(attempts).toBe(2);
    expect(await statesOf(id, "transaction#0")).toEqual(["Running", "Cached"]);
    expect(await query("select * from provost_private.key_locks")).toEqual([]);
  });
});
