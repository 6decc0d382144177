import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { task } from "../../../src/flow/task.ts";
import { sleep } from "../../../src/flow/waits/sleep.ts";
import { waitForEvent } from "../../../src/flow/waits/waitForEvent.ts";
import { testProvost, type TestProvost } from "../../../src/testing/index.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

const milliseconds = task({ name: "milliseconds" }, async (count: number) => {
  await pause(count);
  return "done";
});
const failing = task({ name: "failing" }, async () => {
  throw new RangeError("failed");
});

describe("a race that a run plays again when it goes on", () => {
  it("is won by the event that came before the end of a sleep, also when that is past", async () => {
    const winners: string[] = [];
    const racing = flow({ name: "racing" }, async () => {
      const slept = sleep("1 hour").then(() => "sleep");
      winners.push(await Promise.race([slept, waitForEvent("go").then(({ event }) => event)]));
      await sleep("3 hours");
      return winners.at(-1);
    });
    const { id } = await provost.run(racing);
    await provost.query(`select provost.emit_event('go', '{"provost.resource.id": "x"}')`);
    expect(await provost.finish(id)).toMatchObject({ result: "go" });
    expect(winners.length).toBeGreaterThan(1);
    expect(new Set(winners)).toEqual(new Set(["go"]));
  });

  it("is won by the sleep that ended before a task, whichever was called first", async () => {
    const winners: string[] = [];
    const late = flow({ name: "late" }, async () => {
      const done = milliseconds(400);
      winners.push(await Promise.race([done, sleep(0.05).then(() => "sleep")]));
      await done;
      await sleep("1 hour");
    });
    const { id } = await provost.run(late);
    expect(await provost.finish(id)).toMatchObject({ state: { name: "Completed" } });
    expect(winners).toEqual(["sleep", "sleep"]);
  });

  it("is won by the task that ended before another", async () => {
    const winners: string[] = [];
    const named = task({ name: "named" }, async (name: string, count: number) => {
      await pause(count);
      return name;
    });
    const two = flow({ name: "two" }, async () => {
      const both = [named("slow", 300), named("fast", 1)];
      winners.push(await Promise.race(both));
      await Promise.all(both);
      await sleep("1 hour");
    });
    const { id } = await provost.run(two);
    expect(await provost.finish(id)).toMatchObject({ state: { name: "Completed" } });
    expect(winners).toEqual(["fast", "fast"]);
  });

  it("is won by the task that ended before hundreds of others", async () => {
    const winners: string[] = [];
    const won = Promise.withResolvers<void>();
    const named = task({ name: "named" }, async (number: number) => {
      if (number !== 250) await won.promise;
      return `number ${number}`;
    });
    const many = flow({ name: "many" }, async () => {
      const all = Array.from({ length: 300 }, (_none, number) => named(number));
      winners.push(await Promise.race(all));
      won.resolve();
      await Promise.all(all);
      await sleep("1 hour");
    });
    const { id } = await provost.run(many);
    expect(await provost.finish(id)).toMatchObject({ state: { name: "Completed" } });
    expect(winners).toEqual(["number 250", "number 250"]);
  });

  it("is won by the task that ended before a sleep, and lost by one that failed before it", async () => {
    const winners: string[] = [];
    const early = flow({ name: "early" }, async () => {
      const won = await Promise.race([sleep("1 hour").then(() => "sleep"), milliseconds(1)]);
      const failed = failing().catch(({ name }: Error) => name);
      const lost = await Promise.race([sleep("2 hours").then(() => "sleep"), failed]);
      winners.push(`${won}, ${lost}`);
      await sleep("3 hours");
    });
    const { id } = await provost.run(early);
    expect(await provost.finish(id)).toMatchObject({ state: { name: "Completed" } });
    expect(winners.length).toBeGreaterThan(1);
    expect(new Set(winners)).toEqual(new Set(["done, RangeError"]));
  });
});
