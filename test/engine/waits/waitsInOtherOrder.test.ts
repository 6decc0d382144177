import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { task } from "../../../src/flow/task.ts";
import { sleep, sleepUntil } from "../../../src/flow/waits/sleep.ts";
import { waitForEvent } from "../../../src/flow/waits/waitForEvent.ts";
import { testProvost, type TestProvost } from "../../../src/testing/index.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

const numbers = [1, 2, 3];
const step = task({ name: "step" }, async (n: number) => n);

/** A flow whose branches come to their waits in another order once it goes on. */
function branching(wait: (n: number) => Promise<unknown>) {
  let isFirst = true;
  const made = flow({ name: "branching" }, async () =>
    Promise.all(
      numbers.map(async (n) => {
        await step(n);
        if (isFirst) await pause(40 * (numbers.length - n));
        return await wait(n);
      }),
    ),
  );
  const start = async () => {
    const { id } = await provost.run(made);
    isFirst = false;
    return id;
  };
  return { start };
}

describe("waits of branches that come in another order when their run goes on", () => {
  it("get each the event that they wait for", async () => {
    const id = await branching(async (n) => (await waitForEvent(`e${n}`)).event).start();
    for (const n of [2, 1, 3]) {
      await provost.query("select provost.emit_event($1, $2)", [
        `e${n}`,
        { "provost.resource.id": "x" },
      ]);
    }
    await provost.work();
    expect(await provost.read(id)).toMatchObject({ result: ["e1", "e2", "e3"] });
  });

  it("sleep each for as long as they are to", async () => {
    const woken: number[] = [];
    const wake = task({ name: "wake" }, async (n: number) => void woken.push(n));
    const id = await branching(async (n) => {
      await sleep(n * 3600);
      await wake(n);
      return n;
    }).start();
    expect(await provost.finish(id)).toMatchObject({ result: numbers });
    expect(woken).toEqual(numbers);
  });
});

it("keeps its deadline when the code names another one each time", async () => {
  let calls = 0;
  const now = (await provost.clock.now()).getTime();
  const moving = flow({ name: "moving" }, async () => {
    calls++;
    await sleepUntil(new Date(now + 3_600_000 * calls));
    return calls;
  });
  const { id } = await provost.run(moving);
  const wakeTime = () =>
    provost.query("select wake_time from provost.flow_run_waits where flow_run_id = $1", [id]);
  const before = await wakeTime();
  expect(await provost.finish(id)).toMatchObject({ result: 2 });
  expect(await wakeTime()).toEqual(before);
});
