import { MissingRunContext } from "./runErrors.ts";
import type { FlowRunInfo, TaskRunInfo } from "./runInfo.ts";
import { expectScope, runScopes } from "./runScope.ts";

/** The runs that the code runs in. */
export interface RunContext {
  readonly flowRun: FlowRunInfo;
  /** Undefined in the body of the flow itself. */
  readonly taskRun: TaskRunInfo | undefined;
}

/** The runs that the code runs in, or undefined outside of a flow run. */
export function getRunContext(): RunContext | undefined {
  const scope = runScopes.getStore();
  return scope && { flowRun: scope.flowRun, taskRun: scope.taskRun };
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
    return expectScope("`flowRun.id` was read").flowRun.id;
  },
  get name() {
    return expectScope("`flowRun.name` was read").flowRun.name;
  },
  get flowName() {
    return expectScope("`flowRun.flowName` was read").flowRun.flowName;
  },
  get deployment() {
    return expectScope("`flowRun.deployment` was read").flowRun.deployment;
  },
  get parameters() {
    return expectScope("`flowRun.parameters` was read").flowRun.parameters;
  },
  get tags() {
    return expectScope("`flowRun.tags` was read").flowRun.tags;
  },
  get runCount() {
    return expectScope("`flowRun.runCount` was read").flowRun.runCount;
  },
  get signal() {
    return expectScope("`flowRun.signal` was read").flowRun.signal;
  },
  get idempotencyKey() {
    return expectScope("`flowRun.idempotencyKey` was read").flowRun.idempotencyKey;
  },
  get fencingToken() {
    return expectScope("`flowRun.fencingToken` was read").flowRun.fencingToken;
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
