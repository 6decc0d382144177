import { expect, it } from "vitest";
import { runFlowToEnd } from "../../../src/engine/flows/runFlow.ts";
import { DatabaseStore } from "../../../src/engine/store/databaseStore.ts";
import { createRunServices } from "../../../src/engine/store/runServices.ts";
import { flow } from "../../../src/flow/flow.ts";
import { PauseTimedOut } from "../../../src/flow/runs/runErrors.ts";
import { pauseFlowRun } from "../../../src/flow/waits/pauseFlowRun.ts";
import { useDatabase } from "../../support/database.ts";
import { aWorker } from "../../support/makers.ts";

const database = useDatabase();

it("ends a pause in time where there is no other process", async () => {
  const store = new DatabaseStore(database.pool, await aWorker(database.pool));
  const logging = { level: "CRITICAL", format: "text", logPrints: false } as const;
  const services = createRunServices(store, logging);
  const pausing = flow({ name: "pausing" }, () => pauseFlowRun({ timeoutSeconds: 0.2 }));
  const { signal } = new AbortController();
  const state = await runFlowToEnd(pausing, {}, services, { signal });
  expect(state).toMatchObject({ type: "FAILED", data: expect.any(PauseTimedOut) });
});
