import { createHash } from "node:crypto";
import type { OutwardAction } from "../../flow/runs/outwardAction.ts";
import { completeTaskOptions } from "../../flow/taskOptions.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import type { RunStore } from "../store/runStore.ts";
import { taskRun } from "../../flow/runs/runtime.ts";

const outwardTasks = new WeakSet<TaskDefinition>();

/** What a run does to others, as a task of its own: once it is recorded it is not done again. */
export function outwardTask({ kind }: OutwardAction, store: RunStore): TaskDefinition {
  const fn = (action: OutwardAction) => store.act(action, idFor(taskRun.idempotencyKey));
  const name = kind;
  const task: TaskDefinition = { name, settings: completeTaskOptions({ name }, fn), fn };
  outwardTasks.add(task);
  return task;
}

/** Whether the result of a task is of our making, and not for serializers of users. */
export function isOutwardTask(task: TaskDefinition): boolean {
  return outwardTasks.has(task);
}

/** An id that is the same on every attempt, so that what was done without being recorded is known. */
function idFor(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
