import { hostname } from "node:os";
import { call } from "../db/call.ts";
import { type ClaimedFlowRun, functions } from "../db/functions.ts";
import { toleratingSecondRelease } from "../db/graphileWorker.ts";
import { type Connection, createPool, ownSessionName, type Pool } from "../db/pool.ts";
import { poolerBetween } from "../db/poolerBetween.ts";
import type { Listener } from "../db/listen.ts";
import { stillHeld } from "../engine/flows/lateClaims.ts";
import { GroupCommit } from "../engine/store/groupCommit.ts";
import { createRunServices, type RunServices } from "../engine/store/runServices.ts";
import { DatabaseStore } from "../engine/store/databaseStore.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import { isChosen } from "../services/chosen.ts";
import type { Settings } from "../settings/settings.ts";
import { version } from "../version.ts";
import { waitAtMost } from "../waitAtMost.ts";
import { answerTimeoutSeconds, goodbye, goodbyeSeconds } from "./answerTimeout.ts";
import { FlowLoader } from "./flowLoader.ts";
import { type HealthReport, WorkerHealth } from "./health.ts";
import { type Heartbeat, type ReadyHeartbeat, readyHeartbeat } from "./heartbeat.ts";
import { type HintRunner, startHintRunner } from "./hintRunner.ts";
import { InlineExecutor } from "./inlineExecutor.ts";
import { ProcessExecutor } from "./processes/processExecutor.ts";
import type { RunExecutor } from "./runExecutor.ts";
import { SuspectIsolation } from "./suspectIsolation.ts";

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
  /**
   * It was declared dead while it was frozen or cut off, or hears of nothing and cannot help it;
   * it has stopped everything. Told once, with the reason.
   */
  onLost: (reason: string) => void;
}

export interface Worker {
  readonly id: string;
  readonly name: string;
  /** How many runs it holds now. */
  readonly running: number;
  health(): HealthReport;
  /**
   * Lets runs end within the grace period, or until `hurry` is aborted, hands back the others, and
   * says goodbye. Once is enough.
   */
  stop(hurry?: AbortSignal): Promise<void>;
}

/** After so long without an answer, what is asked of the database is given up. */
const answerSeconds = 30;
/** Longer than an answer may take, and than the longest pause before connecting again. */
const mostSilentSeconds = 90;
/** How long hints wait for the doorbell to be heard; they come without it as well. */
const mostDeafMilliseconds = 5000;
const declaredDead =
  "was declared dead while it did not respond. Its runs were given to others; what it still " +
  "writes is refused.";
const silent = `has heard of nothing for ${mostSilentSeconds} s, not even of an error.`;

