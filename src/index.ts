// oxlint-disable-next-line import/no-unassigned-import -- it is there for what it throws
import "./refuseOldNode.js";
import { setRunner } from "./flow/runs/runner.ts";

async function loadEngine() {
  const [localWorker, heartbeat] = await Promise.all([
    import("./engine/outside/localWorker.ts"),
    import("./worker/heartbeat.ts"),
  ]);
  return { ...localWorker, ...heartbeat };
}

// What runs flows is loaded when the first one is called, so that definitions stay cheap to import.
setRunner({
  async callFlow(flow, parameters) {
    const { runFlowLocally, readyHeartbeat } = await loadEngine();
    return runFlowLocally(flow, parameters, readyHeartbeat);
  },
  async *streamFlow(flow, parameters) {
    const { streamFlowLocally, readyHeartbeat } = await loadEngine();
    yield* streamFlowLocally(flow, parameters, readyHeartbeat);
  },
  async callTask(task, args, call) {
    const { runFlowLocally, readyHeartbeat } = await loadEngine();
    const { carrierFlow } = await import("./engine/background/carrierFlow.ts");
    return runFlowLocally(carrierFlow(task), { args, call }, readyHeartbeat);
  },
  async *streamTask(task, args, call) {
    const { streamFlowLocally, readyHeartbeat } = await loadEngine();
    const { streamedCarrier } = await import("./engine/background/carrierFlow.ts");
    yield* streamFlowLocally(streamedCarrier(task), { args, call }, readyHeartbeat);
  },
  async takeSlots(wish) {
    const { takeSlotsLocally } = await import("./engine/slots/localSlots.ts");
    return takeSlotsLocally(wish);
  },
  async delayTasks(calls) {
    const { sendToBackground } = await import("./engine/background/backgroundClient.ts");
    return sendToBackground(calls);
  },
  async waitForTask(taskRunId, timeoutSeconds, task) {
    const { waitForBackground } = await import("./engine/background/backgroundClient.ts");
    return waitForBackground(taskRunId, timeoutSeconds, task);
  },
  async runDeployment(request) {
    const { runDeploymentOutside } = await import("./engine/background/backgroundClient.ts");
    return runDeploymentOutside(request);
  },
  async retryFlowRun(request) {
    const { retryFlowRunOutside } = await import("./engine/background/backgroundClient.ts");
    return retryFlowRunOutside(request);
  },
  async serveTasks(tasks, options) {
    const { serveTasks } = await import("./worker/serveTasks.ts");
    return serveTasks(tasks, options);
  },
  async serve(deployments, options) {
    const { serve } = await import("./worker/serve.ts");
    return serve(deployments, options);
  },
  async act(action) {
    const { actOutside } = await import("./engine/outside/actOutside.ts");
    return actOutside(action);
  },
  async waitForFlowRun(flowRunId, options) {
    const { waitOutside } = await import("./engine/outside/waitOutside.ts");
    return waitOutside(flowRunId, options);
  },
  async loadFlow(from) {
    const { loadFlowFrom } = await import("./worker/code/loadFlowFrom.ts");
    return loadFlowFrom(from);
  },
  async deploy(deployment) {
    const { deployFlow } = await import("./engine/flows/deployFlow.ts");
    return deployFlow(deployment);
  },
});

