import type { DeploymentDefinition } from "../deployments/deploymentDefinition.ts";
import type { FlowFromOptions } from "../deployments/flowFrom.ts";
import type { CallSettings } from "../calls/callOptions.ts";
import type { HeldSlots, SlotWish } from "../concurrency.ts";
import type { DelayedCall } from "../background/delayOptions.ts";
import type { FlowDefinition } from "../flowOptions.ts";
import type { OutwardAction } from "./outwardAction.ts";
import type { RetriedRun, RetryRequest } from "../deployments/retryFlowRun.ts";
import type { DeploymentRequest, DeploymentRun } from "../deployments/runDeployment.ts";
import { MissingRunContext } from "./runErrors.ts";
import type { State } from "../states/states.ts";
import type { TaskDefinition } from "../taskOptions.ts";
import type { TaskServeOptions } from "../background/taskServe.ts";
import type { EndedFlowRun } from "../waits/waitForFlowRun.ts";

/** What definitions need of the machinery above them when no run is under way. */
export interface Runner {
  /** Runs a flow in this process, tracked, and answers the state that it ended in. */
  callFlow(flow: FlowDefinition, parameters: unknown): Promise<State>;
  /** Runs a flow whose function is a generator, while its values are used. */
  streamFlow(flow: FlowDefinition, parameters: unknown): AsyncGenerator<unknown, void, undefined>;
  /** Runs a task in this process, tracked, and answers the state that it ended in. */
  callTask(
    task: TaskDefinition,
    args: readonly unknown[],
    call: CallSettings | undefined,
  ): Promise<State>;
  /** Runs a task whose function is a generator, while its values are used. */
  streamTask(
    task: TaskDefinition,
    args: readonly unknown[],
    call: CallSettings | undefined,
  ): AsyncGenerator<unknown, void, undefined>;
  /** Takes slots of concurrency limits for this process. */
  takeSlots(wish: SlotWish): Promise<HeldSlots>;
  /** Stores calls of tasks, to be executed wherever they are served; answers their ids. */
  delayTasks(calls: readonly DelayedCall[]): Promise<readonly string[]>;
  /** The state of a background run when it is over, or else when the time is. */
  waitForTask(
    taskRunId: string,
    timeoutSeconds: number | undefined,
    task: TaskDefinition | undefined,
  ): Promise<State>;
  /** Executes background runs of tasks until the process is stopped. */
  serveTasks(tasks: readonly TaskDefinition[], options: TaskServeOptions): Promise<void>;
  /** Creates a run of a deployment and waits for it. */
  runDeployment(request: DeploymentRequest): Promise<DeploymentRun>;
  /** Runs a flow run again that has ended. */
  retryFlowRun(request: RetryRequest): Promise<RetriedRun>;
  /** Makes deployments known, and runs what is scheduled for them until the process is stopped. */
  serve(deployments: readonly DeploymentDefinition[], options: ServeOptions): Promise<void>;
  /** Waits for the end of a run, outside of any run; undefined when it has not come in time. */
  waitForFlowRun(
    flowRunId: string,
    options: { timeoutSeconds: number | undefined },
  ): Promise<EndedFlowRun | undefined>;
  /** Does something to runs, outside of any run. */
  act(action: OutwardAction): Promise<unknown>;
  /** Brings the code of a flow here and answers the flow. */
  loadFlow(from: FlowFromOptions): Promise<FlowDefinition>;
  /** Makes a deployment known to the database and answers its id. */
  deploy(deployment: DeploymentDefinition): Promise<string>;
}

export interface ServeOptions {
  /** How many runs may execute at the same time. */
  limit?: number;
  /** Whether the deployments are paused when the serving ends. Default true. */
  pauseOnShutdown?: boolean;
  /** Ends the serving, as Ctrl-C does. */
  signal?: AbortSignal;
}

let runner: Runner | undefined;

/** Says who runs flows. The runner itself should load what it needs when it is first used. */
export function setRunner(next: Runner): void {
  runner = next;
}

export function currentRunner(): Runner {
  if (runner) return runner;
  throw new MissingRunContext("Nothing is registered that could run a flow or a task.", {
    hint: 'Import flows and tasks from "provost", which registers the engine.',
  });
}
