import { InvalidInput } from "../../errors.ts";
import { isTask } from "../isTask.ts";
import {
  expectNumber,
  expectPositive,
  expectSignal,
  expectWhole,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { currentRunner } from "../runs/runner.ts";
import type { TaskDefinition } from "../taskOptions.ts";

export interface TaskServeOptions {
  /** How many runs may execute at the same time. Default 10. */
  limit?: number;
  /** Ends the serving after so long. Default: when the process is told to stop. */
  timeoutSeconds?: number;
  /** Ends the serving, as Ctrl-C does. */
  signal?: AbortSignal;
  /** How the worker is called in lists. Default: the name of the host and the process. */
  name?: string;
}

/**
 * Executes the background runs of tasks in this process, until it is told to stop (Ctrl-C,
 * SIGTERM, or `signal`). Any number of processes may serve the same tasks; each run goes to one of them.
 *
 * @example await taskServe(sendMail, resize, { limit: 20 });
 */
export async function taskServe(
  ...given: [TaskDefinition, ...TaskDefinition[]] | [...TaskDefinition[], TaskServeOptions]
): Promise<void> {
  const last: unknown = given.at(-1);
  const options = isTask(last) ? {} : last;
  const tasks = isTask(last) ? given : given.slice(0, -1);
  if (!tasks.every(isTask)) {
    throw new InvalidInput(
      "Expected tasks to serve, and at most one object of options after them.",
      {
        hint: "Write it as `taskServe(sendMail, resize, { limit: 20 })`.",
      },
    );
  }
  const distinct = distinctTasks(tasks);
  const checked = checkOptions(options);
  return currentRunner().serveTasks(distinct, checked);
}

function checkOptions(given: unknown): TaskServeOptions {
  const options: TaskServeOptions = typeof given === "object" && given !== null ? given : {};
  refuseUnknownOptions("task server", given, ["limit", "timeoutSeconds", "signal", "name"]);
  optional(options, "limit", expectWhole);
  optional(options, "limit", expectPositive);
  optional(options, "timeoutSeconds", (subject, value) => expectNumber(subject, value));
  optional(options, "signal", expectSignal);
  return options;
}

function distinctTasks(tasks: readonly TaskDefinition[]): readonly TaskDefinition[] {
  const byName = new Map<string, TaskDefinition>();
  for (const task of tasks) {
    if (byName.has(task.name)) {
      throw new InvalidInput(`Two of the tasks to serve are called "${task.name}".`, {
        hint: "Runs are found by the name of their task: give one of them another `name`.",
      });
    }
    byName.set(task.name, task);
  }
  if (byName.size > 0) return [...byName.values()];
  throw new InvalidInput("Expected at least one task to serve, got none.", {
    hint: "Write it as `taskServe(sendMail, resize)`.",
  });
}
