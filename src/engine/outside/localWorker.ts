import { hostname } from "node:os";
import { call } from "../../db/call.ts";
import { functions } from "../../db/functions.ts";
import { openDatabase } from "../../db/openDatabase.ts";
import type { Database } from "../../db/openDatabase.ts";
import { type Connection, ownSessionName } from "../../db/pool.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import type { State } from "../../flow/states/states.ts";
import { loadSettings } from "../../settings/settings.ts";
import type { Settings } from "../../settings/settings.ts";
import { version } from "../../version.ts";
import { waitAtMost } from "../../waitAtMost.ts";
import { DatabaseStore } from "../store/databaseStore.ts";
import type { HeldRuns } from "../flows/heldRuns.ts";
import { runFlowToEnd } from "../flows/runFlow.ts";
import { RunStopped } from "../flows/runStopped.ts";
import { createRunServices } from "../store/runServices.ts";
import type { RunServices } from "../store/runServices.ts";
import { stopOnSignal } from "./stopOnSignal.ts";
import { streamedFlow } from "../flows/streamedFlow.ts";

/** What tells the database that a worker lives, once it is started. */
interface ReadyHeartbeat {
  start(options: {
    connection: Connection;
    workerId: string;
    heartbeatSeconds: number;
    leaseSeconds: number;
    held: HeldRuns;
    onLost: () => void;
    onError: (error: Error) => void;
  }): { stop(): Promise<void> };
  drop(): Promise<void>;
}
/** Gets one ready; what the engine needs of `worker/`. */
export type GetHeartbeatReady = () => Promise<ReadyHeartbeat>;

/** How long the database is kept open for a next run. While it is open, the process lives on. */
const lingerMs = 200;
/** How long a process that is asked to end takes to say so of its runs. */
const stopMs = 2000;

/** This process as a worker that executes the runs which it starts itself. */
class LocalWorker {
  readonly services: RunServices;
  readonly #workerId: string;
  readonly #database: Database;
  readonly #heartbeat: { stop(): Promise<void> };
  readonly #stopping = new AbortController();
  /** Aborted when what cannot be sent now is not tried again. */
  readonly #givingUp = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  isLost = false;

  constructor(workerId: string, database: Database, settings: Settings, heartbeat: ReadyHeartbeat) {
    this.#workerId = workerId;
    this.#database = database;
    this.services = createRunServices(
      new DatabaseStore(database.pool, workerId, {
        connection: database.connection,
        signal: this.#givingUp.signal,
      }),
      settings.logging,
      settings,
    );
    const { echo, held } = this.services;
    const { heartbeatSeconds, leaseSeconds } = settings.worker;
    const { connection } = database;
    const say = (message: string) => echo("error", "This process", message);
    this.#heartbeat = heartbeat.start({
      connection,
      workerId,
      heartbeatSeconds,
      leaseSeconds,
      held,
      onLost: () => {
        this.isLost = true;
        say("was declared dead while it did not respond; its runs have been taken from it.");
      },
      onError: (error) => say(`could not report that it lives: ${error.message}`),
    });
  }

  async run(flow: FlowDefinition, parameters: unknown): Promise<State> {
    const { signal } = this.#stopping;
    const running = runFlowToEnd(flow, parameters, this.services, { signal });
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  /**
   * Ends the runs that are under way as Crashed, since no other process could continue them, and
   * those that are being started, as soon as they are.
   */
  async stopRuns(): Promise<void> {
    this.#stopping.abort(new RunStopped("drain"));
    this.services.held.stopAll("drain");
    await waitAtMost(stopMs, Promise.allSettled(this.#underWay));
    this.#givingUp.abort();
  }

  async close(): Promise<void> {
    await this.services.close();
    await this.#heartbeat.stop();
    if (!this.isLost) {
      const { signal } = this.#givingUp;
      await call(
        this.#database.pool,
        functions.endWorker,
        { workerId: this.#workerId },
        { signal },
      );
    }
    await this.#database.close();
  }
}

async function openLocalWorker(getHeartbeatReady: GetHeartbeatReady): Promise<LocalWorker> {
  const settings = loadSettings();
  const gettingReady = getHeartbeatReady();
  gettingReady.catch(() => {}); // told below
  const database = await openDatabase({ settings }).catch(async (error: unknown) => {
    await (await gettingReady).drop();
    throw error;
  });
  try {
    const heartbeat = await gettingReady;
    const workerId = await call(database.pool, functions.registerWorker, {
      workPool: "default",
      name: `${hostname()}-${process.pid}`,
      kind: "local",
      concurrencyLimit: settings.worker.limit,
      version,
      sessionName: ownSessionName(database.pool),
    });
    return new LocalWorker(workerId, database, settings, heartbeat);
  } catch (error) {
    await (await gettingReady).drop();
    await database.close();
    throw error;
  }
}

let current: Promise<LocalWorker> | undefined;
let runsUnderWay = 0;
let closeTimer: NodeJS.Timeout | undefined;
let ignoreSignals = () => {};
let isEnding = false;

/**
 * Runs a flow in this process, tracked in the database of the settings, and answers the state that
 * it ended in. The database is opened for the first run, and closed soon after the last.
 */
export async function runFlowLocally(
  flow: FlowDefinition,
  parameters: unknown,
  getHeartbeatReady: GetHeartbeatReady,
): Promise<State> {
  clearTimeout(closeTimer);
  if (runsUnderWay++ === 0) ignoreSignals = stopOnSignal(stopWorker);
  try {
    const worker = await openedWorker(getHeartbeatReady);
    if (isEnding) await new Promise(() => {});
    return await worker.run(flow, parameters);
  } finally {
    // What the caller would do now must not come before the goodbye.
    if (isEnding) await new Promise(() => {});
    runsUnderWay--;
    if (runsUnderWay === 0) {
      ignoreSignals();
      closeTimer = setTimeout(() => void closeWorker(), lingerMs);
    }
  }
}

/** The values of a flow whose function is a generator, which runs as above while they are used. */
export function streamFlowLocally(
  flow: FlowDefinition,
  parameters: unknown,
  getHeartbeatReady: GetHeartbeatReady,
): AsyncGenerator<unknown, void, undefined> {
  const { channel, definition } = streamedFlow(flow);
  return channel.consume(async () =>
    (await runFlowLocally(definition, parameters, getHeartbeatReady)).result(),
  );
}

async function openedWorker(getHeartbeatReady: GetHeartbeatReady): Promise<LocalWorker> {
  const opening = (current ??= openLocalWorker(getHeartbeatReady));
  try {
    const worker = await opening;
    if (!worker.isLost) return worker;
  } catch (error) {
    if (current === opening) current = undefined;
    throw error;
  }
  if (current === opening) current = undefined;
  return openedWorker(getHeartbeatReady);
}

async function stopWorker(): Promise<void> {
  isEnding = true;
  await (await current)?.stopRuns().catch(() => {});
  await closeWorker();
}

async function closeWorker(): Promise<void> {
  const closing = current;
  current = undefined;
  try {
    await (await closing)?.close();
  } catch {
    // The database is gone; there is nothing left to say goodbye to.
  }
}
