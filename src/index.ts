import { setRunner } from "./flow/runner.ts";

async function loadEngine() {
  const [localWorker, heartbeat] = await Promise.all([
    import("./engine/localWorker.ts"),
    import("./worker/heartbeat.ts"),
  ]);
  return { ...localWorker, ...heartbeat };
}

// What runs flows is loaded when the first one is called, so that definitions stay cheap to import.
setRunner({
  async callFlow(flow, parameters) {
    const { runFlowLocally, startHeartbeat } = await loadEngine();
    return runFlowLocally(flow, parameters, startHeartbeat);
  },
  async *streamFlow(flow, parameters) {
    const { streamFlowLocally, startHeartbeat } = await loadEngine();
    yield* streamFlowLocally(flow, parameters, startHeartbeat);
  },
  async callTask(task, args, call) {
    const { runFlowLocally, startHeartbeat } = await loadEngine();
    const { carrierFlow } = await import("./engine/carrierFlow.ts");
    return runFlowLocally(carrierFlow(task), { args, call }, startHeartbeat);
  },
  async takeSlots(wish) {
    const { takeSlotsLocally } = await import("./engine/slots/localSlots.ts");
    return takeSlotsLocally(wish);
  },
  async delayTasks(calls) {
    const { sendToBackground } = await import("./engine/backgroundClient.ts");
    return sendToBackground(calls);
  },
  async waitForTask(taskRunId, timeoutSeconds, task) {
    const { waitForBackground } = await import("./engine/backgroundClient.ts");
    return waitForBackground(taskRunId, timeoutSeconds, task);
  },
  async runDeployment(request) {
    const { runDeploymentOutside } = await import("./engine/backgroundClient.ts");
    return runDeploymentOutside(request);
  },
  async retryFlowRun(request) {
    const { retryFlowRunOutside } = await import("./engine/backgroundClient.ts");
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
    const { actOutside } = await import("./engine/actOutside.ts");
    return actOutside(action);
  },
  async waitForFlowRun(flowRunId, options) {
    const { waitOutside } = await import("./engine/waitOutside.ts");
    return waitOutside(flowRunId, options);
  },
  async deploy(deployment) {
    const { deployFlow } = await import("./engine/deployFlow.ts");
    return deployFlow(deployment);
  },
});

export type { RunStopped, StopKind } from "./engine/runStopped.ts";
export { allowFailure, opaque, quote, unmapped } from "./flow/annotations.ts";
export type { CallOptions, Upstream } from "./flow/callOptions.ts";
export type { FutureArguments, MapArguments, OrFuture, ResultOf } from "./flow/argumentTypes.ts";
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
} from "./flow/cachePolicy.ts";
export type {
  CacheConfiguration,
  CacheFacts,
  CacheKeyFunction,
  IsolationLevel,
} from "./flow/cachePolicy.ts";
export { tags } from "./flow/contextTags.ts";
export { concurrency, rateLimit } from "./flow/concurrency.ts";
export type { ConcurrencyOptions, HeldSlots, RateLimitOptions } from "./flow/concurrency.ts";
export { flow } from "./flow/flow.ts";
export type { Flow, GeneratorFlow } from "./flow/flow.ts";
export type { FlowDefinition, FlowOptions } from "./flow/flowOptions.ts";
export type { CollisionStrategy, DeploymentConcurrency } from "./flow/deploymentConcurrency.ts";
export type { DeploymentDefinition, DeploymentOptions } from "./flow/deploymentDefinition.ts";
export type { DelayOptions } from "./flow/delayOptions.ts";
export { DistributedFuture, taskFuture } from "./flow/distributedFuture.ts";
export { FutureList } from "./flow/futureList.ts";
export { getLogger } from "./flow/getLogger.ts";
export type { FlowHook, TaskHook } from "./flow/hooks.ts";
export type { Logger } from "./flow/logger.ts";
export type { ParametersSchema } from "./flow/parametersSchema.ts";
export type { ResultSerializer, SerializerName } from "./flow/resultSerializer.ts";
export { registerResultStorage } from "./flow/resultStorage.ts";
export type { ResultStorage, StoredObjectFacts } from "./flow/resultStorage.ts";
export { retryFlowRun } from "./flow/retryFlowRun.ts";
export type { RetriedRun, RetryFlowRunOptions, RetryMode } from "./flow/retryFlowRun.ts";
export { DeploymentRun, runDeployment } from "./flow/runDeployment.ts";
export type { RunDeploymentOptions } from "./flow/runDeployment.ts";
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
} from "./flow/runErrors.ts";
export type { DeploymentInfo, FlowRunInfo, TaskRunInfo } from "./flow/runInfo.ts";
export { deployment, flowRun, getRunContext, taskRun } from "./flow/runtime.ts";
export type { RunContext } from "./flow/runtime.ts";
export type { ServeOptions } from "./flow/runner.ts";
export { cron, interval, rrule } from "./flow/schedule.ts";
export type {
  CatchUp,
  CronOptions,
  IntervalOptions,
  Overlap,
  Schedule,
  ScheduleOptions,
} from "./flow/schedule.ts";
export { pauseFlowRun, suspendFlowRun } from "./flow/pauseFlowRun.ts";
export type { PauseOptions } from "./flow/pauseFlowRun.ts";
export { resumeFlowRun } from "./flow/resumeFlowRun.ts";
export type { ResumeAnswer } from "./flow/resumeFlowRun.ts";
export { receiveInput, receiveInputs, sendInput } from "./flow/runInputs.ts";
export type { ReceivedInput, ReceiveInputOptions, SendInputOptions } from "./flow/runInputs.ts";
export { serve } from "./flow/serve.ts";
export { sleep, sleepUntil } from "./flow/sleep.ts";
export type { Duration, SleepOptions } from "./flow/sleep.ts";
export { isFinal, State } from "./flow/states.ts";
export type { StateFacts, StateType } from "./flow/states.ts";
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
} from "./flow/stateValues.ts";
export type { StateOptions } from "./flow/stateValues.ts";
export { task } from "./flow/task.ts";
export type {
  GeneratorTask,
  GeneratorTaskCalls,
  Task,
  TaskCalls,
  TaskStateCalls,
} from "./flow/task.ts";
export { TaskFuture } from "./flow/taskFuture.ts";
export type { ResultOptions, WaitOptions } from "./flow/taskFuture.ts";
export type { Sql, SqlResult, SqlTransactionOptions } from "./flow/sql.ts";
export { getTransaction, transaction } from "./flow/transaction.ts";
export type {
  CommitMode,
  StagedRun,
  Transaction,
  TransactionHook,
  TransactionOptions,
  TransactionState,
} from "./flow/transaction.ts";
export type { ReplayPolicy, TaskDefinition, TaskOptions } from "./flow/taskOptions.ts";
export { taskServe } from "./flow/taskServe.ts";
export type { TaskServeOptions } from "./flow/taskServe.ts";
export { asCompleted, EndedFuture, wait } from "./flow/wait.ts";
export type { Waited } from "./flow/wait.ts";
export { emitEvent, waitForEvent } from "./flow/waitForEvent.ts";
export type { EmitEventOptions, FlowEvent, WaitForEventOptions } from "./flow/waitForEvent.ts";
export { waitForFlowRun } from "./flow/waitForFlowRun.ts";
export type { EndedFlowRun, WaitForFlowRunOptions } from "./flow/waitForFlowRun.ts";
export {
  DatabaseUnreachable,
  InvalidInput,
  InvalidParameters,
  NotFound,
  ProvostError,
  TooLarge,
} from "./errors.ts";
