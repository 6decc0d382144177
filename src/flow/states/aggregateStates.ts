import { ReturnedFuturesFailed } from "../runs/runErrors.ts";
import { isFinal, State } from "./states.ts";

/**
 * The state of what is made of several: Completed when all are, with the list of their results;
 * else Cancelled when any is, else Paused when any is, else Failed.
 */
export function aggregateStates(states: readonly State[]): State {
  const count = (isOne: (state: State) => boolean) => states.filter(isOne).length;
  const of = (part: number, what: string) => `${part}/${states.length} states ${what}.`;

  if (states.every(({ type }) => type === "COMPLETED")) {
    const data = states.map((state) => state.data);
    return new State({ type: "COMPLETED", message: "All states completed.", data });
  }
  const cancelled = count(({ type }) => type === "CANCELLED");
  if (cancelled > 0) return new State({ type: "CANCELLED", message: of(cancelled, "cancelled") });
  const paused = count(({ type }) => type === "PAUSED");
  if (paused > 0) return new State({ type: "PAUSED", message: of(paused, "paused") });

  const failed = count(({ type }) => type === "FAILED" || type === "CRASHED");
  const unfinished = count((state) => !isFinal(state));
  const message = failed > 0 ? of(failed, "failed") : of(unfinished, "are not final");
  const first = states.find(({ type, data }) => type !== "COMPLETED" && data !== undefined);
  const data = new ReturnedFuturesFailed(message, { cause: first?.data });
  return new State({ type: "FAILED", message, data });
}

/** The state of what ends in that of another run: alike, but under its own name. */
export function aggregateState(state: State): State {
  const { type, message } = aggregateStates([state]);
  const data = type === "COMPLETED" ? state.data : state.result({ raiseOnFailure: false });
  return new State({ type, message, data });
}
