import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DatabaseStore } from "../../../src/engine/store/databaseStore.ts";
import { runFlowToEnd } from "../../../src/engine/flows/runFlow.ts";
import { createRunServices } from "../../../src/engine/store/runServices.ts";
import type { RunServices } from "../../../src/engine/store/runServices.ts";
import type { RunStore } from "../../../src/engine/store/runStore.ts";
import { DatabaseUnreachable, InvalidInput } from "../../../src/errors.ts";
import { flow } from "../../../src/flow/flow.ts";
import type { FlowDefinition } from "../../../src/flow/flowOptions.ts";
import { flowRun } from "../../../src/flow/runs/runtime.ts";
import type { Sql } from "../../../src/flow/results/sql.ts";
import { task } from "../../../src/flow/task.ts";
import { aWorker } from "../../support/makers.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { onThisMachine } from "../../support/slowness.ts";

const database = useDatabase();
const quiet = { level: "CRITICAL", format: "text", logPrints: false } as const;
let store: DatabaseStore;
let services: RunServices;

beforeAll(async () => {
  store = new DatabaseStore(database.pool, await aWorker(database.pool));
  services = createRunServices(store, quiet);
  await database.pool.query("create table paid (invoice integer, amount integer not null)");
});
beforeEach(() => database.pool.query("truncate paid"));

async function callFlow(made: FlowDefinition, by = services): Promise<unknown> {
  const { signal } = new AbortController();
  return (await runFlowToEnd(made, undefined, by, { signal })).result();
}

const paid = async (): Promise<number[]> =>
  (await database.pool.query<{ invoice: number }>("select invoice from paid order by 1")).rows.map(
    ({ invoice }) => invoice,
  );

const insert = (sql: Sql, invoice: number | string, amount: number | null = 1) =>
  sql.query("insert into paid values ($1, $2)", [invoice, amount]);

const pay = task({ name: "pay", transactional: true }, async (sql, invoice: number) => {
  await insert(sql, invoice);
  return invoice * 10;
});

describe("a transactional task", () => {
  it("commits its work with its result", async () => {
    const { id, results } = (await callFlow(
      flow({ name: "f" }, async () => ({ id: flowRun.id, results: await pay.map([1, 2, 3]) })),
    )) as { id: string; results: number[] };
    expect(results).toEqual([10, 20, 30]);
    expect(await paid()).toEqual([1, 2, 3]);
    const { rows } = await database.pool.query(
      `select t.result, t.xmin::text = p.xmin::text as together
       from provost.task_runs t join paid p on p.invoice * 10 = t.result::integer
       where t.flow_run_id = $1 order by 1`,
      [id],
    );
    expect(rows).toEqual([10, 20, 30].map((result) => ({ result, together: true })));
  });

  it("may run more of them at the same time than there are connections", async () => {
    const invoices = Array.from({ length: 40 }, (_none, i) => i);
    await callFlow(flow({ name: "f" }, async () => pay.map(invoices)));
    expect(await paid()).toEqual(invoices);
  });

  it("leaves nothing behind when it throws, and is retried", async () => {
    let calls = 0;
    const shaky = task({ name: "shaky", transactional: true, retries: 1 }, async (sql) => {
      await insert(sql, ++calls);
      if (calls === 1) throw new Error("once");
      return calls;
    });
    expect(await callFlow(flow({ name: "f" }, async () => shaky()))).toBe(2);
    expect(await paid()).toEqual([2]);
  });

  it("leaves nothing behind when its result cannot be stored", async () => {
    const bad = task({ name: "bad", transactional: true }, async (sql) => {
      await insert(sql, 1);
      return () => 1;
    });
    await expect(callFlow(flow({ name: "f" }, async () => bad()))).rejects.toThrow("as JSON");
    expect(await paid()).toEqual([]);
  });

  it("leaves nothing behind when another holder has the run by then", async () => {
    const lost = task({ name: "lost", transactional: true }, async (sql) => {
      await insert(sql, 1);
      await database.pool.query("delete from provost_private.active_runs where flow_run_id = $1", [
        flowRun.id,
      ]);
    });
    await expect(callFlow(flow({ name: "f" }, async () => lost()))).rejects.toThrow(
      "another holder",
    );
    expect(await paid()).toEqual([]);
  });

  it("is not begun for a process that has lost the run", async () => {
    const options = { isolation: "read committed", idleSeconds: 1, statementSeconds: undefined };
    const flowRunId = "00000000-0000-0000-0000-000000000000";
    expect(await store.beginTransaction({ ...options, flowRunId, epoch: 1 })).toBeUndefined();
  });

  it("keeps nobody waiting who cancels its run meanwhile", async () => {
    let status: string | undefined;
    const long = task({ name: "long", transactional: true }, async (sql) => {
      await insert(sql, 1);
      const { rows } = await database.pool.query<{ status: string }>(
        `select provost.set_flow_run_state($1, '{"type": "CANCELLING"}') ->> 'status' as status`,
        [flowRun.id],
      );
      status = rows[0]?.status;
    });
    await expect(callFlow(flow({ name: "f" }, async () => long()))).rejects.toThrow(
      "was cancelled",
    );
    expect(status).toBe("ACCEPT");
  });

  it("takes savepoints, and explains statements after a failure", async () => {
    const careful = task({ name: "careful", transactional: true }, async (sql) => {
      await insert(sql, 1);
      await sql.query("savepoint here");
      await insert(sql, 2, null).catch(() => {});
      await sql.query("rollback to savepoint here");
    });
    await callFlow(flow({ name: "f" }, async () => careful()));
    expect(await paid()).toEqual([1]);
    const careless = task({ name: "careless", transactional: true }, async (sql) => {
      await insert(sql, 2, null).catch(() => {});
    });
    await expect(callFlow(flow({ name: "f" }, async () => careless()))).rejects.toMatchObject({
      code: "25P02",
      hint: expect.stringContaining("savepoint"),
    });
  });

  it.each([
    "commit",
    " COMMIT;",
    "begin",
    "end",
    "rollback",
    "rollback work",
    "abort",
    "start transaction",
  ])("cannot run %j", async (text) => {
    const sly = task({ name: "sly", transactional: true }, async (sql) => sql.query(text));
    await expect(callFlow(flow({ name: "f" }, async () => sly()))).rejects.toThrow(InvalidInput);
  });

  it("cannot hide a commit behind another statement", async () => {
    const sly = task({ name: "sly", transactional: true }, async (sql) => {
      await sql.query("insert into paid values (1, 1); commit");
    });
    await expect(callFlow(flow({ name: "f" }, async () => sly()))).rejects.toThrow(
      "multiple commands",
    );
    expect(await paid()).toEqual([]);
  });

  it("cannot be used after its end", async () => {
    let kept: Sql | undefined;
    const leaky = task({ name: "leaky", transactional: true }, async (sql) => {
      kept = sql;
    });
    await callFlow(flow({ name: "f" }, async () => leaky()));
    await expect(kept?.query("select 1")).rejects.toThrow("after the transaction of its task");
  });

  it("cannot call tasks", async () => {
    const outer = task({ name: "outer", transactional: true }, async () => pay(1));
    await expect(callFlow(flow({ name: "f" }, async () => outer()))).rejects.toThrow(
      "cannot call tasks or flows",
    );
  });

  it.each<[string, object]>([
    ["persistResult: false", { persistResult: false }],
    ["one of read committed, repeatable read, serializable", { transactional: { isolation: "x" } }],
    ["no option `level`", { transactional: { level: "x" } }],
  ])("is refused with %s", (message, options) => {
    expect(() => task({ name: "x", transactional: true, ...options }, async () => 1)).toThrow(
      message,
    );
  });

  it("has the isolation level that it asks for", async () => {
    const strict = task(
      { name: "strict", transactional: { isolation: "serializable" } },
      async (sql) => (await sql.query("show transaction_isolation")).rows,
    );
    expect(await callFlow(flow({ name: "f" }, async () => strict()))).toEqual([
      { transaction_isolation: "serializable" },
    ]);
  });

  it.each(["read committed", "repeatable read", "serializable"] as const)(
    "may take long in %s, and is seen to run meanwhile",
    async (isolation) => {
      const long = task({ name: "long", transactional: { isolation } }, async (sql) => {
        await sql.query("select 1");
        return await eventually(async () => {
          const { rows } = await database.pool.query<{ state_name: string }>(
            "select state_name from provost.task_runs where flow_run_id = $1",
            [flowRun.id],
          );
          expect(rows).toHaveLength(1);
          return rows[0]?.state_name;
        });
      });
      expect(await callFlow(flow({ name: "f" }, async () => long()))).toBe("Running");
    },
  );
});

