import { afterAll } from "vitest";
import { createPool } from "../../src/db/pool.ts";
import { withDatabase } from "../support/database.ts";
import { type FaultServer, startFaultServer } from "./faultServer.ts";
import { chooseSeed } from "./random.ts";
import { Stage } from "./stage.ts";
import { fastLease, killAllWorkers } from "./workerProcess.ts";

let faultServer: Promise<FaultServer> | undefined;

// Also when a test has run out of time.
afterAll(async () => {
  killAllWorkers();
  await (await faultServer)?.[Symbol.asyncDispose]();
});

const tell = (line: string): void => console.info(line);

/** Plays in a database of its own, with workers that beat fast. The seed is printed. */
export async function onStage(
  play: (stage: Stage) => Promise<void>,
  lease = fastLease,
): Promise<void> {
  await withDatabase({}, async ({ pool, connection }) => {
    const seed = chooseSeed();
    await using stage = await Stage.open({ pool, connection, seed, lease, tell });
    await play(stage);
  });
}

/** The same on a server of this file's own, which may be crashed. */
export async function onFaultServer(
  play: (stage: Stage, server: FaultServer) => Promise<void>,
  lease = fastLease,
): Promise<void> {
  const server = await (faultServer ??= startFaultServer({ fsync: "off" }));
  const connection = await server.anotherDatabase();
  const pool = createPool(connection, { applicationName: "test", onError: () => {} });
  try {
    const seed = chooseSeed();
    await using stage = await Stage.open({ pool, connection, seed, lease, tell });
    await play(stage, server);
  } finally {
    await pool.end();
  }
}
