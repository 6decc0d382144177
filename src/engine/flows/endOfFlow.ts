import { AllowFailure, Opaque, Quote, Unmapped } from "../../flow/calls/annotations.ts";
import { LateFutureList } from "../../flow/futures/lateFutureList.ts";
import { aggregateStates } from "../../flow/states/aggregateStates.ts";
import { State } from "../../flow/states/states.ts";
import { TaskFuture } from "../../flow/futures/taskFuture.ts";
import { endState } from "../tasks/endState.ts";
import { mapItems } from "../tasks/mapItems.ts";
import { holdsUpstream } from "../tasks/resolveUpstream.ts";

/**
 * The state that a flow run ends in because of what its function returned. Futures in it, at any
 * depth, are waited for; when all of them have completed, their results take their places. A state
 * among other data is data: its result, or the error that it stands for, takes its place. (A single
 * future, or the list of a `map`, has been awaited by then, as every promise that a function
 * returns.)
 */
export async function endOfFlow(value: unknown): Promise<State> {
  const end = await endState(value);
  if (value instanceof Quote || end.type !== "COMPLETED" || !holdsUpstream(end.data)) return end;
  const states: State[] = [];
  const data = await settle(end.data, states, []);
  return states.every(({ type }) => type === "COMPLETED")
    ? new State({ type: "COMPLETED", name: end.name, message: end.message, data })
    : aggregateStates(states);
}

/** A value with results in the place of futures, whose states are added to the list. */
async function settle(value: unknown, states: State[], path: readonly object[]): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof State) return value.result({ raiseOnFailure: false });
  if (value instanceof TaskFuture) {
    const state = await value.wait();
    states.push(state);
    return state.result({ raiseOnFailure: false });
  }
  if (value instanceof LateFutureList) return settle(await value.futures(), states, path);
  if (value instanceof Quote) return value.value;
  // What may fail decides nothing.
  if (value instanceof AllowFailure) return settle(value.value, [], path);
  if (value instanceof Opaque || value instanceof Unmapped) {
    return settle(value.value, states, path);
  }
  if (path.includes(value) || !holdsUpstream(value)) return value;
  return mapItems(value, (item) => settle(item, states, [...path, value]));
}
