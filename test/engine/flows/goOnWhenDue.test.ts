import { expect, it } from "vitest";
import { DatabaseUnreachable } from "../../../src/errors.ts";
import { runFlowToEnd } from "../../../src/engine/flows/runFlow.ts";
import { DatabaseStore } from "../../../src/engine/store/databaseStore.ts";
import { createRunServices, type RunServices } from "../../../src/engine/store/runServices.ts";
import type { ClaimedRun } from "../../../src/engine/store/runStore.ts";
import { flow } from "../../../src/flow/flow.ts";
import { PauseTimedOut } from "../../../src/flow/runs/runErrors.ts";
import { flowRun } from "../../../src/flow/runs/runtime.ts";
import { pauseFlowRun } from "../../../src/flow/waits/pauseFlowRun.ts";
import { readRun } from "../../sql/engine.ts";
import { useDatabase } from "../../support/database.ts";
import { aWorker } from "../../support/makers.ts";

const database = useDatabase();
const logging = { level: "CRITICAL", format: "text", logPrints: false } as const;

/** Its second claim is known to the database, and is given up there before it is known here. */
class LateStore extends DatabaseStore {
  claims = 0;
  lose = (): void => {};

  override async claimFlowRun(flowRunId: string): Promise<ClaimedRun | undefined> {
    const claimed = await super.claimFlowRun(flowRunId);
    if (!claimed || ++this.claims > 1) return claimed;
    await database.pool.query(
      "select provost_private.release_flow_runs(array[$1::uuid], array[$2::integer], 'late', false)",
      [flowRunId, claimed.epoch],
    );
    this.lose();
    return claimed;
  }
}

/** A flow that is called by one, and fails once; answers in which epochs it was executed. */
async function retriedChild(store: LateStore, services: RunServices): Promise<number[]> {
  const epochs: number[] = [];
  const child = flow({ name: "child", retries: 1 }, async () => {
    epochs.push((await readRun(database.pool, flowRun.id)).epoch);
    if (epochs.length === 1) throw new Error("once");
  });
  const parent = flow({ name: "parent" }, async () => {
    await child();
  });
  const { signal } = new AbortController();
  expect(await runFlowToEnd(parent, {}, services, { signal })).toMatchObject({ type: "COMPLETED" });
  expect(store.claims).toBe(2);
  return epochs;
}

it("ends a pause in time where there is no other process", async () => {
  const store = new DatabaseStore(database.pool, await aWorker(database.pool));
  const services = createRunServices(store, logging);
  const pausing = flow({ name: "pausing" }, () => pauseFlowRun({ timeoutSeconds: 0.2 }));
  const { signal } = new AbortController();
  const state = await runFlowToEnd(pausing, {}, services, { signal });
  expect(state).toMatchObject({ type: "FAILED", data: expect.any(PauseTimedOut) });
});

it("does not execute a run of which it hears so late that it has gone back, until it has it again", async () => {
  const store = new LateStore(database.pool, await aWorker(database.pool));
  const services = createRunServices(store, logging);
  let isLate = false;
  store.lose = () => (isLate = true);
  services.held.confirmBy(async () => {
    if (isLate)
      for (const { flowRunId } of services.held.list().slice(1))
        services.held.stop(flowRunId, "lost");
    isLate = false;
  }, 0.003);
  const epochs = await retriedChild(store, services);
  expect(epochs).toHaveLength(2);
  expect(epochs[1]).toBeGreaterThan((epochs[0] ?? 0) + 2);
});

it("goes on with a run when the answer to its claim was lost and it has gone back", async () => {
  const store = new LateStore(database.pool, await aWorker(database.pool));
  store.lose = () => {
    throw new DatabaseUnreachable("lost");
  };
  expect(await retriedChild(store, createRunServices(store, logging))).toHaveLength(2);
});
