/// <reference lib="esnext.disposable" preserve="true" />
import { call } from "../db/call.ts";
import { cliFunctions } from "../db/cliFunctions.ts";
import { functions } from "../db/functions.ts";
import { type Connection, createPool, type Pool } from "../db/pool.ts";
import { deployDefinition } from "../engine/flows/deployDefinition.ts";
import type {
  DeploymentDefinition,
  DeploymentOptions,
} from "../flow/deployments/deploymentDefinition.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";
import { loadSettings } from "../settings/settings.ts";
import { clock } from "./clock.ts";
import { InlineWorker } from "./inlineWorker.ts";
import { readRun, type TestRun } from "./testRun.ts";
import { cloneDatabase, dropDatabase, inDatabase, toUrl } from "./template.ts";
import type { TestServer } from "./testServer.ts";

/** Any flow, whatever it takes and returns. */
interface AnyFlow {
  toDeployment(options: DeploymentOptions): DeploymentDefinition;
}

/** A run that asks its clock for more than this many moments is taken to wait for ever. */
const mostSkips = 1000;

/** A database of a test, and a worker that does what is due in it when it is told to. */
export class TestProvost implements AsyncDisposable {
  /** For `DATABASE_URL` of processes that a test starts. */
  readonly url: string;
  readonly pool: Pool;
  readonly #server: TestServer;
  readonly #name: string;
  readonly #worker: InlineWorker;

  private constructor(server: TestServer, name: string, connection: Connection) {
    this.#server = server;
    this.#name = name;
    this.url = toUrl(connection);
    this.pool = createPool(connection, { applicationName: "provost testing" });
    // What runs log is in `TestRun.logs`; the output of the tests is for the tests.
    const quiet = { PROVOST_LOGGING_LEVEL: "CRITICAL", ...process.env };
    this.#worker = new InlineWorker(this.pool, connection, loadSettings(quiet));
  }

  static async open(server: TestServer): Promise<TestProvost> {
    const name = await cloneDatabase(server.admin, server.template);
    return new TestProvost(server, name, inDatabase(server.admin, name));
  }

  /** Sends SQL to the database: enqueue with an insert, and look at every table. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(text, values)).rows;
  }

  /** Makes a deployment of a flow known; its runs are executed by `work`. Answers `flow/name`. */
  async deploy(flow: AnyFlow, options: Partial<DeploymentOptions> = {}): Promise<string> {
    const definition = flow.toDeployment({ name: "test", ...options });
    await deployDefinition(this.pool, definition);
    return this.#worker.serve(definition);
  }

  /**
   * Runs a flow as a worker would: from a row, through its states, with its retries. Answers when
   * the run is over, or waits for something that is not due yet: a time, an input, an event.
   * It does not throw when the flow fails.
   */
  async run(flow: AnyFlow, parameters: object = {}): Promise<TestRun> {
    const deployment = await this.deploy(flow);
    const created = await call(this.pool, cliFunctions.createFlowRun, {
      deployment,
      parameters,
      tags: [],
    });
    if (!created) throw new Error(`No run of ${deployment} was created`);
    await this.work();
    return await this.read(created.id);
  }

  /** Makes tasks known; what is sent of them to the background is executed by `work`. */
  async serve(...tasks: readonly TaskDefinition[]): Promise<void> {
    for (const task of tasks) {
      await call(this.pool, functions.saveTask, { task: { name: task.name } });
      this.#worker.serveTask(task);
    }
  }

  /**
   * Plans the runs of schedules, and executes everything that is due, also what becomes due by that.
   * Answers how many runs.
   */
  async work(): Promise<number> {
    return await this.#worker.work();
  }

  /**
   * Works until a run is over, and moves the clock on whenever nothing is due. Throws when the run
   * waits for something that time does not bring.
   */
  async finish(flowRunId: string): Promise<TestRun> {
    for (let skips = 0; skips < mostSkips; skips++) {
      await this.work();
      const run = await this.read(flowRunId);
      if (run.isFinished) return run;
      const next = earlier(await this.#worker.nextDue(), await this.#endOfPause(run));
      if (!next) throw new Error(`Flow run "${run.name}" is ${run.state.name}, and nothing is due`);
      await clock.advanceTo(this.pool, next);
    }
    throw new Error(`Flow run ${flowRunId} still waits after ${mostSkips} moves of the clock`);
  }

  /** When the pause of a run has timed out. */
  async #endOfPause({ id, state }: TestRun): Promise<Date | undefined> {
    if (state.type !== "PAUSED") return undefined;
    const gates = await call(this.pool, cliFunctions.whyWaiting, { flowRunId: id });
    const until = gates.find(({ gate }) => gate === "pause")?.until;
    return until ? new Date(until.getTime() + 1) : undefined;
  }

  /** A run as it is now: its state, the states it went through, its task runs and its log. */
  async read(flowRunId: string): Promise<TestRun> {
    return await readRun(this.pool, flowRunId, this.#worker.outcomeOf(flowRunId));
  }

  /** The time that the database tells. It is real until it is told otherwise. */
  readonly clock = {
    now: (): Promise<Date> => clock.now(this.pool),
    freeze: (): Promise<Date> => clock.freeze(this.pool),
    freezeAt: (instant: Date | string): Promise<void> => clock.freezeAt(this.pool, instant),
    /** By an interval as PostgreSQL reads it, such as `2 days`. */
    advance: (interval: string): Promise<void> => clock.advance(this.pool, interval),
    reset: (): Promise<void> => clock.reset(this.pool),
  };

  /** Ends the worker and drops the database. */
  async close(): Promise<void> {
    await this.#worker.close();
    await this.pool.end();
    await dropDatabase(this.#server.admin, this.#name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function earlier(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (!one || !other) return one ?? other;
  return one < other ? one : other;
}