/** The same store, whose commits lose the connection before or after the server has done them. */
function losing(before: boolean): RunStore {
  return new Proxy<RunStore>(store, {
    get(target, name) {
      if (name !== "beginTransaction") {
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      }
      return async (options: Parameters<RunStore["beginTransaction"]>[0]) => {
        const transaction = await target.beginTransaction(options);
        return (
          transaction && {
            ...transaction,
            commit: async () => {
              if (!before) await transaction.commit();
              throw new DatabaseUnreachable("Connection terminated");
            },
          }
        );
      };
    },
  });
}

describe("a commit whose answer is lost", () => {
  it("counts when the server has done it", async () => {
    const value = await callFlow(
      flow({ name: "f" }, async () => pay(1)),
      createRunServices(losing(false), quiet),
    );
    expect(value).toBe(10);
    expect(await paid()).toEqual([1]);
  });

  it("is a failure when the server has not", async () => {
    const made = flow({ name: "f" }, async () => pay(1));
    await expect(callFlow(made, createRunServices(losing(true), quiet))).rejects.toThrow(
      "before the transaction was committed",
    );
    expect(await paid()).toEqual([]);
  });
});

describe("a process that is frozen", () => {
  it("while it commits keeps the reaper waiting for no more than a few seconds", async () => {
    let waited = 0;
    const frozen = flow({ name: "f" }, async () => {
      const options = { isolation: "read committed", idleSeconds: 60, statementSeconds: undefined };
      const flowRunId = flowRun.id;
      const epoch = flowRun.fencingToken;
      const transaction = await store.beginTransaction({ ...options, flowRunId, epoch });
      await transaction?.recordTaskRun({
        id: flowRunId,
        flowRunId,
        epoch,
        key: "frozen#0",
        name: "frozen",
        tags: [],
        task: pay.settings,
        type: "COMPLETED",
        startedAt: performance.now(),
        runCount: 1,
      });
      const start = performance.now();
      await database.pool.query(
        "select * from provost_private.active_runs where flow_run_id = $1 for update",
        [flowRunId],
      );
      waited = (performance.now() - start) / 1000;
      await transaction?.end();
    });
    await callFlow(frozen);
    expect(waited).toBeGreaterThan(3);
    expect(waited).toBeLessThan(onThisMachine(8));
  });
});
