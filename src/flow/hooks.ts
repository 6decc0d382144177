import { expectFunction } from "./optionChecks.ts";
import type { FlowRunInfo, TaskRunInfo } from "./runs/runInfo.ts";
import type { State } from "./states/states.ts";
import type { FlowDefinition } from "./flowOptions.ts";
import type { TaskDefinition } from "./taskOptions.ts";

/** Called when a flow run enters a state. What it throws is logged and changes nothing. */
export type FlowHook = (flow: FlowDefinition, run: FlowRunInfo, state: State) => unknown;

/** Called when a task run enters a state. What it throws is logged and changes nothing. */
export type TaskHook = (task: TaskDefinition, run: TaskRunInfo, state: State) => unknown;

/** One hook, or several that run in the order given. */
export type Hooks<Hook> = Hook | readonly Hook[];

export function listHooks<Hook>(name: string, hooks: Hooks<Hook> | undefined): Hook[] {
  if (hooks === undefined) return [];
  const list = isList(hooks) ? hooks : [hooks];
  return list.map((hook) => expectFunction(name, hook));
}

/** Adds a hook after those that are there already, and answers it. */
export type AddHook<Hook> = <Added extends Hook>(hook: Added) => Added;

export function hookAdder<Hook>(name: string, list: Hook[]): AddHook<Hook> {
  return (hook) => {
    list.push(expectFunction(name, hook));
    return hook;
  };
}

function isList<Hook>(hooks: Hooks<Hook>): hooks is readonly Hook[] {
  return Array.isArray(hooks);
}
