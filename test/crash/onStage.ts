import { afterAll } from "vitest";
import { createPool } from "../../src/db/pool.ts";
import { withDatabase } from "../support/database.ts";
import { type FaultServer, startFaultServer } from "./faultServer.ts";
import { chooseSeed } from "./random.ts";
import { Stage } from "./stage.ts";
import { fastLease, killAllWorkers } from "./workerProcess.ts";

// Also when a test has run out of time.
afterAll(killAllWorkers);

const tell = (line: string): void => console.info(line);

/** Plays in a database of its own, with workers that beat fast. The seed is printed. */
export async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  await withDatabase({}, async ({ pool, connection }) => {
    const seed = chooseSeed();
    await using stage = await Stage.open({ pool, connection, seed, lease: fastLease, tell });
    await play(stage);
  });
}

/** The same on a server of its own, which may be crashed. */
export async function onFaultServer(
  play: (stage: Stage, server: FaultServer) => Promise<void>,
): Promise<void> {
  await using server = await startFaultServer({ fsync: "off" });
  const { connection } = server;
  const pool = createPool(connection, { applicationName: "test", onError: () => {} });
  try {
    const seed = chooseSeed();
    await using stage = await Stage.open({ pool, connection, seed, lease: fastLease, tell });
    await play(stage, server);
  } finally {
    await pool.end();
  }
}
