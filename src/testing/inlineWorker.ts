import { call } from "../db/call.ts";
import { cliFunctions } from "../db/cliFunctions.ts";
import { type ClaimedFlowRun, functions } from "../db/functions.ts";
import type { Connection, Pool } from "../db/pool.ts";
import { carrierFlow, readParameters } from "../engine/background/carrierFlow.ts";
import { DatabaseStore } from "../engine/store/databaseStore.ts";
import type { FlowOutcome } from "../engine/flows/finishFlowRun.ts";
import { runFlow } from "../engine/flows/runFlow.ts";
import { createRunServices, type RunServices } from "../engine/store/runServices.ts";
import type { DeploymentDefinition } from "../flow/deployments/deploymentDefinition.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";
import { planDueSchedules } from "../services/planDueSchedules.ts";
import type { Settings } from "../settings/settings.ts";
import { version } from "../version.ts";

/** A worker's place in one pool. */
interface Seat {
  readonly workerId: string;
  readonly services: RunServices;
}

const atOnce = 100;
/** Nobody answers while a test waits for what is due, but what is executed with it. */
const answerMs = 100;

/**
 * A worker without hints, heartbeat and loops: it claims and executes what is due when it is told
 * to, so that a test knows when everything is done.
 */
export class InlineWorker {
  readonly #pool: Pool;
  readonly #connection: Connection;
  readonly #settings: Settings;
  readonly #flows = new Map<string, FlowDefinition>();
  readonly #seats = new Map<string, Promise<Seat>>();
  readonly #outcomes = new Map<string, FlowOutcome>();

  constructor(pool: Pool, connection: Connection, settings: Settings) {
    this.#pool = pool;
    this.#connection = connection;
    this.#settings = settings;
  }

  serve({ flow, name, workPool }: DeploymentDefinition): string {
    const deployment = `${flow.name}/${name}`;
    this.#flows.set(deployment, flow);
    this.#sitDown(workPool ?? "default");
    return deployment;
  }

  serveTask(task: TaskDefinition): void {
    this.#flows.set(task.name, carrierFlow(task));
    this.#sitDown("tasks");
  }

  async work(): Promise<number> {
    await this.#plan();
    let executed = 0;
    for (;;) {
      await call(this.#pool, functions.tendFlowRuns, {});
      const batches = [...this.#seats].map(async ([workPool, seat]) =>
        this.#workIn(workPool, await seat),
      );
      const sum = (await Promise.all(batches)).reduce((total, count) => total + count, 0);
      if (sum === 0) return executed;
      executed += sum;
    }
  }

  outcomeOf(flowRunId: string): FlowOutcome | undefined {
    return this.#outcomes.get(flowRunId);
  }

  /** When the next run is due, or some wait is over; undefined if nothing will be. */
  async nextDue(): Promise<Date | undefined> {
    const now = await call(this.#pool, cliFunctions.clockNow, {});
    return (await call(this.#pool, functions.nextDueTime, { now })) ?? undefined;
  }

  async close(): Promise<void> {
    for (const seat of this.#seats.values()) {
      const { services, workerId } = await seat;
      await services.close();
      await call(this.#pool, functions.endWorker, { workerId });
    }
  }

  /** Plans the runs of schedules. One that makes no sense is told to the test. */
  async #plan(): Promise<void> {
    const onError = (error: unknown) => {
      throw error;
    };
    const settings = this.#settings.services.scheduler;
    while ((await planDueSchedules({ pool: this.#pool, settings, onError })) > 0);
  }

  #sitDown(workPool: string): void {
    if (!this.#seats.has(workPool)) this.#seats.set(workPool, this.#takeSeat(workPool));
  }

  async #takeSeat(workPool: string): Promise<Seat> {
    const workerId = await call(this.#pool, functions.registerWorker, {
      workPool,
      name: "testing",
      kind: "worker",
      concurrencyLimit: atOnce,
      version,
    });
    const store = new DatabaseStore(this.#pool, workerId, { connection: this.#connection });
    const services = createRunServices(store, this.#settings.logging, this.#settings);
    const patience = { ...services.patience, answerMs };
    return { workerId, services: { ...services, patience } };
  }

  async #workIn(workPool: string, { workerId, services }: Seat): Promise<number> {
    const claimed = await call(this.#pool, functions.claimFlowRuns, {
      workPool,
      workQueues: null,
      workerId,
      count: atOnce,
    });
    await Promise.all(claimed.map((run) => this.#execute(run, services)));
    return claimed.length;
  }

  async #execute(run: ClaimedFlowRun, services: RunServices): Promise<void> {
    const flow = this.#flows.get(run.deployment ?? "");
    if (flow) {
      const parameters = readParameters(flow, run.parameters);
      this.#outcomes.set(run.flowRunId, await runFlow(run, flow, services, { parameters }));
      return;
    }
    await services.store.finishFlowRun({
      flowRunId: run.flowRunId,
      epoch: run.epoch,
      type: "CRASHED",
      message: `No flow is known to the test for deployment "${run.deployment}": deploy it first.`,
    });
  }
}
