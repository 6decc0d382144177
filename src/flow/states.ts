const stateTypes = [
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

/** What hooks and futures see of a state. `data` is the result, or the error that failed it. */
export interface State {
  readonly type: StateType;
  /** Free text; usually the type in title case, or a finer word such as `TimedOut`. */
  readonly name: string;
  readonly message?: string;
  readonly data?: unknown;
}

/** Reads a type of state as the database writes it. */
export function stateTypeOf(text: string | null): StateType | undefined {
  return stateTypes.find((type) => type === text);
}
