import { aggregateStates } from "../../flow/states/aggregateStates.ts";
import { State } from "../../flow/states/states.ts";
import { TaskFuture } from "../../flow/futures/taskFuture.ts";
import { endState } from "../tasks/endState.ts";
import { mapItems } from "../tasks/mapItems.ts";
import { holdsUpstream } from "../tasks/resolveUpstream.ts";

/**
 * The state that a flow run ends in because of what its function returned. Futures and states in
 * it, at any depth, are waited for; when all of them have completed, their results take their
 * places. (A single future, or the list of a `map`, has been awaited by then, as every promise
 * that a function returns.)
 */
export async function endOfFlow(value: unknown): Promise<State> {
  const end = await endState(value);
  if (end.type !== "COMPLETED" || !holdsUpstream(end.data)) return end;
  const states: State[] = [];
  const data = await settle(end.data, states, []);
  return states.every(({ type }) => type === "COMPLETED")
    ? new State({ type: "COMPLETED", name: end.name, message: end.message, data })
    : aggregateStates(states);
}

/** A value with results in the place of futures and states, which are added to the list. */
async function settle(value: unknown, states: State[], path: readonly object[]): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof TaskFuture || value instanceof State) {
    const state = value instanceof State ? value : await value.wait();
    states.push(state);
    return state.data;
  }
  if (path.includes(value) || !holdsUpstream(value)) return value;
  return mapItems(value, (item) => settle(item, states, [...path, value]));
}
