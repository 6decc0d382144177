import type { CallSettings } from "../../flow/calls/callOptions.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import type { ResultSerializer, SerializerName } from "../../flow/results/resultSerializer.ts";
import type { ResultStorage } from "../../flow/results/resultStorage.ts";
import type { FlowRunInfo } from "../../flow/runs/runInfo.ts";
import type { State } from "../../flow/states/states.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import { CallScope } from "../calls/callScope.ts";
import { pageOf } from "../calls/pageOf.ts";
import { Replay } from "../replay/replay.ts";
import { withFlowRetries } from "../tasks/retryPolicy.ts";
import type { CallPlace, KeyedCall, RunHost } from "../calls/runHost.ts";
import { RunLogger } from "../logs/runLogger.ts";
import type { RunServices } from "../store/runServices.ts";
import { RunStopped } from "./runStopped.ts";
import { RunWaits } from "../waits/runWaits.ts";
import type { ClaimedRun } from "../store/runStore.ts";
import { TaskRun } from "../tasks/taskRun.ts";
import type { OpenTransaction } from "../transactions/openTransaction.ts";
import { Turns } from "../calls/turns.ts";
import type { YieldChannel } from "../calls/yieldChannel.ts";

function ignore(): void {}

/** Runs a flow as a child of a run, and answers the state that it ended in. */
export type ChildRunner = (
  parent: FlowRun,
  call: TaskRun,
  flow: FlowDefinition,
  parameters: unknown,
) => Promise<State>;

/** A flow run that this process executes: what its body, and all that it calls, runs in. */
export class FlowRun extends CallScope implements FlowRunInfo, RunHost {
  readonly claimed: ClaimedRun;
  readonly flow: FlowDefinition;
  /** The run in this process whose code has called the flow. */
  readonly parent: FlowRun | undefined;
  readonly services: RunServices;
  readonly replay: Replay;
  readonly keyedCalls = new Map<string, KeyedCall>();
  readonly transactions = new Set<OpenTransaction>();
  readonly logger: RunLogger;
  readonly capturesPrints: boolean;
  readonly path = "";
  readonly isRetried = false;
  readonly isRerun = false;
  readonly taskRun = undefined;
  readonly call = undefined;
  parameters: Readonly<Record<string, unknown>>;
  readonly turns = new Turns();
  tasksUnderWay = 0;
  callCount = 0;
  hasLogged = false;
  stopped: RunStopped | undefined = undefined;
  /** Rejects when the run has to stop, whether or not its code heeds the signal. */
  readonly untilStopped: Promise<never>;
  #rejectStopped: (reason: RunStopped) => void = ignore;
  #controller: AbortController | undefined;
  #isClosed = false;
  #waits: RunWaits | undefined;
  #name: string;
  readonly #runChild: ChildRunner;

