import { InvalidInput } from "../../errors.ts";
import type { CallSettings } from "../../flow/calls/callOptions.ts";
import { completeFlowOptions } from "../../flow/flowOptions.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { expectScope } from "../../flow/runs/runScope.ts";
import { endOf } from "../../flow/futures/taskFuture.ts";
import { State } from "../../flow/states/states.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import { decodeResult, encodeResult } from "../store/resultCodec.ts";

/** What the run of a task outside of flows is called with. */
export interface CarriedCall {
  readonly args: readonly unknown[];
  /** As the caller gave them, when it is in this process. */
  readonly call?: CallSettings | undefined;
}

const carriers = new WeakMap<TaskDefinition, FlowDefinition>();

/**
 * The flow whose runs carry calls of a task outside of flows, one each, so that they are claimed,
 * fenced, cancelled and kept like all others. Its body is the call; all options are the task's.
 */
export function carrierFlow(task: TaskDefinition): FlowDefinition {
  let carrier = carriers.get(task);
  if (!carrier) {
    const { name, description, version, tags, logPrints } = task.settings;
    const { resultStorage, resultSerializer } = task.settings;
    // The run ends in the state of the call, under its name, as in one of its own.
    const fn = async ({ args, call }: CarriedCall) =>
      new State(await endOf(expectScope(`Task "${name}" was called`).submitTask(task, args, call)));
    const settings = completeFlowOptions(
      {
        name,
        tags,
        retries: 0,
        flowRunName: () => name,
        ...(description === undefined ? {} : { description }),
        ...(version === undefined ? {} : { version }),
        ...(logPrints === undefined ? {} : { logPrints }),
        ...(resultStorage === undefined ? {} : { resultStorage }),
        ...(resultSerializer === undefined ? {} : { resultSerializer }),
      },
      fn,
    );
    carrier = { name, settings: Object.freeze({ ...settings, kind: "task" }), fn };
    carriers.set(task, carrier);
  }
  return carrier;
}

/** … of a task whose function is a generator, and whose values are used while it runs. */
export function streamedCarrier(task: TaskDefinition): FlowDefinition {
  const fn = ({ args, call }: CarriedCall) =>
    expectScope(`Task "${task.name}" was called`).streamTask(task, args, call);
  return { ...carrierFlow(task), fn };
}

/** The parameters under which a run that this process starts is stored. */
export function storedParameters(flow: FlowDefinition, parameters: object): object {
  if (flow.settings.kind !== "task") return parameters;
  try {
    const { args } = callOf(flow.name, parameters);
    const { json, meta } = encodeResult(`The arguments of task "${flow.name}"`, args);
    return {
      args: JSON.parse(json),
      ...(meta === null ? {} : { args_meta: JSON.parse(meta) }),
    };
  } catch {
    // The process has the arguments: that they cannot be stored does not matter.
    return {};
  }
}

/**
 * The parameters that a flow is run with, made of those that are stored.
 * @throws InvalidInput when the arguments of a task cannot be read
 */
export function readParameters(
  { name, settings }: FlowDefinition,
  stored: Readonly<Record<string, unknown>>,
): object {
  if (settings.kind !== "task") return stored;
  try {
    return callOf(name, { args: decodeResult(stored["args"] ?? [], stored["args_meta"]) });
  } catch (error) {
    throw new InvalidInput(`The stored arguments of task "${name}" cannot be read.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint: 'They are parameters such as {"args": ["a@example.com", 3]}.',
      cause: error,
    });
  }
}

function callOf(name: string, parameters: object): CarriedCall {
  const args: unknown = "args" in parameters ? parameters.args : undefined;
  if (Array.isArray(args)) return { args };
  throw new InvalidInput(
    `Expected the arguments of task "${name}" to be a list, got ${typeof args}.`,
  );
}