export type { RunStopped, StopKind } from "./engine/flows/runStopped.ts";
export { allowFailure, opaque, quote, unmapped } from "./flow/calls/annotations.ts";
export type { CallOptions, Upstream } from "./flow/calls/callOptions.ts";
export type {
  FutureArguments,
  MapArguments,
  OrFuture,
  ResultOf,
} from "./flow/calls/argumentTypes.ts";
export {
  CachePolicy,
  DEFAULT,
  FLOW_PARAMETERS,
  INPUTS,
  NO_CACHE,
  NONE,
  RUN_ID,
  TASK_SOURCE,
  cacheKeyFn,
} from "./flow/results/cachePolicy.ts";
export type {
  CacheConfiguration,
  CacheFacts,
  CacheKeyFunction,
  IsolationLevel,
} from "./flow/results/cachePolicy.ts";
export { tags } from "./flow/calls/contextTags.ts";
export { concurrency, rateLimit } from "./flow/concurrency.ts";
export type { ConcurrencyOptions, HeldSlots, RateLimitOptions } from "./flow/concurrency.ts";
export { flow } from "./flow/flow.ts";
export type { Flow, GeneratorFlow } from "./flow/flow.ts";
export type { FlowDefinition, FlowOptions } from "./flow/flowOptions.ts";
export type {
  CollisionStrategy,
  DeploymentConcurrency,
} from "./flow/deployments/deploymentConcurrency.ts";
export type {
  DeploymentDefinition,
  DeploymentOptions,
} from "./flow/deployments/deploymentDefinition.ts";
export type { FlowFrom, FlowFromOptions } from "./flow/deployments/flowFrom.ts";
export type { DirectorySource, GitSource, Source } from "./flow/deployments/source.ts";
export type { DelayOptions } from "./flow/background/delayOptions.ts";
export { DistributedFuture, taskFuture } from "./flow/futures/distributedFuture.ts";
export { FutureList } from "./flow/futures/futureList.ts";
export { LateFutureList } from "./flow/futures/lateFutureList.ts";
export { getLogger } from "./flow/runs/getLogger.ts";
export type { FlowHook, TaskHook } from "./flow/hooks.ts";
export type { Logger } from "./flow/runs/logger.ts";
export type { ParametersSchema } from "./flow/deployments/parametersSchema.ts";
export type { ResultSerializer, SerializerName } from "./flow/results/resultSerializer.ts";
export { registerResultStorage } from "./flow/results/resultStorage.ts";
export type { ResultStorage, StoredObjectFacts } from "./flow/results/resultStorage.ts";
export { retryFlowRun } from "./flow/deployments/retryFlowRun.ts";
export type {
  RetriedRun,
  RetryFlowRunOptions,
  RetryMode,
} from "./flow/deployments/retryFlowRun.ts";
export { DeploymentRun, runDeployment } from "./flow/deployments/runDeployment.ts";
export type { RunDeploymentOptions } from "./flow/deployments/runDeployment.ts";
export { exponentialBackoff, NonRetryable, RetryAfter } from "./flow/retries.ts";
export type { RetryDelay } from "./flow/retries.ts";
export {
  KeyLockTimeout,
  MapLengthMismatch,
  MapWithoutIterable,
  MissingRunContext,
  PauseTimedOut,
  ReplayMismatch,
  ResultMissing,
  ResultStorageFailed,
  ReturnedFuturesFailed,
  RunNotCompleted,
  SlotsLost,
  TimedOut,
  UpstreamNotCompleted,
} from "./flow/runs/runErrors.ts";
export type { DeploymentInfo, FlowRunInfo, TaskRunInfo } from "./flow/runs/runInfo.ts";
export { deployment, flowRun, getRunContext, taskRun } from "./flow/runs/runtime.ts";
export type { RunContext } from "./flow/runs/runtime.ts";
export type { ServeOptions } from "./flow/runs/runner.ts";
export { cron, interval, rrule } from "./flow/deployments/schedule.ts";
export type {
  CatchUp,
  CronOptions,
  IntervalOptions,
  Overlap,
  Schedule,
  ScheduleOptions,
} from "./flow/deployments/schedule.ts";
export { pauseFlowRun, suspendFlowRun } from "./flow/waits/pauseFlowRun.ts";
export type { PauseOptions } from "./flow/waits/pauseFlowRun.ts";
export { resumeFlowRun } from "./flow/waits/resumeFlowRun.ts";
export type { ResumeAnswer } from "./flow/waits/resumeFlowRun.ts";
export { receiveInput, receiveInputs, sendInput } from "./flow/waits/runInputs.ts";
export type {
  ReceivedInput,
  ReceiveInputOptions,
  SendInputOptions,
} from "./flow/waits/runInputs.ts";
export { serve } from "./flow/deployments/serve.ts";
export { sleep, sleepUntil } from "./flow/waits/sleep.ts";
export type { Duration, SleepOptions } from "./flow/waits/sleep.ts";
export { isFinal, State } from "./flow/states/states.ts";
export type { StateFacts, StateType } from "./flow/states/states.ts";
export {
  Cancelled,
  Cancelling,
  Completed,
  Crashed,
  Failed,
  Paused,
  Pending,
  Running,
  Scheduled,
  isCancelled,
  isCancelling,
  isCompleted,
  isCrashed,
  isFailed,
  isPaused,
  isPending,
  isRunning,
  isScheduled,
} from "./flow/states/stateValues.ts";
export type { StateOptions } from "./flow/states/stateValues.ts";
export { task } from "./flow/task.ts";
export type {
  GeneratorTask,
  GeneratorTaskCalls,
  Task,
  TaskCalls,
  TaskStateCalls,
} from "./flow/task.ts";
export { TaskFuture } from "./flow/futures/taskFuture.ts";
export type { ResultOptions, WaitOptions } from "./flow/futures/taskFuture.ts";
export type { Sql, SqlResult, SqlTransactionOptions } from "./flow/results/sql.ts";
export { getTransaction, transaction } from "./flow/results/transaction.ts";
export type {
  CommitMode,
  StagedRun,
  StageHooks,
  Transaction,
  TransactionHook,
  TransactionOptions,
  TransactionState,
} from "./flow/results/transaction.ts";
export type { ReplayPolicy, TaskDefinition, TaskOptions } from "./flow/taskOptions.ts";
export { taskServe } from "./flow/background/taskServe.ts";
export type { TaskServeOptions } from "./flow/background/taskServe.ts";
export { asCompleted, EndedFuture, wait } from "./flow/futures/wait.ts";
export type { Waited } from "./flow/futures/wait.ts";
export { emitEvent, waitForEvent } from "./flow/waits/waitForEvent.ts";
export type {
  EmitEventOptions,
  FlowEvent,
  WaitForEventOptions,
} from "./flow/waits/waitForEvent.ts";
export { waitForFlowRun } from "./flow/waits/waitForFlowRun.ts";
export type { EndedFlowRun, WaitForFlowRunOptions } from "./flow/waits/waitForFlowRun.ts";
export {
  DatabaseUnreachable,
  InvalidInput,
  InvalidParameters,
  NotFound,
  ProvostError,
  TooLarge,
  WorkPoolNotFound,
} from "./errors.ts";
