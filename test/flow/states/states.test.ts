import { describe, expect, it } from "vitest";
import { aggregateStates } from "../../../src/flow/states/aggregateStates.ts";
import { RunNotCompleted } from "../../../src/flow/runs/runErrors.ts";
import { isFinal, State } from "../../../src/flow/states/states.ts";
import {
  Cancelled,
  Completed,
  Crashed,
  Failed,
  isCancelled,
  isCompleted,
  isFailed,
  isRunning,
  Paused,
  Running,
} from "../../../src/flow/states/stateValues.ts";

describe("a state", () => {
  it("is named for its type unless it has a name of its own", () => {
    expect(Completed()).toMatchObject({ type: "COMPLETED", name: "Completed", data: undefined });
    expect(Completed({ name: "Skipped", message: "no rows", data: 3 })).toMatchObject({
      name: "Skipped",
      message: "no rows",
      data: 3,
    });
    expect(new State({ type: "CANCELLING" }).name).toBe("Cancelling");
  });

  it("can be asked what it is", () => {
    expect([isCompleted(Completed()), isCompleted(Failed())]).toEqual([true, false]);
    expect([isFailed(Failed()), isCancelled(Cancelled()), isRunning(Running())]).toEqual([
      true,
      true,
      true,
    ]);
    expect([Completed(), Crashed(), Paused(), Running()].map(isFinal)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("gives the result, or throws what failed the run", () => {
    expect(Completed({ data: [1] }).result()).toEqual([1]);
    const error = new RangeError("no");
    expect(() => Failed({ data: error }).result()).toThrow(error);
    expect(Failed({ data: error }).result({ raiseOnFailure: false })).toBe(error);
    expect(() => Failed({ message: "out of stock" }).result()).toThrow("out of stock");
    expect(() => Running().result()).toThrow(RunNotCompleted);
    expect(() => Cancelled().result()).toThrow("The run is in state Cancelled.");
  });

  it("stands for the error of the state in it, of the first of several that did not complete", () => {
    const inner = Failed({ data: new RangeError("far") });
    expect(() => Failed({ data: inner }).result()).toThrow("far");
    const several = [Completed({ data: 1 }), Crashed({ data: inner }), Failed({ message: "no" })];
    expect(() => Failed({ data: several }).result()).toThrow("far");
    expect(() => Failed({ data: [Completed()], message: "out" }).result()).toThrow("out");
  });

  it("says in its error what its data says, if that is text, or else its message", () => {
    const told = Failed({ data: "none left", message: "not reserved" });
    expect(told.result({ raiseOnFailure: false })).toMatchObject({ message: "none left" });
    const empty = Cancelled({ data: "", message: "not today" });
    expect(empty.result({ raiseOnFailure: false })).toMatchObject({ message: "not today" });
  });

  it("refuses what it does not know", () => {
    // @ts-expect-error -- a misspelt option
    expect(() => Completed({ mesage: "x" })).toThrow("A state has no option `mesage`.");
  });
});

describe("the state of several states", () => {
  const done = Completed({ data: 1 });
  const cases = [
    ["all completed", [done, Completed({ data: 2 })], "COMPLETED", "All states completed."],
    ["any cancelled", [done, Failed(), Cancelled()], "CANCELLED", "1/3 states cancelled."],
    ["any paused", [done, Failed(), Paused()], "PAUSED", "1/3 states paused."],
    ["any failed", [done, Failed(), Failed(), done, done], "FAILED", "2/5 states failed."],
    ["a crash among them", [done, Crashed()], "FAILED", "1/2 states failed."],
    ["some not over", [done, Running()], "FAILED", "1/2 states are not final."],
  ] as const;

  it.each(cases)("with %s", (_what, states, type, message) => {
    expect(aggregateStates(states)).toMatchObject({ type, message });
  });

  it("has the results in their order, or the first error as the cause of its own", () => {
    expect(aggregateStates([done, Completed({ data: 2 })]).data).toEqual([1, 2]);
    const failed = aggregateStates([Failed({ data: new Error("first") }), Failed()]);
    expect(failed.data).toMatchObject({
      message: "2/2 states failed.",
      cause: new Error("first"),
    });
  });
});
