import { NO_CACHE } from "../../flow/results/cachePolicy.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { expectScope } from "../../flow/runs/runScope.ts";
import { completeTaskOptions } from "../../flow/taskOptions.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";

const tasks = new WeakMap<FlowDefinition, TaskDefinition>();

/**
 * A call of a flow within a flow, as a task of the caller: its body is a run of the flow with a
 * row of its own. The database keeps the state of the task run equal to that of the run.
 */
export function subflowTask(flow: FlowDefinition): TaskDefinition {
  let task = tasks.get(flow);
  if (!task) {
    const fn = (parameters: unknown) =>
      expectScope(`Flow "${flow.name}" was called`).runChild(flow, parameters);
    const { name, replayMismatch, resultStorage, resultSerializer } = flow.settings;
    const options = {
      name,
      replayMismatch,
      cachePolicy: NO_CACHE,
      ...(resultStorage === undefined ? {} : { resultStorage }),
      ...(resultSerializer === undefined ? {} : { resultSerializer }),
    };
    const settings = completeTaskOptions(options, fn);
    task = { name, settings, fn, standsFor: "flow" };
    tasks.set(flow, task);
  }
  return task;
}
