import { MissingRunContext } from "./runErrors.ts";
import type { DeploymentInfo, FlowRunInfo, TaskRunInfo } from "./runInfo.ts";
import { runScopes } from "./runScope.ts";

/** The runs that the code runs in. */
export interface RunContext {
  /** Null in a task that was called outside of flows. */
  readonly flowRun: FlowRunInfo | null;
  /** Undefined in the body of the flow itself. */
  readonly taskRun: TaskRunInfo | undefined;
}

/** The runs that the code runs in, or undefined outside of a flow run. */
export function getRunContext(): RunContext | undefined {
  const scope = runScopes.getStore();
  if (!scope) return undefined;
  return { flowRun: scope.isOutsideOfFlows ? null : scope.flowRun, taskRun: scope.taskRun };
}

/** The run of a flow; a task that was called outside of flows has none. */
function currentFlowRun(): FlowRunInfo | undefined {
  const scope = runScopes.getStore();
  return scope?.isOutsideOfFlows ? undefined : scope?.flowRun;
}

const currentTaskRun = () => runScopes.getStore()?.taskRun;

function expectRun<Run>(run: Run | undefined, field: string, place: string): Run {
  if (run) return run;
  throw new MissingRunContext(`\`${field}\` was read outside of a ${place}.`, {
    hint: "It would mean nothing there; `getRunContext()` tells whether there is a run.",
  });
}

const noParameters = Object.freeze({});
const noList = Object.freeze([]);
const neverAborted = new AbortController().signal;

/**
 * The types of the fields are those within a run, which is where they are read. Outside of one,
 * what describes the run is null (so that functions can be tried alone); `getRunContext()` asks
 * first.
 */
const outside = <T>(value: T | null | undefined): T =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  (value ?? null) as T;

/**
 * The flow run that the code runs in. Outside of one its fields are null, `runCount` is 0, lists
 * are empty and `signal` is never aborted; `idempotencyKey` and `fencingToken` throw
 * MissingRunContext, since they would protect nothing.
 */
export const flowRun: FlowRunInfo = {
  get id() {
    return outside(currentFlowRun()?.id);
  },
  get name() {
    return outside(currentFlowRun()?.name);
  },
  get flowName() {
    return outside(currentFlowRun()?.flowName);
  },
  get flowVersion() {
    return currentFlowRun()?.flowVersion ?? null;
  },
  get deployment() {
    return currentFlowRun()?.deployment ?? null;
  },
  get deploymentId() {
    return currentFlowRun()?.deploymentId ?? null;
  },
  get deploymentName() {
    return currentFlowRun()?.deploymentName ?? null;
  },
  get deploymentVersion() {
    return currentFlowRun()?.deploymentVersion ?? null;
  },
  get parentFlowRunId() {
    return currentFlowRun()?.parentFlowRunId ?? null;
  },
  get parentDeploymentId() {
    return currentFlowRun()?.parentDeploymentId ?? null;
  },
  get rootFlowRunId() {
    return outside(currentFlowRun()?.rootFlowRunId);
  },
  get scheduledStartTime() {
    return outside(currentFlowRun()?.scheduledStartTime);
  },
  get apiUrl() {
    return outside(currentFlowRun()?.apiUrl);
  },
  get uiUrl() {
    return currentFlowRun()?.uiUrl ?? null;
  },
  get jobVariables() {
    return currentFlowRun()?.jobVariables ?? noParameters;
  },
  get parameters() {
    return currentFlowRun()?.parameters ?? noParameters;
  },
  get tags() {
    return currentFlowRun()?.tags ?? noList;
  },
  get runCount() {
    return currentFlowRun()?.runCount ?? 0;
  },
  get signal() {
    return currentFlowRun()?.signal ?? neverAborted;
  },
  get idempotencyKey() {
    return expectRun(currentFlowRun(), "flowRun.idempotencyKey", "flow run").idempotencyKey;
  },
  get fencingToken() {
    return expectRun(currentFlowRun(), "flowRun.fencingToken", "flow run").fencingToken;
  },
};

/** The task run that the code runs in. Outside of one, as for `flowRun`. */
export const taskRun: TaskRunInfo = {
  get id() {
    return outside(currentTaskRun()?.id);
  },
  get key() {
    return outside(currentTaskRun()?.key);
  },
  get name() {
    return outside(currentTaskRun()?.name);
  },
  get taskName() {
    return outside(currentTaskRun()?.taskName);
  },
  get apiUrl() {
    return outside(currentTaskRun()?.apiUrl);
  },
  get uiUrl() {
    return currentTaskRun()?.uiUrl ?? null;
  },
  get tags() {
    return currentTaskRun()?.tags ?? noList;
  },
  get parameters() {
    return currentTaskRun()?.parameters ?? noList;
  },
  get runCount() {
    return currentTaskRun()?.runCount ?? 0;
  },
  get signal() {
    return currentTaskRun()?.signal ?? neverAborted;
  },
  get idempotencyKey() {
    return expectRun(currentTaskRun(), "taskRun.idempotencyKey", "task run").idempotencyKey;
  },
};

/**
 * The deployment whose run the code runs in, or a run that has called it; its fields are null in
 * any other run, and outside.
 */
export const deployment: DeploymentInfo = {
  get id() {
    return deployedRun()?.deploymentId ?? null;
  },
  get name() {
    return deployedRun()?.deploymentName ?? null;
  },
  get version() {
    return deployedRun()?.deploymentVersion ?? null;
  },
  get flowRunId() {
    return deployedRun()?.id ?? null;
  },
  get parameters() {
    return deployedRun()?.parameters ?? noParameters;
  },
};

const deployedRun = (): FlowRunInfo | undefined => runScopes.getStore()?.deployedRun;
