import type { TaskDefinition } from "./taskOptions.ts";

/** Whether a value is a task: a function that carries the settings of one. */
export function isTask(value: unknown): value is TaskDefinition {
  return typeof value === "function" && "settings" in value && "submit" in value;
}
