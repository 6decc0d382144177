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

/** The error that a state other than Completed stands for. */
function errorOf(state: State): Error {
  if (state.data instanceof Error) return state.data;
  const text = state.message ?? `The run is in state ${state.name}.`;
  return new RunNotCompleted(text, {
    cause: state.data,
    hint: isFinal(state) ? undefined : "Wait until the run is over, then ask for its result.",
  });
}

function nameOfType(type: StateType): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}

/** Reads a type of state as the database writes it. */
export function stateTypeOf(text: string | null): StateType | undefined {
  return stateTypes.find((type) => type === text);
}

/** Whether a run in this state is over. */
export function isFinal({ type }: Pick<State, "type">): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CANCELLED" || type === "CRASHED";
}
