import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createListener, type Listener } from "../../src/db/listen.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import type { flow } from "../../src/flow/flow.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { type Services, startServices } from "../../src/services/startServices.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { startWorker, type Worker, type WorkerOptions } from "../../src/worker/worker.ts";
import type { TestDatabase } from "../support/database.ts";

export interface WorkersUnderTest {
  /** What services and workers complained about, since the test began. */
  readonly errors: unknown[];
  /** Starts a worker of the pool `default`, unless the options say otherwise. */
  start(options?: Partial<WorkerOptions>): Promise<Worker>;
  /** Deploys flows as `local`, and starts a worker that has them. */
  serve(
    flows: readonly FlowDefinition[],
    options?: Partial<WorkerOptions>,
    deployment?: object,
  ): Promise<Worker>;
  /** Ends what keeps runs moving, and leaves it to the workers. */
  stopServices(): Promise<void>;
}

/** Services and workers in this process, anew for each test or once for all of a file. */
export function useWorkers(
  database: TestDatabase,
  env: Record<string, string> = {},
  { per = "test" }: { per?: "test" | "file" } = {},
): WorkersUnderTest {
  const settings = loadSettings({
    PROVOST_LOGGING_LEVEL: "CRITICAL",
    PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "1",
    ...env,
  });
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const workers: Worker[] = [];
  let listener: Listener;
  let services: Services;
  const [before, after] = per === "test" ? [beforeEach, afterEach] : [beforeAll, afterAll];

  before(() => {
    const { pool, connection } = database;
    errors.length = 0;
    listener = createListener(connection, { onError });
    services = startServices({ pool, listener, settings, onError });
  });
  after(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    await services.stop();
    await listener.close();
  });

  async function start(options: Partial<WorkerOptions> = {}): Promise<Worker> {
    const { pool, connection } = database;
    const worker = await startWorker({
      pool,
      connection,
      listener,
      settings,
      workPool: "default",
      limit: 10,
      onError,
      onLost: () => onError(new Error("lost")),
      ...options,
    });
    workers.push(worker);
    return worker;
  }
  return {
    errors,
    start,
    async serve(flows, options = {}, deployment = {}) {
      for (const each of flows as readonly ReturnType<typeof flow>[]) {
        const definition = each.toDeployment({ name: "local", ...deployment });
        await deployDefinition(database.pool, definition);
      }
      const served = new Map(flows.map((each) => [`${each.name}/local`, each]));
      return await start({ served, ...options });
    },
    stopServices: () => services.stop(),
  };
}
