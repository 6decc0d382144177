import { InvalidInput } from "../../errors.ts";
import { isRecord } from "../../flow/isRecord.ts";
import { fillRunName } from "../../flow/runs/runNames.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import type { CallScope } from "../calls/callScope.ts";
import { mappedKey, namedKey, numberedKey } from "../replay/replayKeys.ts";
import { inputsOf } from "../results/places.ts";
import type { CallPlace } from "../calls/runHost.ts";
import type { TaskRun } from "./taskRun.ts";

const longestKey = 512;

/** The key of a call by its place in the scope. */
export function keyOfPlace(scope: CallScope, task: TaskDefinition, place: CallPlace): string {
  return place.item === undefined
    ? numberedKey(scope.path, task.name, place.index)
    : mappedKey(scope.path, task.name, place.index, place.item);
}

/** The key that the option `key` of a task gives to a call. */
export function explicitKey(
  scope: CallScope,
  task: TaskDefinition,
  args: readonly unknown[],
): string {
  const option = task.settings.key;
  const key: unknown = typeof option === "function" ? option(...args) : option;
  if (typeof key === "string" && key !== "" && key.length <= longestKey) {
    return namedKey(scope.path, task.name, key);
  }
  throw new InvalidInput(
    `Expected the \`key\` of task "${task.name}" to be a text of 1 to ${longestKey} characters, ` +
      `got ${JSON.stringify(key)}.`,
  );
}

/** The name that the option `taskRunName` gives to a call; undefined without the option. */
export function chosenName(call: TaskRun): string | undefined {
  const { task, args } = call;
  const option = task.settings.taskRunName;
  if (option === undefined) return undefined;
  const name: unknown =
    typeof option === "function" ? option(...args) : fillRunName(option, valuesOf(call));
  if (typeof name === "string" && name.trim() !== "") return name;
  throw new InvalidInput(
    `Expected the \`taskRunName\` of task "${task.name}" to be a text, got ${JSON.stringify(name)}.`,
    { hint: "Let the function answer a text that is not empty." },
  );
}

/**
 * The name of a task run, made of the task's name and its place. A task that was called outside
 * of flows has no place.
 */
export function nameByPlace(
  { name }: TaskDefinition,
  { index, item }: CallPlace,
  isAlone: boolean,
) {
  if (isAlone) return name;
  if (item === undefined) return `${name}-${index}`;
  return index === 0 ? `${name}-${item}` : `${name}-${index}-${item}`;
}

/**
 * Arguments by their names and numbers, the fields of an object that is the first one, and
 * `flowRun`. What is named wins.
 */
function valuesOf(call: TaskRun): Record<string, unknown> {
  const { args } = call;
  const { id, name, flowName } = call.scope.host.flowRun;
  const fields = isRecord(args[0]) ? args[0] : {};
  const numbered = Object.fromEntries(args.entries());
  return { flowRun: { id, name, flowName }, ...fields, ...numbered, ...inputsOf(call) };
}
