import { InvalidInput } from "../../errors.ts";
import { isTask } from "../../flow/isTask.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import { taskServe } from "../../flow/background/taskServe.ts";
import { parseDuration } from "../../flow/duration.ts";
import { loadModule } from "./loadModule.ts";
import { exportOf, type LoadedFile, loadFile, parseTarget } from "../loadExport.ts";

export interface ServeTasksOptions {
  module?: string[];
  limit: number;
  name?: string;
  timeout?: string;
}

/** Executes background runs of the tasks that `FILE:EXPORT` name, or that files or modules export. */
export async function serveTasks(
  targets: readonly string[],
  { module: modules = [], limit, name, timeout }: ServeTasksOptions,
): Promise<void> {
  if (targets.length === 0 && modules.length === 0) {
    throw new InvalidInput("Expected tasks to serve, got none.", {
      hint: "Name files, or exports of them: provost task serve tasks/mail.ts:sendMail.",
    });
  }
  const timeoutSeconds = timeout === undefined ? undefined : parseDuration(timeout);
  const tasks: TaskDefinition[] = [];
  for (const target of targets) tasks.push(...(await loadTasks(target)));
  for (const module of modules) tasks.push(...allTasks(await loadModule(module)));
  // Registers the engine, whatever copy of the package the files have imported.
  await import("../../index.ts");
  await taskServe(...new Set(tasks), {
    limit,
    ...(name !== undefined && { name }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  });
}

async function loadTasks(target: string): Promise<readonly TaskDefinition[]> {
  const { file, export: name } = parseTarget(target);
  const loaded = await loadFile(file);
  if (name === undefined) return allTasks(loaded);
  const exported = exportOf(loaded, name);
  if (isTask(exported)) return [exported];
  throw new InvalidInput(`Expected ${loaded.name}:${name} to be a task, got ${typeof exported}.`, {
    detail: `Tasks that it exports: ${taskNames(loaded).join(", ") || "none"}.`,
    hint: "A task is what `task({ … }, async () => { … })` returns.",
  });
}

function allTasks(loaded: LoadedFile): readonly TaskDefinition[] {
  const tasks = Object.values(loaded.exports).filter(isTask);
  if (tasks.length > 0) return tasks;
  throw new InvalidInput(`${loaded.name} exports no task.`, {
    hint: "A task is what `task({ … }, async () => { … })` returns; export it.",
  });
}

function taskNames({ exports }: LoadedFile): string[] {
  return Object.keys(exports)
    .filter((name) => isTask(exports[name]))
    .toSorted();
}
