import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createListener, type Listener } from "../../src/db/listen.ts";
import { deployDefinition } from "../../src/engine/deployDefinition.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { flow, flowRun, sleep, task, waitForFlowRun } from "../../src/index.ts";
import { type Services, startServices } from "../../src/services/startServices.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { startWorker, type Worker } from "../../src/worker/worker.ts";
import { activeRun, enqueue, history, readRun } from "../sql/engine.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = useDatabase();
const settings = loadSettings({
  PROVOST_LOGGING_LEVEL: "CRITICAL",
  PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "1",
  PROVOST_DISPATCH_POLL_SECONDS: "0.2",
});
const errors: unknown[] = [];
const onError = (error: unknown) => errors.push(error);
let listener: Listener;
let services: Services;
let workers: Worker[] = [];

beforeEach(() => {
  errors.length = 0;
  listener = createListener(database.connection, { onError });
  services = startServices({ pool: database.pool, listener, settings, onError });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await services.stop();
  await listener.close();
  await clock.reset(database.pool);
});

async function serve(...flows: FlowDefinition[]): Promise<Worker> {
  for (const each of flows) {
    const deployment = (each as ReturnType<typeof flow>).toDeployment({ name: "local" });
    await deployDefinition(database.pool, deployment);
  }
  const worker = await startWorker({
    pool: database.pool,
    connection: database.connection,
    listener,
    settings,
    workPool: "default",
    limit: 10,
    served: new Map(flows.map((each) => [`${each.name}/local`, each])),
    onError,
    onLost: () => onError(new Error("lost")),
  });
  workers.push(worker);
  return worker;
}

const start = (deployment: string): Promise<string> => enqueue(database.pool, { deployment });

const untilState = (id: string, name: string) =>
  eventually(async () => expect((await readRun(database.pool, id)).state_name).toBe(name), {
    within: 20,
  });

describe("a flow that sleeps for two days", () => {
  it("holds no worker meanwhile, and goes on with another one", async () => {
    const calls: string[] = [];
    const step = task({ name: "step" }, async (name: string) => void calls.push(name));
    const slow = flow({ name: "slow" }, async () => {
      await step("before");
      await sleep({ days: 2 });
      await step("after");
      return flowRun.runCount;
    });
    const first = await serve(slow);
    const id = await start("slow/local");
    await untilState(id, "Sleeping");
    expect(await activeRun(database.pool, id)).toBeUndefined();
    expect(first.running).toBe(0);
    await serve(slow);
    await first.stop();
    workers = workers.filter((worker) => worker !== first);
    await clock.advance(database.pool, "2 days");
    await untilState(id, "Completed");
    expect(calls).toEqual(["before", "after"]);
    expect(await readRun(database.pool, id)).toMatchObject({ result: 1 });
    expect(await history(database.pool, id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Sleeping",
      "Pending",
      "Running",
      "Completed",
    ]);
    expect(errors).toEqual([]);
  });
});

describe("a flow that waits for another run", () => {
  it("goes on with its result as soon as it has ended", async () => {
    const release = Promise.withResolvers<string>();
    const other = flow({ name: "other" }, () => release.promise);
    let otherId = "";
    const watch = flow({ name: "watch" }, async () => {
      const { state } = await waitForFlowRun(otherId, { timeoutSeconds: 3600 });
      return state.data;
    });
    await serve(other, watch);
    otherId = await start("other/local");
    const id = await start("watch/local");
    await untilState(id, "AwaitingFlowRun");
    release.resolve("its result");
    await untilState(id, "Completed");
    expect(await readRun(database.pool, id)).toMatchObject({ result: "its result" });
  });
});
