import { call } from "../db/call.ts";
import { createListener } from "../db/listen.ts";
import { planMigrations } from "../db/migrate.ts";
import { type Connection, createPool } from "../db/pool.ts";
import { MigrationFailed } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { waitAtMost } from "../waitAtMost.ts";
import type { GraphqlApi } from "./graphql/openGraphql.ts";
import { createLiveRuns } from "./liveRuns.ts";
import { operatorAccess, statementTimeoutMilliseconds } from "./operatorAccess.ts";
import { maxRequestBytes } from "./routes.ts";
import { serverFunctions } from "../db/serverFunctions.ts";
import type { ServerLog } from "./serverLog.ts";
import type { Websockets } from "./websockets.ts";

export interface BackendOptions {
  /** Direct: the server listens for notifications, and sets limits when a connection starts. */
  connection: Connection;
  settings: Pick<Settings, "server" | "database">;
  log: ServerLog;
}

/** What answers requests, apart from the port at which they come in. */
export interface Backend {
  api: GraphqlApi;
  websockets: Websockets;
  /** Throws while the database does not answer. */
  checkReady(): Promise<void>;
  close(): Promise<void>;
}

const readySeconds = 2;
const farewellMilliseconds = 1000;

/** Throws `DatabaseUnreachable`, `VersionTooNew` or `MigrationFailed`. */
export async function openBackend({ connection, settings, log }: BackendOptions): Promise<Backend> {
  const modules = loadModules();
  modules.catch(() => {}); // in case that something else fails first
  await refuseUnmigrated(connection);
  const access = await operatorAccess(connection);
  if (access.warning) log.warn({}, access.warning);
  const pool = createPool(access.connection, {
    applicationName: "provost graphql",
    size: settings.database.poolSize,
    // PostgreSQL's own limit comes first; this one is for a server that has gone silent.
    answerTimeoutSeconds: (2 * statementTimeoutMilliseconds) / 1000,
    onError: (error) => log.warn({ err: error }, "A database connection was lost"),
  });
  const listener = createListener(connection, {
    onError: (error) => log.warn({ err: error }, "Cannot listen for changes; polling goes on"),
  });
  const liveRuns = createLiveRuns({ pool, listener, log });
  const close = async (): Promise<void> => {
    // Not for long for a database that does not answer.
    await waitAtMost(farewellMilliseconds, liveRuns.close());
    await listener.close();
    await waitAtMost(farewellMilliseconds, pool.end());
  };
  try {
    const [{ openGraphql }, { openWebsockets }] = await modules;
    const api = await openGraphql({ pool, liveRuns, settings: settings.server, log });
    const websockets = openWebsockets({
      graphql: api.websocketOptions,
      ping: {
        intervalSeconds: settings.server.websocketPingIntervalSeconds,
        timeoutSeconds: settings.server.websocketPingTimeoutSeconds,
      },
      maxMessageBytes: maxRequestBytes,
      log,
    });
    return {
      api,
      websockets,
      async checkReady() {
        const patience = { timeoutSeconds: readySeconds, retrySeconds: 0 };
        await call(pool, serverFunctions.flowRunVersions, { flowRunIds: [] }, patience);
      },
      async close() {
        await websockets.close();
        await api.release();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Loads what takes longest to load, a third of a second; may be called ahead of time. */
export function loadModules() {
  // Graphile's packages read it when they are loaded, and warn when it is missing.
  process.env["GRAPHILE_ENV"] ??= "production";
  return Promise.all([import("./graphql/openGraphql.ts"), import("./websockets.ts")]);
}

async function refuseUnmigrated(connection: Connection): Promise<void> {
  const { pending } = await planMigrations(connection);
  if (pending.length === 0) return;
  throw new MigrationFailed(`The database lacks ${pending.length} migrations`, {
    detail: `Pending: ${pending.join(", ")}.`,
    hint: "Bring it up to date first: provost migrate.",
  });
}
