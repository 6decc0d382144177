import { createServer, type Server } from "node:http";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type Database, openDatabase } from "./db/openDatabase.ts";
import { describeConnection } from "./db/pool.ts";
import { deployDefinition } from "./engine/flows/deployDefinition.ts";
import { listenOn } from "./listenOn.ts";
import { createLog } from "./log.ts";
import { removeServerFile, writeServerFile } from "./serverFile.ts";
import { loadSettings, type Settings } from "./settings/settings.ts";
import { StopSignals } from "./stopSignals.ts";
import { answerTimeoutSeconds } from "./worker/answerTimeout.ts";
import type { WorkerProcess } from "./worker/workerProcess.ts";

export interface StartOptions {
  host?: string;
  port?: number;
  /** Whether to deploy the examples. Default true. */
  examples?: boolean;
  /** Whether to start a worker, too. Default true. */
  worker?: boolean;
  /** Whether to run the services. Default true; a worker always runs them. */
  services?: boolean;
}

/**
 * Everything in one process: the database (embedded unless DATABASE_URL is set), migrations, the
 * GraphQL server, a worker with all services, and the examples. Runs until Ctrl-C or SIGTERM.
 */
export async function startEverything(options: StartOptions = {}): Promise<void> {
  const settings = loadSettings();
  const log = createLog(settings);
  for (const warning of settings.warnings) log.warn(warning);
  // The slow imports go on while the database starts.
  const serverModule = import("./server/startServer.ts").then(async (module) => {
    await module.preloadServer();
    return module;
  });
  const workerModule = import("./worker/workerProcess.ts");
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
    onError: (error) => log.error({ err: error }),
  });
  const signals = new StopSignals();
  const stops: (() => Promise<void>)[] = [async () => signals.close(), () => database.close()];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    const { startServer } = await serverModule;
    const server = await startServer({
      connection: database.connection,
      settings,
      log,
      ...(options.host !== undefined && { host: options.host }),
      ...(options.port !== undefined && { port: options.port }),
    });
    stops.push(() => server.close());
    writeServerFile(settings.home, server.url);
    stops.push(async () => removeServerFile(settings.home));
    const { startWorkerProcess, startServicesAlone } = await workerModule;
    const worker =
      options.worker === false
        ? undefined
        : await startWorkerProcess({ database, settings, whenLost: "restart" });
    const busy =
      worker ??
      (options.services === false ? undefined : startServicesAlone({ database, settings }));
    if (busy) stops.push(() => busy.stop());
    if (options.examples !== false) await deployExamples(database);
    process.stdout.write(
      welcome({ url: server.url, database, worker, settings, examples: options.examples }),
    );
    await signals.stopAtFirst(stopAll, worker?.failed);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** What plans, dispatches and tidies up, without a server. Runs until Ctrl-C or SIGTERM. */
export async function startServicesOnly(): Promise<void> {
  const settings = loadSettings();
  const log = createLog(settings);
  for (const warning of settings.warnings) log.warn(warning);
  const { startServicesAlone } = await import("./worker/workerProcess.ts");
  const database = await openDatabase({
    settings,
    answerTimeoutSeconds: answerTimeoutSeconds(settings),
    onError: (error) => log.error({ err: error }),
  });
  const signals = new StopSignals();
  const services = startServicesAlone({ database, settings });
  const answering = await answerThatItRuns();
  writeServerFile(settings.home, answering.url, "services");
  log.info("The services run. Ctrl-C stops them.");
  await signals.stopAtFirst(async () => {
    removeServerFile(settings.home, "services");
    answering.server.close();
    await services.stop();
    await database.close();
  });
}

/** By this `provost server services stop` knows the process from another of the same number. */
async function answerThatItRuns(): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => response.end('{"status":"ready"}\n'));
  const port = await listenOn(server, "127.0.0.1", 0);
  return { server: server.unref(), url: `http://127.0.0.1:${port}` };
}

async function deployExamples(database: Database): Promise<void> {
  const { deployments } = await import("./examples/deployments.ts");
  for (const { definition, file, exportName } of deployments) {
    const entrypoint = `${fileURLToPath(file)}:${exportName}`;
    await deployDefinition(database.pool, definition, entrypoint);
  }
}

interface Started {
  url: string;
  database: Database;
  worker: WorkerProcess | undefined;
  settings: Settings;
  examples: boolean | undefined;
}

function welcome({ url, database, worker, settings, examples = true }: Started): string {
  const { embedded } = database;
  const connection = embedded?.connectionString ?? describeConnection(settings.database.url ?? "");
  // What is redacted cannot be pasted.
  const psql = embedded ? `psql '${embedded.connectionString}'` : 'psql "$DATABASE_URL"';
  const provost =
    basename(process.argv[1] ?? "") === "bin.js" ? "npm run -s provost --" : "provost";
  const pages = settings.server.hasPages ? `   (try it at ${url}/graphiql)` : "";
  const commands = examples
    ? [
        `${provost} deployment run etl/local -p source=src/examples/data/planets.csv --watch`,
        `${psql} -c "insert into provost.flow_runs (deployment, parameters) values ('etl/local', '{\\"source\\": \\"src/examples/data/planets.csv\\"}') returning id"`,
        `${provost} flow-run ls`,
      ]
    : [
        `${provost} deploy FILE:EXPORT --name NAME`,
        ...(worker ? [] : [`${provost} worker start --pool default`]),
        `${provost} deployment run FLOW/NAME --watch`,
      ];
  return `
Provost is up.

  GraphQL      ${url}/graphql${pages}
  PostgreSQL   ${connection}
  Worker       ${worker ? `${worker.worker.name}, takes runs of the pool "default"` : "none here"}

Try, in another terminal:

${commands.map((line) => `  ${line}`).join("\n")}

Ctrl-C stops everything.
`;
}
