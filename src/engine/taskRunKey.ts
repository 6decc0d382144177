import { InvalidInput } from "../errors.ts";
import { isRecord } from "../flow/isRecord.ts";
import { fillRunName } from "../flow/runNames.ts";
import type { TaskDefinition } from "../flow/taskOptions.ts";
import type { CallScope } from "./callScope.ts";
import { mappedKey, namedKey, numberedKey } from "./replayKeys.ts";
import type { CallPlace } from "./runHost.ts";

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

/**
 * The name of a task run: made by the option `taskRunName`, or of the task's name and its place.
 * A task that was called outside of flows has no place.
 */
export function nameOfTaskRun(
  task: TaskDefinition,
  args: readonly unknown[],
  { index, item }: CallPlace,
  isAlone: boolean,
): string {
  const option = task.settings.taskRunName;
  if (typeof option === "function") return option(...args);
  if (option !== undefined) return fillRunName(option, namedArguments(args));
  if (isAlone) return task.name;
  if (item === undefined) return `${task.name}-${index}`;
  return index === 0 ? `${task.name}-${item}` : `${task.name}-${index}-${item}`;
}

/** Arguments by their number, and the fields of the first one by their names. */
function namedArguments(args: readonly unknown[]): Record<string, unknown> {
  const [first] = args;
  return Object.assign({}, isRecord(first) ? first : undefined, Object.fromEntries(args.entries()));
}
