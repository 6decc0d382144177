import { expectString, refuseUnknownOptions } from "../optionChecks.ts";
import { State } from "./states.ts";
import type { StateType } from "./states.ts";

// States as users write them, and what they ask of them. Their names begin with capitals, as the
// states do everywhere.

/** What a state may say besides its type. */
export interface StateOptions<Data = unknown> {
  /** The result of a completed run, or the error of one that failed. */
  data?: Data;
  /** One line that says why. */
  message?: string;
  /** Default: the type in title case. */
  name?: string;
}

function make(type: StateType, options: StateOptions): State<never> {
  refuseUnknownOptions("state", options, ["data", "message", "name"]);
  const { name, message, data } = options;
  if (name !== undefined) expectString("name", name);
  if (message !== undefined) expectString("message", message);
  return new State<never>({ type, name, message, data });
}

/**
 * The run has done its work; `data` is its result.
 *
 * @example return rows.length === 0 ? Completed({ name: "Skipped", data: [] }) : clean(rows);
 */
export function Completed<Data = undefined>(options: StateOptions<Data> = {}): State<Data> {
  return make("COMPLETED", options);
}

/** The run failed; `data` may be the error. A task or flow that returns it is retried. */
export const Failed = (options: StateOptions = {}): State<never> => make("FAILED", options);
/** Somebody or something called the run off. */
export const Cancelled = (options: StateOptions = {}): State<never> => make("CANCELLED", options);
/** The run was ended by what it ran on. */
export const Crashed = (options: StateOptions = {}): State<never> => make("CRASHED", options);
/** The run is to start at a time. */
export const Scheduled = (options: StateOptions = {}): State<never> => make("SCHEDULED", options);
/** The run is about to start. */
export const Pending = (options: StateOptions = {}): State<never> => make("PENDING", options);
/** The run is under way. */
export const Running = (options: StateOptions = {}): State<never> => make("RUNNING", options);
/** The run waits for somebody. */
export const Paused = (options: StateOptions = {}): State<never> => make("PAUSED", options);
/** The run is being called off. */
export const Cancelling = (options: StateOptions = {}): State<never> => make("CANCELLING", options);

/** Anything with the type of a state: a state, or a row of the database. */
type Stated = Pick<State, "type">;

export const isCompleted = ({ type }: Stated): boolean => type === "COMPLETED";
export const isFailed = ({ type }: Stated): boolean => type === "FAILED";
export const isCancelled = ({ type }: Stated): boolean => type === "CANCELLED";
export const isCrashed = ({ type }: Stated): boolean => type === "CRASHED";
export const isScheduled = ({ type }: Stated): boolean => type === "SCHEDULED";
export const isPending = ({ type }: Stated): boolean => type === "PENDING";
export const isRunning = ({ type }: Stated): boolean => type === "RUNNING";
export const isPaused = ({ type }: Stated): boolean => type === "PAUSED";
export const isCancelling = ({ type }: Stated): boolean => type === "CANCELLING";
