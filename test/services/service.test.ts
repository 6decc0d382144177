import { describe, expect, it } from "vitest";
import { startService } from "../../src/services/service.ts";
import { eventually } from "../support/eventually.ts";

describe("a service", () => {
  it("does its work again when it is woken, without waiting for its time", async () => {
    let times = 0;
    const service = startService({
      name: "test",
      onError: () => {},
      work: async () => {
        times++;
        return 60_000;
      },
    });
    await eventually(() => times === 1);
    service.wake();
    await eventually(() => times === 2);
    await service.stop();
    expect(times).toBe(2);
  });

  it("is not woken in vain while it works: it looks once more afterwards", async () => {
    let times = 0;
    const working = Promise.withResolvers<void>();
    const service = startService({
      name: "test",
      onError: () => {},
      work: async () => {
        times++;
        if (times === 1) await working.promise;
        return 60_000;
      },
    });
    await eventually(() => times === 1);
    service.wake();
    working.resolve();
    await eventually(() => times === 2);
    await service.stop();
    expect(times).toBe(2);
  });

  it("goes on after an error, and tells about it", async () => {
    const errors: unknown[] = [];
    let times = 0;
    const service = startService({
      name: "flaky",
      onError: (error, name) => errors.push([name, (error as Error).message]),
      work: async () => {
        times++;
        if (times === 1) throw new Error("no database");
        return 60_000;
      },
    });
    await eventually(() => times === 2, { within: 5 });
    await service.stop();
    expect(errors).toEqual([["flaky", "no database"]]);
  });

  it("stops at once while it waits, but ends the work that it has begun", async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    let isDone = false;
    const service = startService({
      name: "test",
      onError: () => {},
      work: async () => {
        begun.resolve();
        await finish.promise;
        isDone = true;
        return 60_000;
      },
    });
    await begun.promise;
    const stopped = service.stop();
    finish.resolve();
    await stopped;
    expect(isDone).toBe(true);
  });
});
