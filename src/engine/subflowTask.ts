import { NO_CACHE } from "../flow/cachePolicy.ts";
import type { FlowDefinition } from "../flow/flowOptions.ts";
import { expectScope } from "../flow/runScope.ts";
import { completeTaskOptions } from "../flow/taskOptions.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";

const tasks = new WeakMap<FlowDefinition, TaskDefinition>();

/**
 * A call of a flow within a flow, as a task of the caller: its body is a run of the flow with a
 * row of its own, whose final state it takes over. Once it is recorded it is not run again.
 */
export function subflowTask(flow: FlowDefinition): TaskDefinition {
  let task = tasks.get(flow);
  if (!task) {
    const fn = (parameters: unknown) =>
      expectScope(`Flow "${flow.name}" was called`).runChild(flow, parameters);
    task = {
      name: flow.name,
      settings: completeTaskOptions({ name: flow.name, cachePolicy: NO_CACHE }, fn),
      fn,
    };
    tasks.set(flow, task);
  }
  return task;
}