  constructor(
    claimed: ClaimedRun,
    flow: FlowDefinition,
    services: RunServices,
    runChild: ChildRunner,
    parent?: FlowRun,
  ) {
    super();
    this.parent = parent;
    this.claimed = claimed;
    this.flow = flow;
    this.services = services;
    this.#runChild = runChild;
    this.parameters = claimed.parameters;
    this.#name = claimed.flowRunName;
    this.replay = new Replay(claimed.recorded);
    this.logger = new RunLogger(this);
    this.capturesPrints = flow.settings.logPrints ?? parent?.capturesPrints ?? services.logPrints;
    this.untilStopped = new Promise((_, reject) => (this.#rejectStopped = reject));
    this.untilStopped.catch(ignore);
  }

  get host(): RunHost {
    return this;
  }
  get flowRun(): FlowRunInfo {
    return this;
  }
  override get deployedRun(): FlowRunInfo | undefined {
    return this.deployment === null || this.carriesTask ? this.parent?.deployedRun : this;
  }
  get carriesTask(): boolean {
    return this.flow.settings.kind === "task";
  }
  get id(): string {
    return this.claimed.flowRunId;
  }
  get name(): string {
    return this.#name;
  }
  get flowName(): string {
    return this.claimed.flowName;
  }
  get deployment(): string | null {
    return this.claimed.deployment;
  }
  get flowVersion(): string | null {
    return this.flow.settings.version ?? null;
  }
  get deploymentId(): string | null {
    return this.claimed.deploymentId;
  }
  get deploymentName(): string | null {
    const { deployment } = this;
    return deployment === null ? null : deployment.slice(deployment.indexOf("/") + 1);
  }
  get deploymentVersion(): string | null {
    return this.claimed.deploymentVersion;
  }
  get parentFlowRunId(): string | null {
    return this.claimed.parentFlowRunId;
  }
  get parentDeploymentId(): string | null {
    return this.claimed.parentDeploymentId;
  }
  get rootFlowRunId(): string {
    return this.claimed.rootFlowRunId ?? this.id;
  }
  get scheduledStartTime(): Date {
    return this.claimed.expectedStartTime;
  }
  get apiUrl(): string {
    return this.services.addresses.apiUrl;
  }
  get uiUrl(): string | null {
    return pageOf(this.services.addresses, "flow-run", this.id);
  }
  get jobVariables(): Readonly<Record<string, unknown>> {
    return this.claimed.jobVariables ?? {};
  }
  get tags(): readonly string[] {
    return this.claimed.tags;
  }
  get runCount(): number {
    return this.claimed.runCount;
  }
  get epoch(): number {
    return this.claimed.epoch;
  }
  get resultStorage(): ResultStorage | string | undefined {
    return this.flow.settings.resultStorage ?? this.parent?.resultStorage;
  }
  get resultSerializer(): SerializerName | ResultSerializer | undefined {
    return this.flow.settings.resultSerializer ?? this.parent?.resultSerializer;
  }
  get fencingToken(): number {
    return this.claimed.epoch;
  }
  get idempotencyKey(): string {
    return this.claimed.flowRunId;
  }
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.stopped) this.#controller.abort(this.stopped);
    }
    return this.#controller.signal;
  }

  get waits(): RunWaits {
    return (this.#waits ??= new RunWaits(this, this.claimed.waits));
  }
  /** Whether somebody has asked for its suspension. */
  get isSuspending(): boolean {
    return this.#waits?.isSuspending ?? false;
  }
  /** Whether a call is a boundary at which a run that is to be suspended stops. */
  isHeldBack(scope: CallScope): boolean {
    return scope === this && this.isSuspending;
  }

  /** Something that the run waits for may be there. */
  wake(): void {
    this.#waits?.wake();
  }

  /** Tasks that are under way end as usual; the body comes no further than to its next call. */
  suspend(): void {
    if (!this.isSuspending) this.waits.suspend();
  }

  /**
   * Costs nothing when it is called so already, as the runs of all background tasks are.
   * @throws RunStopped when the run has another holder
   */
  async rename(name: string): Promise<void> {
    if (name === this.#name) return;
    const { id, epoch, services } = this;
    const isHeld = await services.store.renameFlowRun({ flowRunId: id, epoch, name });
    if (!isHeld) throw this.stop(new RunStopped("lost"));
    this.#name = name;
  }

  /**
   * Says how often the run is tried again, if its deployment does not.
   * @throws RunStopped when the run has another holder
   */
  async fillInRetries(): Promise<void> {
    const { id, epoch, services, flow } = this;
    if (this.claimed.retries !== null || this.carriesTask) return;
    const { retries, retryDelaySeconds } = withFlowRetries(flow.settings, services.flows);
    if (retries === 0) return;
    const facts = { flowRunId: id, epoch, retries, retryDelaySeconds };
    const isHeld = await services.store.setDefaultRetries(facts);
    if (!isHeld) throw this.stop(new RunStopped("lost"));
  }

  stop(reason: RunStopped): RunStopped {
    if (this.stopped) return this.stopped;
    this.stopped = reason;
    this.#waits?.stop(reason);
    this.#controller?.abort(reason);
    this.#rejectStopped(reason);
    return reason;
  }

  /** From now on nothing can be called. Tasks that are still under way are told to stop. */
  close(): void {
    this.#isClosed = true;
    if (this.#controller || this.tasksUnderWay > 0) this.stop(new RunStopped("finished"));
  }

  currentTransaction(): undefined {
    return undefined;
  }

  expectOpen(): void {
    if (this.stopped || this.#isClosed) throw this.stop(new RunStopped("finished"));
  }

  startTask(
    scope: CallScope,
    task: TaskDefinition,
    args: readonly unknown[],
    place: CallPlace,
    call?: CallSettings,
    channel?: YieldChannel,
  ): TaskRun {
    this.callCount++;
    return new TaskRun(scope, task, args, place, call, channel);
  }

  startChild(call: TaskRun, flow: FlowDefinition, parameters: unknown): Promise<State> {
    return this.#runChild(this, call, flow, parameters);
  }
}
