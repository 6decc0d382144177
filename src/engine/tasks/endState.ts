import { Quote } from "../../flow/calls/annotations.ts";
import { aggregateState, aggregateStates } from "../../flow/states/aggregateStates.ts";
import { isStateOfRun, State } from "../../flow/states/states.ts";
import { TaskFuture } from "../../flow/futures/taskFuture.ts";
import { isGenerator, listValues } from "../calls/generators.ts";

/**
 * The state that a task run ends in because of what its function returned: data is the result of
 * a completed run, a state that it has made is the end itself, and those of other runs, or several
 * states or futures, are put together. What is quoted is data, whatever it is.
 */
export function endState(value: unknown): State | Promise<State> {
  if (typeof value !== "object" || value === null) return completed(value);
  if (value instanceof Quote) return completed(value.value);
  // One that is made once may be returned by many.
  if (value instanceof State) return isStateOfRun(value) ? aggregateState(value) : new State(value);
  const items = Array.isArray(value) ? value : value instanceof Set ? [...value] : undefined;
  if (items && items.length > 0 && items.every(isStateOrFuture)) return aggregate(items);
  return isGenerator(value) ? listValues(value).then(completed) : completed(value);
}

const completed = (data: unknown): State => new State({ type: "COMPLETED", data });

function isStateOrFuture(value: unknown): value is State | TaskFuture<unknown> {
  return value instanceof State || value instanceof TaskFuture;
}

async function aggregate(items: readonly (State | TaskFuture<unknown>)[]): Promise<State> {
  return aggregateStates(
    await Promise.all(items.map(async (item) => (item instanceof State ? item : item.wait()))),
  );
}
