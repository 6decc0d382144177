import { describe, expect, it } from "vitest";
import { unmapped } from "../../../src/flow/calls/annotations.ts";
import { expandMapArguments } from "../../../src/flow/calls/mapArguments.ts";
import { MapLengthMismatch, MapWithoutIterable } from "../../../src/flow/runs/runErrors.ts";
import { State } from "../../../src/flow/states/states.ts";
import { TaskFuture } from "../../../src/flow/futures/taskFuture.ts";

const expand = (...args: unknown[]) => expandMapArguments("clean", args);

describe("the arguments of a map", () => {
  it("are taken item by item from iterables, and whole from everything else", () => {
    expect(expand([1, 2], "text", new Set(["a", "b"]), { n: 1 }, undefined)).toEqual([
      [1, "text", "a", { n: 1 }, undefined],
      [2, "text", "b", { n: 1 }, undefined],
    ]);
    expect(expand(new Map([["k", 1]]))).toEqual([[["k", 1]]]);
  });

  it("stay whole when they are unmapped", () => {
    expect(expand([1, 2], unmapped([8, 9]))).toEqual([
      [1, [8, 9]],
      [2, [8, 9]],
    ]);
  });

  it("may be empty", () => {
    expect(expand([], "x")).toEqual([]);
  });

  it("need at least one iterable; a string is none", () => {
    expect(() => expand("abc", 1)).toThrow(MapWithoutIterable);
    expect(() => expand()).toThrow(
      'Expected at least one iterable argument in the map of task "clean", got none.',
    );
    expect(() => expand(unmapped([1]))).toThrow(MapWithoutIterable);
  });

  it("need to have one length", () => {
    expect(() => expand([1, 2], [1, 2, 3])).toThrow(MapLengthMismatch);
    expect(() => expand([1, 2], [1, 2, 3])).toThrow("to have one length, got 2, 3.");
  });

  it("cannot be the future of a list, whose length is not known", () => {
    const promise = Promise.resolve([1]);
    const state = new State({ type: "RUNNING" });
    const future = new TaskFuture({ key: "a#0", id: "", name: "a-0", state, promise });
    expect(() => expand(future)).toThrow("is a future, whose length is not known");
    expect(expand([1], unmapped(future))).toEqual([[1, future]]);
  });
});
