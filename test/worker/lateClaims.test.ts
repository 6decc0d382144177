import { expect, it } from "vitest";
import { createPool } from "../../src/db/pool.ts";
import { flow } from "../../src/flow/flow.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import { startLossyProxy } from "../crash/lossyProxy.ts";
import { cancel, enqueue, readRun } from "../sql/engine.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const leaseSeconds = onThisMachine(1);
const workers = useWorkers(database, {
  PROVOST_WORKER_HEARTBEAT_SECONDS: String(leaseSeconds / 5),
  PROVOST_WORKER_LEASE_SECONDS: String(leaseSeconds),
});

const stateOf = async (id: string) => (await readRun(database.pool, id)).state_type;

it("executes nothing of which it hears so late that it has gone back, and the rest", async () => {
  await using proxy = await startLossyProxy(database.connection);
  const pool = createPool(proxy.connection);
  const executed: string[] = [];
  const late = flow({ name: "late" }, async () => {
    executed.push(flowRun.id);
  });
  const worker = await workers.serve([late], { pool });
  try {
    const first = await enqueue(database.pool, { deployment: "late/local" });
    await eventually(async () => (await readRun(database.pool, first)).state_name === "Completed");
    // The claim takes a connection that is there: one that is opened would hear nothing either.
    await eventually(() => pool.idleCount > 0 && pool.idleCount === pool.totalCount);
    proxy.hold();
    const moved = await enqueue(database.pool, { deployment: "late/local" });
    await eventually(async () => (await readRun(database.pool, moved)).state_name === "Running");
    // Its beats reach the database, and do not name the run.
    await database.pool.query(
      "update provost.work_pools set is_paused = true where name = 'default'",
    );
    await eventually(async () => (await readRun(database.pool, moved)).state_type === "SCHEDULED");
    await cancel(database.pool, moved);
    proxy.letGo();
    await database.pool.query(
      "update provost.work_pools set is_paused = false where name = 'default'",
    );
    const last = await enqueue(database.pool, { deployment: "late/local" });
    await eventually(() => executed.includes(last));
    expect(executed).toEqual([first, last]);
  } finally {
    proxy.letGo();
    await worker.stop();
    await pool.end();
  }
});

it("executes a called flow of which it hears so late that it has gone back once, when it has it again", async () => {
  await using proxy = await startLossyProxy(database.connection);
  const pool = createPool(proxy.connection);
  const epochs: number[] = [];
  const child = flow({ name: "late-child" }, async () => {
    const { epoch } = await readRun(database.pool, flowRun.id);
    epochs.push(epoch);
  });
  const opened = Promise.withResolvers<void>();
  const isReady = Promise.withResolvers<void>();
  const parent = flow({ name: "late-parent" }, async () => {
    isReady.resolve();
    await opened.promise;
    await child();
  });
  const worker = await workers.serve([parent], { pool });
  try {
    const id = await enqueue(database.pool, { deployment: "late-parent/local" });
    await isReady.promise;
    // Connections for whatever is asked: one that is opened would hear nothing.
    await Promise.all(Array.from({ length: 6 }, () => pool.query("select pg_sleep(0.1)")));
    await eventually(() => pool.idleCount > 4 && pool.idleCount === pool.totalCount);
    proxy.hold();
    opened.resolve();
    let childId = "";
    await eventually(async () => {
      const { rows } = await database.pool.query<{ id: string }>(
        "select id from provost.flow_runs where parent_flow_run_id = $1 and state_type = 'RUNNING'",
        [id],
      );
      childId = rows[0]?.id ?? "";
      return childId !== "";
    });
    await eventually(async () => (await stateOf(childId)) === "SCHEDULED");
    proxy.letGo();
    await eventually(async () => (await stateOf(id)) === "COMPLETED");
    expect(epochs).toEqual([(await readRun(database.pool, childId)).epoch]);
  } finally {
    proxy.letGo();
    await worker.stop();
    await pool.end();
  }
});
