import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SlowTasks } from "../../../src/engine/tasks/slowTasks.ts";
import type { Watched } from "../../../src/engine/tasks/slowTasks.ts";

function watched(reported: string[], name: string): Watched {
  return {
    watchedSince: 0,
    nextWatched: undefined,
    previousWatched: undefined,
    reportSlow: () => void reported.push(name),
  };
}

describe("SlowTasks", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("reports what is under way for long, once, and nothing else", async () => {
    const slow = new SlowTasks(100);
    const reported: string[] = [];
    const quick = watched(reported, "quick");
    slow.watch(watched(reported, "first"), performance.now());
    slow.watch(quick, performance.now());
    slow.watch(watched(reported, "second"), performance.now());
    await vi.advanceTimersByTimeAsync(60);
    slow.watch(watched(reported, "later"), performance.now());
    slow.forget(quick);
    await vi.advanceTimersByTimeAsync(45);
    expect(reported).toEqual(["first", "second"]);
    await vi.advanceTimersByTimeAsync(80);
    expect(reported).toEqual(["first", "second", "later"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(reported).toHaveLength(3);
  });

  it("keeps no timer when there is nothing to report", async () => {
    const slow = new SlowTasks(100);
    const one = watched([], "one");
    slow.watch(one, performance.now());
    slow.forget(one);
    slow.forget(one);
    await vi.advanceTimersByTimeAsync(200);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("forgets any of several", async () => {
    const slow = new SlowTasks(100);
    const reported: string[] = [];
    const all = ["a", "b", "c", "d"].map((name) => watched(reported, name));
    for (const each of all) slow.watch(each, performance.now());
    for (const index of [3, 0, 2]) {
      const each = all[index];
      if (each) slow.forget(each);
    }
    await vi.advanceTimersByTimeAsync(150);
    expect(reported).toEqual(["b"]);
  });
});
