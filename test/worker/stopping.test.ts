import { describe, expect, it, onTestFinished } from "vitest";
import { createListener } from "../../src/db/listen.ts";
import { createPool } from "../../src/db/pool.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { flow } from "../../src/flow/flow.ts";
import { task } from "../../src/flow/task.ts";
import { startServices } from "../../src/services/startServices.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { waitAtMost } from "../../src/waitAtMost.ts";
import { startWorker } from "../../src/worker/worker.ts";
import { type LossyProxy, startLossyProxy } from "../crash/lossyProxy.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const settings = loadSettings({
  PROVOST_LOGGING_LEVEL: "CRITICAL",
  PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "1",
});
const onError = () => {};
// Those that are not cut off see to it that runs start.
useWorkers(database);

/** Sessions of a database that can be taken away. */
async function severable() {
  const proxy = await startLossyProxy(database.connection);
  const { connection } = proxy;
  const pool = createPool(connection);
  const listener = createListener(connection, { onError });
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    await listener.close();
    await waitAtMost(5000, pool.end());
  });
  return { proxy, connection, pool, listener };
}

/** A worker that has a run whose task is over, but for its record: that waits for `goOn`. */
async function startWork({ pool, connection, listener }: Awaited<ReturnType<typeof severable>>) {
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const work = task({ name: "work" }, async () => {
    begun.resolve();
    await goOn.promise;
  });
  const busy = flow({ name: "busy" }, async () => await work());
  await deployDefinition(database.pool, busy.toDeployment({ name: "local" }));
  const lost = Promise.withResolvers<string>();
  const worker = await startWorker({
    pool,
    connection,
    listener,
    settings,
    workPool: "default",
    limit: 10,
    served: new Map([["busy/local", busy]]),
    onError,
    onLost: lost.resolve,
  });
  await database.pool.query("insert into provost.flow_runs (deployment) values ('busy/local')");
  await begun.promise;
  return { worker, goOn, lost: lost.promise };
}

/** Whoever works asks in vain by now. */
const untilInVain = (proxy: LossyProxy, times: number) =>
  eventually(() => proxy.refused >= times, { within: 30 });

/** Sooner than calls are given up that are tried again and again, which they are for 60 s. */
const stopsSoon = (stopping: Promise<void>) =>
  waitAtMost(Math.min(onThisMachine(40_000), 55_000), stopping);

describe("while the database is away", () => {
  it("services stop at once", async () => {
    const sessions = await severable();
    const services = startServices({ ...sessions, settings, onError });
    await sessions.listener.subscribe("any", { onNotification: () => {} }).ready;
    sessions.proxy.cut();
    await untilInVain(sessions.proxy, 8);
    expect(await stopsSoon(services.stop())).toBe(true);
  });

  it("a worker stops soon, though it cannot record what it has done", async () => {
    const sessions = await severable();
    const { worker, goOn } = await startWork(sessions);
    sessions.proxy.cut();
    goOn.resolve();
    await untilInVain(sessions.proxy, 8);
    expect(await stopsSoon(worker.stop())).toBe(true);
  });
});

describe("a worker that was declared dead", () => {
  it("stops soon, though what it has done is cut off again and again", async () => {
    const sessions = await severable();
    const { worker, goOn, lost } = await startWork(sessions);
    await eventually(async () => {
      const { rows } = await database.pool.query<{ reaped: boolean }>(
        `select provost_private.reap_worker(id, heartbeat_count) as reaped from provost.workers
         where id = $1`,
        [worker.id],
      );
      return rows[0]?.reaped;
    });
    await lost;
    sessions.proxy.cut();
    goOn.resolve();
    await untilInVain(sessions.proxy, 4);
    expect(await stopsSoon(worker.stop())).toBe(true);
  });
});
