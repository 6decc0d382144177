import { expect, it } from "vitest";
import { HeldRuns } from "../../src/engine/flows/heldRuns.ts";
import { readyHeartbeat } from "../../src/worker/heartbeat.ts";
import { readRun, registerWorker, running } from "../sql/engine.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";

const database = useDatabase();

/** Keeps the event loop from turning. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it("gives back nothing that was claimed before a stall, until its worker could have heard of it", async () => {
  const { pool, connection } = database;
  const worker = await registerWorker(pool);
  const leaseSeconds = onThisMachine(1);
  let beats = 0;
  const heartbeat = (await readyHeartbeat()).start({
    connection,
    workerId: worker,
    heartbeatSeconds: leaseSeconds / 20,
    leaseSeconds,
    held: new HeldRuns(),
    onBeat: () => void beats++,
    onLost: () => {},
    onError: () => {},
  });
  try {
    await eventually(() => beats > 0);
    const run = await running(pool, {}, worker);
    block(leaseSeconds * 2000);
    const heard = beats;
    // Those that were sent meanwhile are told at the first turn; then come those after it.
    await eventually(() => beats > heard + 1);
    const told = beats;
    await eventually(() => beats > told + 1);
    expect(await readRun(pool, run.id)).toMatchObject({ state_type: "RUNNING", epoch: run.epoch });
    await eventually(async () => (await readRun(pool, run.id)).state_type === "SCHEDULED");
  } finally {
    await heartbeat.stop();
  }
});
