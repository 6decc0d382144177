import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { afterListening, longestTimer, sleepLong, startTimer } from "../src/timers.ts";

const month = 31 * 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a timer goes off once after its time, also when it is longer than those of Node", () => {
  const onTime = vi.fn<() => void>();
  startTimer(month, onTime);
  vi.advanceTimersByTime(longestTimer);
  vi.advanceTimersByTime(month - longestTimer - 1);
  expect(onTime).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  vi.advanceTimersByTime(month);
  expect(onTime).toHaveBeenCalledTimes(1);
});

it("a timer that is undone does not go off, in whatever part of it that is", () => {
  const onTime = vi.fn<() => void>();
  const stop = startTimer(month, onTime);
  vi.advanceTimersByTime(longestTimer + 1);
  stop();
  expect(vi.getTimerCount()).toBe(0);
  expect(onTime).not.toHaveBeenCalled();
});

it("a sleep lasts as long as it is to, unless it is ended before", async () => {
  vi.useRealTimers();
  const ending = new AbortController();
  const sleeping = sleepLong(month, ending.signal);
  ending.abort();
  await expect(sleeping).rejects.toMatchObject({ name: "AbortError" });
});

it("what listens for so long goes off after its time, and after what there is to read then", () => {
  const order: string[] = [];
  afterListening(1000, () => order.push("time"));
  vi.advanceTimersByTime(999);
  void setImmediate(() => order.push("read"));
  expect(order).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(order).toEqual(["read", "time"]);
});

it("what listens does not go off when that is undone, also at the last moment", () => {
  const onTime = vi.fn<() => void>();
  const stops = [afterListening(1000, onTime), afterListening(1000, onTime)];
  vi.advanceTimersByTime(500);
  stops[0]?.();
  vi.advanceTimersByTime(499);
  void setTimeout(() => stops[1]?.(), 1);
  vi.advanceTimersByTime(5000);
  expect(onTime).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
