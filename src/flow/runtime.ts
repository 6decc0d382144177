import { MissingRunContext } from "./runErrors.ts";
import type { FlowRunInfo, TaskRunInfo } from "./runInfo.ts";
import { expectScope, runScopes } from "./runScope.ts";

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

function currentFlowRun(field: string): FlowRunInfo {
  const what = `\`flowRun.${field}\` was read`;
  const scope = expectScope(what);
  if (!scope.isOutsideOfFlows) return scope.flowRun;
  throw new MissingRunContext(`${what} in a task that was called outside of flows.`, {
    hint: "`getRunContext()` tells whether there is a flow run; `taskRun` is there in every task.",
  });
}

function currentTaskRun(): TaskRunInfo {
  const run = expectScope("`taskRun` was read").taskRun;
  if (run) return run;
  throw new MissingRunContext("`taskRun` was read in the body of a flow, outside of any task.", {
    hint: "Read it inside a task; the body of a flow has `flowRun`.",
  });
}

/** The flow run that the code runs in. Its fields throw MissingRunContext outside of one. */
export const flowRun: FlowRunInfo = {
  get id() {
    return currentFlowRun("id").id;
  },
  get name() {
    return currentFlowRun("name").name;
  },
  get flowName() {
    return currentFlowRun("flowName").flowName;
  },
  get deployment() {
    return currentFlowRun("deployment").deployment;
  },
  get parameters() {
    return currentFlowRun("parameters").parameters;
  },
  get tags() {
    return currentFlowRun("tags").tags;
  },
  get runCount() {
    return currentFlowRun("runCount").runCount;
  },
  get signal() {
    return currentFlowRun("signal").signal;
  },
  get idempotencyKey() {
    return currentFlowRun("idempotencyKey").idempotencyKey;
  },
  get fencingToken() {
    return currentFlowRun("fencingToken").fencingToken;
  },
};

/** The task run that the code runs in. Its fields throw MissingRunContext outside of one. */
export const taskRun: TaskRunInfo = {
  get id() {
    return currentTaskRun().id;
  },
  get key() {
    return currentTaskRun().key;
  },
  get name() {
    return currentTaskRun().name;
  },
  get taskName() {
    return currentTaskRun().taskName;
  },
  get tags() {
    return currentTaskRun().tags;
  },
  get parameters() {
    return currentTaskRun().parameters;
  },
  get runCount() {
    return currentTaskRun().runCount;
  },
  get signal() {
    return currentTaskRun().signal;
  },
  get idempotencyKey() {
    return currentTaskRun().idempotencyKey;
  },
};
