import { hostname } from "node:os";
import { call } from "../db/call.ts";
import { type ClaimedFlowRun, functions } from "../db/functions.ts";
import { type Connection, createPool, ownSessionName, type Pool } from "../db/pool.ts";
import type { Listener } from "../db/listen.ts";
import { GroupCommit } from "../engine/groupCommit.ts";
import { createRunServices, type RunServices } from "../engine/runServices.ts";
import { DatabaseStore } from "../engine/databaseStore.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import type { Settings } from "../settings/settings.ts";
import { version } from "../version.ts";
import { answerTimeoutSeconds } from "./answerTimeout.ts";
import { FlowLoader } from "./flowLoader.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";
import { type HintRunner, startHintRunner } from "./hintRunner.ts";
import { InlineExecutor } from "./inlineExecutor.ts";
import { ProcessExecutor } from "./processes/processExecutor.ts";
import type { RunExecutor } from "./runExecutor.ts";

export interface WorkerOptions {
  pool: Pool;
  /** A direct connection; the worker opens further ones of its own with it. */
  connection: Connection;
  listener: Listener;
  settings: Settings;
  workPool: string;
  /** Only runs of these queues of the pool. Default: all of them. */
  workQueues?: readonly string[];
  /** How many runs may execute at the same time. */
  limit: number;
  /** Whether runs share this process, or have each one of their own. Default `inline`. */
  isolation?: "inline" | "process";
  name?: string;
  /** Flows of this process by the full names of their deployments. */
  served?: ReadonlyMap<string, FlowDefinition>;
  onError: (error: unknown) => void;
  /** The worker was declared dead while it was frozen or cut off; it has stopped everything. */
  onLost: () => void;
}

export interface Worker {
  readonly id: string;
  readonly name: string;
  /** How many runs it holds now. */
  readonly running: number;
  /** Lets runs end within the grace period, hands back the others, says goodbye. */
  stop(): Promise<void>;
}

/** Starts a worker: from now on it takes runs of its pool and executes them. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, settings, workPool, workQueues, limit } = options;
  const name = options.name ?? `${hostname()}-${process.pid}`;
  const id = await call(pool, functions.registerWorker, {
    workPool,
    name,
    kind: "worker",
    concurrencyLimit: limit,
    version,
    workQueues,
    sessionName: ownSessionName(pool),
  });
  const hintTask = await call(pool, functions.hintTask, {
    workPool,
    workQueues: workQueues ?? null,
  });
  return new RunningWorker(id, name, options, settings).begin(hintTask);
}

class RunningWorker implements Worker {
  readonly id: string;
  readonly name: string;
  readonly #options: WorkerOptions;
  readonly #settings: Settings;
  readonly #executor: RunExecutor;
  readonly #services: RunServices;
  readonly #claims: GroupCommit<undefined, ClaimedFlowRun | undefined>;
  readonly #hintPool: Pool;
  #heartbeat: Heartbeat | undefined;
  #hints: HintRunner | undefined;
  #isLost = false;
  #busy = 0;

  constructor(id: string, name: string, options: WorkerOptions, settings: Settings) {
    this.id = id;
    this.name = name;
    this.#options = options;
    this.#settings = settings;
    this.#services = createRunServices(
      new DatabaseStore(options.pool, id, options.connection),
      settings.logging,
      settings,
    );
    this.#executor =
      options.isolation === "process"
        ? new ProcessExecutor({ ...options, workerId: id, services: this.#services })
        : new InlineExecutor(new FlowLoader(options.served), this.#services);
    this.#claims = new GroupCommit({
      run: (batch) => this.#claim(batch.length),
      lanes: 3,
      mostEntries: 100,
    });
    this.#hintPool = createPool(options.connection, {
      applicationName: `provost hints ${id}`,
      size: 6,
      answerTimeoutSeconds: answerTimeoutSeconds(settings),
      serverOptions: { synchronous_commit: "off", idle_in_transaction_session_timeout: "5s" },
      onError: options.onError,
    });
  }

  get running(): number {
    return this.#services.held.size;
  }

  begin(hintTask: string): Worker {
    const { connection, listener, limit, onError } = this.#options;
    const { heartbeatSeconds, leaseSeconds } = this.#settings.worker;
    this.#heartbeat = startHeartbeat({
      connection,
      workerId: this.id,
      heartbeatSeconds,
      leaseSeconds,
      held: this.#services.held,
      onLost: () => this.#giveUp(),
      onError,
    });
    listener.subscribe("provost_cancel", {
      onNotification: (flowRunId) => this.#services.held.stop(flowRunId, "cancelled"),
    });
    listener.subscribe("provost_suspend", {
      onNotification: (flowRunId) => this.#services.held.suspend(flowRunId),
    });
    listener.subscribe("provost_wait", {
      onNotification: (flowRunId) => this.#services.held.wake(flowRunId),
    });
    this.#hints = startHintRunner({
      pool: this.#hintPool,
      task: hintTask,
      concurrency: limit,
      attach: (graphilePoolId) =>
        call(this.#options.pool, functions.attachWorker, { workerId: this.id, graphilePoolId }),
      onHint: () => this.#takeOne(),
      onError,
    });
    return this;
  }

  /** One hint: claims the best run that is due, if there is still one, and executes it. */
  async #takeOne(): Promise<void> {
    // While a runner is rebuilt, the hints of the old one may still be at work.
    if (this.#busy >= this.#options.limit) return;
    this.#busy++;
    try {
      const run = await this.#claims.add(undefined);
      if (run) await this.#executor.execute(run);
    } catch (error) {
      // The hint has done its duty; what it stood for is counted again.
      this.#options.onError(error);
    } finally {
      this.#busy--;
    }
  }

  async #claim(count: number): Promise<(ClaimedFlowRun | undefined)[]> {
    const { pool, workPool, workQueues = null } = this.#options;
    const runs = await call(pool, functions.claimFlowRuns, {
      workPool,
      workQueues: workQueues && [...workQueues],
      workerId: this.id,
      count,
    });
    return Array.from({ length: count }, (_none, index) => runs[index]);
  }

  /** The database has given the runs of this worker to others. */
  #giveUp(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.onLost();
  }

  async stop(): Promise<void> {
    const { pool, onError } = this.#options;
    const graceMilliseconds = this.#isLost ? 0 : this.#settings.worker.shutdownGraceSeconds * 1000;
    if (!this.#isLost) {
      await call(pool, functions.drainWorker, { workerId: this.id }).catch(onError);
    }
    const hintsStopped = this.#hints?.stop(graceMilliseconds + 2000);
    if (!(await this.#services.held.untilNone(graceMilliseconds))) {
      this.#services.held.stopAll(this.#isLost ? "lost" : "drain");
      await this.#services.held.untilNone(1000);
    }
    await this.#executor.close();
    await this.#services.close();
    await this.#heartbeat?.stop();
    if (!this.#isLost) {
      await call(pool, functions.endWorker, { workerId: this.id }).catch(onError);
    }
    await hintsStopped;
    await this.#hintPool.end();
  }
}
