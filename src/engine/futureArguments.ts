import { FutureList } from "../flow/futureList.ts";
import { UpstreamNotCompleted } from "../flow/runErrors.ts";
import { TaskFuture } from "../flow/taskFuture.ts";
import { RunStopped } from "./runStopped.ts";

// Futures are recognised as arguments themselves, in arrays and as fields of plain objects.

/** Whether any argument holds a future. */
export function holdFutures(args: readonly unknown[]): boolean {
  for (const arg of args) {
    if (typeof arg === "object" && arg !== null && holdsFuture(arg)) return true;
  }
  return false;
}

function holdsFuture(value: object): boolean {
  if (value instanceof TaskFuture || value instanceof FutureList) return true;
  if (Array.isArray(value)) return value.some(isFuture);
  if (!isPlainObject(value)) return false;
  for (const key in value) {
    if (isFuture(value[key])) return true;
  }
  return false;
}

function isFuture(value: unknown): value is TaskFuture<unknown> | FutureList<unknown> {
  return value instanceof TaskFuture || value instanceof FutureList;
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The arguments with results in the place of futures.
 * @throws UpstreamNotCompleted when a future has no result
 */
export function resolveFutures(
  taskName: string,
  args: readonly unknown[],
): Promise<readonly unknown[]> {
  return Promise.all(args.map((arg) => resolveArgument(taskName, arg)));
}

async function resolveArgument(taskName: string, arg: unknown): Promise<unknown> {
  if (isFuture(arg)) return resolve(taskName, arg);
  if (typeof arg !== "object" || arg === null || !holdsFuture(arg)) return arg;
  const entries = Object.entries(arg).map(
    async ([key, value]) =>
      [key, isFuture(value) ? await resolve(taskName, value) : value] as const,
  );
  const resolved = await Promise.all(entries);
  return Array.isArray(arg) ? resolved.map(([, value]) => value) : Object.fromEntries(resolved);
}

async function resolve(
  taskName: string,
  future: TaskFuture<unknown> | FutureList<unknown>,
): Promise<unknown> {
  try {
    return await future;
  } catch (error) {
    if (error instanceof RunStopped) throw error;
    const failed = future instanceof TaskFuture ? `"${future.name}"` : "of a list";
    throw new UpstreamNotCompleted(
      `Task "${taskName}" was not run, because task run ${failed} among its arguments failed.`,
      { cause: error, hint: "Handle the failure of the earlier task before this one is called." },
    );
  }
}
