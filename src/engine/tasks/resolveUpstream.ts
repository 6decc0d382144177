import { InvalidInput } from "../../errors.ts";
import { AllowFailure, Opaque, PartOf, Quote, Unmapped } from "../../flow/calls/annotations.ts";
import { isPlainObject } from "../../flow/isRecord.ts";
import { DistributedFuture } from "../../flow/futures/distributedFuture.ts";
import { LateFutureList } from "../../flow/futures/lateFutureList.ts";
import { UpstreamNotCompleted } from "../../flow/runs/runErrors.ts";
import { State } from "../../flow/states/states.ts";
import { asError, TaskFuture } from "../../flow/futures/taskFuture.ts";
import { parameterNames } from "../../flow/calls/taskInputs.ts";
import { mapItems } from "./mapItems.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { TaskRun } from "./taskRun.ts";

// Futures, states and marks are found in arrays, plain objects, maps and sets, at any depth.

const upstream = [TaskFuture, DistributedFuture, LateFutureList, State, PartOf];
const marks = [...upstream, AllowFailure, Quote, Opaque, Unmapped];

/** Below this depth it is noted what has been looked at, because of cycles. */
const depthWithoutNotes = 3;

/** Whether a value is, or holds, something to put a value in the place of. */
export function holdsUpstream(value: unknown, depth = 0, seen?: Set<object>): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth > depthWithoutNotes) {
    seen ??= new Set();
    if (seen.has(value)) return false;
    seen.add(value);
  }
  if (Array.isArray(value)) return value.some((item) => holdsUpstream(item, depth + 1, seen));
  if (isPlainObject(value)) {
    for (const key in value) {
      if (holdsUpstream(value[key], depth + 1, seen)) return true;
    }
    return false;
  }
  if (value instanceof Map) return holdsUpstream([...value.values()], depth, seen);
  if (value instanceof Set) return holdsUpstream([...value], depth, seen);
  return marks.some((Mark) => value instanceof Mark);
}

/** Which task runs a call depends on, by their ids. */
export interface TaskInputs {
  /** The task run whose code makes the call. */
  readonly parents?: readonly string[];
  /** Those whose results are passed, by the name of the parameter. */
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  /** Those that had to complete first, although nothing of them is passed. */
  readonly waitFor?: readonly string[];
}

/**
 * The arguments of a call with results in the place of futures, after all that it has to wait for.
 * @throws UpstreamNotCompleted when a future has no result
 */
export async function resolveUpstream(
  call: TaskRun,
): Promise<{ args: readonly unknown[]; inputs: TaskInputs }> {
  const { task, args } = call;
  const waitFor = call.call?.waitFor ?? [];
  const parameters: Record<string, string[]> = {};
  const waitedFor: string[] = [];
  const names = parameterNames(task.fn);
  const resolving = args.map((arg, index) => {
    if (!holdsUpstream(arg)) return arg;
    const found: string[] = [];
    parameters[nameOfParameter(names[index], index)] = found;
    return new Resolver(call, found).resolve(arg, []);
  });
  const waiting = new Resolver(call, waitedFor).resolve(waitFor, []);
  // All of it is waited for together; the first failure is the one that is told.
  const [resolved] = await Promise.all([Promise.all(resolving), waiting]);
  const inputs = { parameters, ...(waitFor.length > 0 ? { waitFor: waitedFor } : {}) };
  return { args: resolved.map(unquoted), inputs };
}

const unquoted = (value: unknown): unknown => (value instanceof Quote ? value.value : value);

function nameOfParameter(name: string | undefined, index: number): string {
  return name === undefined || name.startsWith("{") ? String(index) : name.replace("...", "");
}

class Resolver {
  readonly #call: TaskRun;
  readonly #found: string[];
  readonly #allowsFailure: boolean;

  constructor(call: TaskRun, found: string[], allowsFailure = false) {
    this.#call = call;
    this.#found = found;
    this.#allowsFailure = allowsFailure;
  }

  /** `path` holds the objects that the value is in, so that a cycle is not followed. */
  async resolve(value: unknown, path: readonly object[]): Promise<unknown> {
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof TaskFuture) return this.#resultOf(value);
    if (value instanceof DistributedFuture) return this.#resultElsewhere(value);
    if (value instanceof LateFutureList) return this.resolve(await value.futures(), path);
    if (value instanceof State) return this.#dataOf(value);
    if (value instanceof PartOf) return this.#valueOf(value);
    // A future must not come out of an async function by itself: it would be awaited.
    if (value instanceof Quote) return value;
    if (value instanceof Unmapped) return this.resolve(value.value, path);
    if (value instanceof Opaque) {
      const inner: unknown = value.value;
      return [...upstream, Quote].some((Mark) => inner instanceof Mark)
        ? this.resolve(inner, path)
        : inner;
    }
    if (value instanceof AllowFailure) {
      return new Resolver(this.#call, this.#found, true).resolve(value.value, path);
    }
    if (path.includes(value) || !holdsUpstream(value)) return value;
    return mapItems(value, (item) => this.resolve(item, [...path, value]), unquoted);
  }

  async #resultOf(future: TaskFuture<unknown>): Promise<unknown> {
    const source = TaskFuture.sourceOf(future);
    if (this.#call.isWithin(source)) throw waitsForItself(this.#call);
    if (!this.#found.includes(source.id)) this.#found.push(source.id);
    try {
      return await source.promise;
    } catch (error) {
      if (error instanceof RunStopped) throw error;
      if (this.#allowsFailure) return asError(error);
      throw upstreamFailed(this.#call, `task run "${source.name}" failed`, error);
    }
  }

  /** The result of a run in the background, which may be under way in another process. */
  async #resultElsewhere(future: DistributedFuture<unknown>): Promise<unknown> {
    const { taskRunId } = future;
    if (!this.#found.includes(taskRunId)) this.#found.push(taskRunId);
    const state = await future.wait();
    if (state.type === "COMPLETED") return state.data;
    const error = state.result({ raiseOnFailure: false });
    if (this.#allowsFailure) return error;
    throw upstreamFailed(this.#call, `background run ${taskRunId} is ${state.name}`, error);
  }

  #valueOf({ taskRunId, value }: PartOf): unknown {
    if (taskRunId !== undefined && !this.#found.includes(taskRunId)) this.#found.push(taskRunId);
    return value;
  }

  #dataOf(state: State): unknown {
    if (state.type === "COMPLETED") return state.data;
    const error = state.result({ raiseOnFailure: false });
    if (this.#allowsFailure) return error;
    throw upstreamFailed(this.#call, `it depends on a state ${state.name}`, error);
  }
}

function upstreamFailed({ task }: TaskRun, why: string, cause: unknown): UpstreamNotCompleted {
  const kind = task.standsFor === "flow" ? "Flow" : "Task";
  return new UpstreamNotCompleted(`${kind} "${task.name}" was not run, because ${why}.`, {
    cause,
    hint:
      "Handle the failure of the earlier task before this one is called, or wrap the argument " +
      "in `allowFailure(…)`.",
  });
}

function waitsForItself({ task, key }: TaskRun): InvalidInput {
  return new InvalidInput(`Task "${task.name}" depends on itself: it would wait for ever.`, {
    detail: `The call "${key}" is given its own future, or that of a task that it is called by.`,
    hint: "Pass the value, or call the task after the other one.",
  });
}
