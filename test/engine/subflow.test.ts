import { beforeAll, describe, expect, it } from "vitest";
import { DatabaseStore } from "../../src/engine/store/databaseStore.ts";
import { runFlowToEnd } from "../../src/engine/flows/runFlow.ts";
import { createRunServices } from "../../src/engine/store/runServices.ts";
import type { RunServices } from "../../src/engine/store/runServices.ts";
import { tags } from "../../src/flow/calls/contextTags.ts";
import { flow } from "../../src/flow/flow.ts";
import { getLogger } from "../../src/flow/runs/getLogger.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import { task } from "../../src/flow/task.ts";
import { column, row, rows } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { aWorker } from "../support/makers.ts";

const database = useDatabase();
const neverAborted = new AbortController().signal;
let services: RunServices;

beforeAll(async () => {
  const store = new DatabaseStore(database.pool, await aWorker(database.pool));
  services = createRunServices(store, { level: "CRITICAL", format: "text", logPrints: false });
});

const logsOf = (id: string): Promise<string[]> =>
  column(database.pool, "select message from provost.logs where flow_run_id = $1", [id]);

describe("a flow called by a flow", () => {
  it("is a run whose row, log and id are its own, below the run of its caller", async () => {
    const child = flow({ name: "child", tags: ["own"] }, async () => {
      getLogger().info("said by the child");
      return flowRun.id;
    });
    const parent = flow({ name: "parent" }, async () => {
      getLogger().info("said by the parent");
      const childId = await tags("around", () => child());
      return { id: flowRun.id, childId };
    });
    const made = (await runFlowToEnd(parent, {}, services, { signal: neverAborted })).result();
    const { id, childId } = made as { id: string; childId: string };
    expect(childId).not.toBe(id);
    expect(await logsOf(id)).toEqual(["said by the parent"]);
    expect(await logsOf(childId)).toEqual(["said by the child"]);
    const query = "select * from provost.flow_runs where id = $1";
    expect(await row(database.pool, query, [childId])).toMatchObject({
      parent_flow_run_id: id,
      parent_task_key: "child#0",
      tags: ["around", "own"],
      state_type: "COMPLETED",
    });
  });

  it("may be called at any depth, many times at once, and for each of many results", async () => {
    const double = task({ name: "double" }, async (n: number) => n * 2);
    const leaf = flow({ name: "leaf" }, async ({ n }: { n: number }) => double(n));
    const middle = flow({ name: "middle" }, async ({ n }: { n: number }) => {
      const both = await Promise.all([leaf({ n }), leaf({ n: n + 1 })]);
      return both[0] + both[1];
    });
    const root = flow({ name: "root" }, async () => {
      const numbers = await double.map([1, 2, 3]);
      const sums = await Promise.all(numbers.map((n) => middle({ n })));
      return { id: flowRun.id, sums };
    });
    const made = (await runFlowToEnd(root, {}, services, { signal: neverAborted })).result();
    const { id, sums } = made as { id: string; sums: number[] };
    expect(sums).toEqual([10, 18, 26]);
    const tree = await rows(
      database.pool,
      `with recursive tree (id, depth) as (
         select $1::uuid, 0
         union all
         select r.id, t.depth + 1 from tree t join provost.flow_runs r on r.parent_flow_run_id = t.id)
       select depth, count(*)::integer from tree group by depth order by depth`,
      [id],
    );
    expect(tree).toEqual([
      { depth: 0, count: 1 },
      { depth: 1, count: 3 },
      { depth: 2, count: 6 },
    ]);
  });
});
