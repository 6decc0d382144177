import { RunNotCompleted } from "../runs/runErrors.ts";

export const stateTypes = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
] as const;

/** The nine kinds of state that a run can be in. */
export type StateType = (typeof stateTypes)[number];

/** What a state is made of. */
export interface StateFacts {
  readonly type: StateType;
  /** Default: the type in title case. */
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  readonly data?: unknown;
}

/**
 * The state of a run, as hooks, futures and calls with `returnState` see it. A flow or task that
 * returns one ends in it.
 */
export class State<Result = unknown> {
  readonly type: StateType;
  /** Free text; usually the type in title case, or a finer word such as `TimedOut`. */
  readonly name: string;
  readonly message: string | undefined;
  /** The result of a run that completed, or the error that failed it. */
  readonly data: unknown;
  /** Never there: it carries the type of the result. */
  declare readonly resultType?: Result;

  constructor({ type, name = nameOfType(type), message, data }: StateFacts) {
    this.type = type;
    this.name = name;
    this.message = message;
    this.data = data;
  }

  /**
   * The result. Throws what failed the run, and RunNotCompleted for any other state, unless
   * `raiseOnFailure` is false: then it answers that error.
   */
  result(options?: { raiseOnFailure?: true }): Result;
  result(options: { raiseOnFailure: boolean }): Result | Error;
  result({ raiseOnFailure = true }: { raiseOnFailure?: boolean } = {}): unknown {
    if (this.type === "COMPLETED") return this.data;
    const error = errorOf(this);
    if (raiseOnFailure) throw error;
    return error;
  }
}

/**
 * The error that a state other than Completed stands for: the one that is its data, or that of
 * the state in it, of the first of several that did not complete; else one that says why.
 */
function errorOf(state: State): Error {
  const { data, message, name } = state;
  if (data instanceof Error) return data;
  const inner = Array.isArray(data) ? data.find(isFailure) : data;
  if (isFailure(inner)) return errorOf(inner);
  const text = typeof data === "string" && data !== "" ? data : message;
  return new RunNotCompleted(text ?? `The run is in state ${name}.`, {
    cause: data,
    hint: isFinal(state) ? undefined : "Wait until the run is over, then ask for its result.",
  });
}

const isFailure = (value: unknown): value is State =>
  value instanceof State && value.type !== "COMPLETED" && isFinal(value);

function nameOfType(type: StateType): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}

const statesOfRuns = new WeakSet<State>();

/** Says of a state that a run is in it, and answers it: nobody made it to end a run of theirs. */
export function stateOfRun<Stated extends State>(state: Stated): Stated {
  statesOfRuns.add(state);
  return state;
}

export function isStateOfRun(state: State): boolean {
  return statesOfRuns.has(state);
}

/** Reads a type of state as the database writes it. */
export function stateTypeOf(text: string | null): StateType | undefined {
  return stateTypes.find((type) => type === text);
}

/** Whether a run in this state is over. */
export function isFinal({ type }: Pick<State, "type">): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CANCELLED" || type === "CRASHED";
}
