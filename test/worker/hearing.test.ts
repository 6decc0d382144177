import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Hearing, watchHearing } from "../../src/worker/hearing.ts";

const pollMilliseconds = 1000;
let events: EventEmitter;
let isIdle: boolean;
let isLost: boolean;
let hearing: Hearing;

beforeEach(() => {
  vi.useFakeTimers();
  events = new EventEmitter();
  isIdle = true;
  isLost = false;
  hearing = watchHearing({ events, pollMilliseconds, isIdle: () => isIdle });
  hearing.lost.catch(() => (isLost = true));
});
afterEach(() => {
  hearing[Symbol.dispose]();
  vi.useRealTimers();
});

const polls = (count: number) => vi.advanceTimersByTimeAsync(count * pollMilliseconds);

describe("graphile-worker counts as deaf", () => {
  it("when it gets no answer for five polls in a row", async () => {
    await polls(5);
    expect(isLost).toBe(false);
    await polls(1);
    expect(isLost).toBe(true);
  });

  it.each(["worker:getJob:empty", "job:start", "localQueue:getJobs:complete"])(
    "but not while it emits %s",
    async (answer) => {
      for (let i = 0; i < 10; i++) {
        await polls(3);
        events.emit(answer);
      }
      expect(isLost).toBe(false);
    },
  );

  it("but not while it can take no job and therefore asks for none", async () => {
    isIdle = false;
    await polls(100);
    isIdle = true;
    await polls(5);
    expect(isLost).toBe(false);
  });

  it("and nobody listens any more when the watch is over", () => {
    hearing[Symbol.dispose]();
    expect(events.eventNames()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
