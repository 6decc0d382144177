import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { DatabaseStore } from "../../src/engine/store/databaseStore.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import type { FlowOutcome } from "../../src/engine/flows/finishFlowRun.ts";
import { runFlow } from "../../src/engine/flows/runFlow.ts";
import { createRunServices } from "../../src/engine/store/runServices.ts";
import type { RunServices } from "../../src/engine/store/runServices.ts";
import { flow } from "../../src/flow/flow.ts";
import { task } from "../../src/flow/task.ts";
import { useDatabase } from "../support/database.ts";
import { aWorker } from "../support/makers.ts";

const database = useDatabase();
let services: RunServices;

beforeAll(async () => {
  const store = new DatabaseStore(database.pool, await aWorker(database.pool));
  services = createRunServices(store, { level: "CRITICAL", format: "text", logPrints: false });
});

/** How a flow is built: tasks one after another or at once, some of them inside flows it calls. */
type Plan = { step: number } | { inTurn: Plan[] } | { atOnce: Plan[] } | { child: Plan };

const { plan } = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.oneof(
    { maxDepth: 3 },
    fc.nat({ max: 1_000_000 }).map((step) => ({ step })),
    fc.array(tie("plan"), { minLength: 1, maxLength: 4 }).map((inTurn) => ({ inTurn })),
    fc.array(tie("plan"), { minLength: 1, maxLength: 4 }).map((atOnce) => ({ atOnce })),
    tie("plan").map((child) => ({ child })),
  ),
}));

let fails: (step: number) => boolean;
let executed: { id: string; completed: boolean }[];

const step = task({ name: "step", key: (id: string) => id }, async (id: string, number: number) => {
  const entry = { id, completed: false };
  executed.push(entry);
  await Promise.resolve();
  if (fails(number)) throw new Error(`step ${number}`);
  entry.completed = true;
  return number;
});

const child = flow({ name: "child" }, ({ path, part }: { path: string; part: Plan }) =>
  play(path, part),
);

/** Steps have keys by their place in the plan, so that order does not matter. */
async function play(path: string, part: Plan): Promise<number> {
  if ("step" in part) return await step(path, part.step);
  if ("child" in part) return await child({ path: `${path}.c`, part: part.child });
  if ("inTurn" in part) {
    let sum = 0;
    for (const [i, each] of part.inTurn.entries()) sum += await play(`${path}.${i}`, each);
    return sum;
  }
  const settled = await Promise.allSettled(
    part.atOnce.map((each, i) => play(`${path}.${i}`, each)),
  );
  let sum = 0;
  for (const each of settled) {
    if (each.status === "rejected") throw each.reason;
    sum += each.value;
  }
  return sum;
}

const root = flow({ name: "root" }, ({ part }: { part: Plan }) => play("r", part));

async function execute(id: string): Promise<FlowOutcome> {
  const claimed = await services.store.claimFlowRun(id);
  if (!claimed) throw new Error(`Expected to claim ${id}`);
  return await runFlow(claimed, root, services);
}

describe("a retry of what has failed", () => {
  it("never executes a task again that has completed, wherever others failed", async () => {
    await deployDefinition(database.pool, root.toDeployment({ name: "local" }), "x.ts:root");
    await fc.assert(
      fc.asyncProperty(plan, fc.integer({ min: 1, max: 5 }), async (part, modulus) => {
        executed = [];
        fails = (number) => number % modulus === 0;
        const { rows } = await database.pool.query<{ id: string }>(
          `insert into provost.flow_runs (deployment, parameters) values ('root/local', $1)
           returning id`,
          [{ part }],
        );
        const id = rows[0]?.id ?? "";
        const first = await execute(id);
        if (first.kind === "completed") return;
        fails = () => false;
        await database.pool.query("select provost.retry_flow_run($1)", [id]);
        expect((await execute(id)).kind).toBe("completed");

        const completed = executed.filter((entry) => entry.completed).map((entry) => entry.id);
        expect(completed.length).toBe(new Set(completed).size);
      }),
      { numRuns: 60, endOnFailure: false },
    );
  });
});