/** Starts a worker: from now on it takes runs of its pool and executes them. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, connection, settings, workPool, workQueues, limit } = options;
  const name = options.name ?? `${hostname()}-${process.pid}`;
  const pooler = await poolerBetween(connection);
  if (pooler) options.onError(pooler);
  const heartbeat = await readyHeartbeat();
  try {
    const hintTask = await call(pool, functions.hintTask, {
      workPool,
      workQueues: workQueues ?? null,
    });
    const id = await call(pool, functions.registerWorker, {
      workPool,
      name,
      kind: "worker",
      concurrencyLimit: limit,
      version,
      workQueues,
      sessionName: ownSessionName(pool),
    });
    return new RunningWorker(id, name, options, settings).begin(heartbeat, hintTask);
  } catch (error) {
    await heartbeat.drop();
    throw error;
  }
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
  readonly #health: WorkerHealth;
  /** Aborted when what cannot be sent now is not tried again. */
  readonly #givingUp = new AbortController();
  #silence: NodeJS.Timeout | undefined;
  #silentSeconds = 0;
  #isLost = false;
  #isStopping = false;
  #stopped: Promise<void> | undefined;
  #busy = 0;
  #hasBacklog = false;
  /** How many workers of the pool hear what it hears. */
  #peers = 1;
  #placeless: (() => void)[] = [];

  constructor(id: string, name: string, options: WorkerOptions, settings: Settings) {
    this.id = id;
    this.name = name;
    this.#options = options;
    this.#settings = settings;
    this.#services = createRunServices(
      new DatabaseStore(options.pool, id, {
        connection: options.connection,
        signal: this.#givingUp.signal,
      }),
      settings.logging,
      settings,
    );
    this.#health = new WorkerHealth({ leaseSeconds: settings.worker.leaseSeconds });
    this.#executor = this.#createExecutor();
    this.#claims = new GroupCommit({
      run: (batch) => this.#claim(batch.length),
      lanes: 3,
      mostEntries: 100,
    });
    const hintPool = createPool(options.connection, {
      applicationName: `provost hints ${id}`,
      size: 6,
      answerTimeoutSeconds: answerTimeoutSeconds(settings),
      serverOptions: { synchronous_commit: "off", idle_in_transaction_session_timeout: "5s" },
      onError: options.onError,
    });
    this.#hintPool = toleratingSecondRelease(hintPool);
  }

  #createExecutor(): RunExecutor {
    const { pool, isolation, served, onError } = this.#options;
    const services = this.#services;
    const readsJobVariables = isolation === "process";
    const processes = new ProcessExecutor({
      ...this.#options,
      workerId: this.id,
      services,
      readsJobVariables,
    });
    if (isolation === "process") return processes;
    const inline = new InlineExecutor(new FlowLoader(served), services);
    const suspects = new SuspectIsolation({
      inline,
      processes,
      served,
      held: services.held,
      onLone: (flowRunId) =>
        call(pool, functions.noteLoneRun, { workerId: this.id, flowRunId }).catch(onError),
      timesOf: ({ crashCount, timeoutSeconds }) =>
        call(pool, functions.loneRunTimes, { crashCount, timeoutSeconds }),
      onError,
    });
    suspects.onOpen(() => this.#wakePlaceless());
    return suspects;
  }

  get running(): number {
    return this.#services.held.size;
  }

  health(): HealthReport {
    return this.#health.report();
  }

  begin(heartbeat: ReadyHeartbeat, hintTask: string): Worker {
    const { connection, listener, limit, onError } = this.#options;
    const { heartbeatSeconds, leaseSeconds } = this.#settings.worker;
    this.#heartbeat = heartbeat.start({
      connection,
      workerId: this.id,
      heartbeatSeconds,
      leaseSeconds,
      held: this.#services.held,
      onLost: () => this.#giveUp(declaredDead),
      onBeat: ({ peers = 1 }) => {
        this.#peers = peers;
        this.#health.beaten();
      },
      onError,
    });
    // In an idle system the first to hear of a run is the one that takes it; hints are for the rest.
    const bell = listener.subscribe("provost_doorbell", {
      onNotification: () => void (isChosen(this.#peers) && this.#fillPlace()),
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
      attach: async (graphilePoolId) => {
        // It rings for runs that wait for a first worker.
        await waitAtMost(mostDeafMilliseconds, bell.ready);
        await call(
          this.#options.pool,
          functions.attachWorker,
          { workerId: this.id, graphilePoolId },
          { retrySeconds: 0, timeoutSeconds: answerSeconds },
        );
      },
      onHint: () => this.#takeHint(),
      onError,
      onHeard: () => {
        this.#health.polled();
        this.#silentSeconds = 0;
      },
      // It has found out, said so, and tries again.
      onFailed: () => (this.#silentSeconds = 0),
    });
    this.#watchSilence();
    return this;
  }

  /** What neither hears nor finds out that it does not is beyond mending from within. */
  #watchSilence(): void {
    // Ticks, not time: a process that was frozen for long has not been silent.
    this.#silence = setInterval(() => {
      if (++this.#silentSeconds > mostSilentSeconds) this.#giveUp(silent);
    }, 1000);
    this.#silence.unref();
  }

  get #hasNoPlace(): boolean {
    return this.#busy >= this.#options.limit || this.#executor.isClosed === true;
  }

  #wakePlaceless(): void {
    for (const resolve of this.#placeless.splice(0)) resolve();
  }

  /**
   * One hint. While there is no place for a run it is kept, so that no more are fetched than this
   * worker has places: what looks free to the database may be between two runs.
   */
  async #takeHint(): Promise<void> {
    while (this.#hasNoPlace && !this.#isStopping) {
      await new Promise<void>((resolve) => this.#placeless.push(resolve));
    }
    await this.#fillPlace();
  }

  /**
   * Claims the best run that is due, if there is still one, and executes it; and then the next, for
   * as long as claims find all that they ask for. So runs that queue up need no hint each: hints
   * are for places where nothing runs.
   */
  async #fillPlace(): Promise<void> {
    if (this.#hasNoPlace || this.#isStopping) return;
    this.#busy++;
    try {
      do {
        const run = await this.#claims.add(undefined);
        if (!run) return;
        await this.#executor.execute(run);
      } while (this.#hasBacklog && !this.#isStopping && !this.#executor.isClosed);
    } catch (error) {
      // The hint has done its duty; what it stood for is counted again.
      this.#options.onError(error);
    } finally {
      this.#busy--;
      this.#placeless.shift()?.();
    }
  }

  async #claim(count: number): Promise<(ClaimedFlowRun | undefined)[]> {
    const { pool, workPool, workQueues = null } = this.#options;
    const askedAt = performance.now();
    // What was claimed without our hearing of it goes back after a lease.
    const claimed = await call(
      pool,
      functions.claimFlowRuns,
      { workPool, workQueues: workQueues && [...workQueues], workerId: this.id, count },
      { timeoutSeconds: answerSeconds },
    );
    // Where places are free, a run alone tells of no others: they would have come along, or hints.
    this.#hasBacklog = claimed.length === count && (count > 1 || this.#hasNoPlace);
    const runs = await stillHeld(this.#services.held, claimed, askedAt);
    return Array.from({ length: count }, (_none, index) =>
      this.#isLost ? undefined : runs[index],
    );
  }

  /** Others have the runs of this worker, or will have them soon. */
  #giveUp(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#health.offline();
    this.#services.held.stopAll("lost");
    this.#givingUp.abort();
    this.#options.onLost(reason);
  }

  stop(hurry?: AbortSignal): Promise<void> {
    return (this.#stopped ??= this.#stop(hurry));
  }

  async #stop(hurry: AbortSignal | undefined): Promise<void> {
    this.#isStopping = true;
    this.#wakePlaceless();
    clearInterval(this.#silence);
    this.#health.draining();
    const { pool, onError } = this.#options;
    const graceMilliseconds = this.#isLost ? 0 : this.#settings.worker.shutdownGraceSeconds * 1000;
    if (!this.#isLost) {
      await call(pool, functions.drainWorker, { workerId: this.id }, goodbye).catch(onError);
      // What a claim brings that began before the drain is held, and ends or goes back like the rest.
      await waitAtMost(graceMilliseconds, this.#claims.idle(), hurry);
    }
    const hintsStopped = this.#hints?.stop(graceMilliseconds + 2000);
    if (!(await this.#untilNoneIsHeld(graceMilliseconds, hurry))) {
      this.#services.held.stopAll(this.#isLost ? "lost" : "drain");
      await this.#services.held.untilNone(1000);
    }
    await this.#executor.close();
    await this.#sendTheRest();
    await this.#heartbeat?.stop();
    if (!this.#isLost) {
      await call(pool, functions.endWorker, { workerId: this.id }, goodbye).catch(onError);
    }
    this.#health.offline();
    if (!hurry?.aborted) await hintsStopped;
    await waitAtMost(goodbyeSeconds * 1000, this.#hintPool.end());
  }

  /** What cannot be sent soon never will be: the database is away, or refuses it. */
  async #sendTheRest(): Promise<void> {
    const sent = this.#services.close();
    if (await waitAtMost(this.#isLost ? 1000 : goodbyeSeconds * 1000, sent)) return;
    this.#givingUp.abort();
    await waitAtMost(1000, sent);
  }

  async #untilNoneIsHeld(milliseconds: number, hurry: AbortSignal | undefined): Promise<boolean> {
    if (hurry?.aborted) return this.running === 0;
    const hurried = new Promise<boolean>((resolve) => {
      hurry?.addEventListener("abort", () => resolve(this.running === 0), { once: true });
    });
    return await Promise.race([this.#services.held.untilNone(milliseconds), hurried]);
  }
}
