import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { TimedOut } from "../../../src/flow/runs/runErrors.ts";
import { task } from "../../../src/flow/task.ts";
import { sleep } from "../../../src/flow/waits/sleep.ts";
import { testProvost, type TestProvost } from "../../../src/testing/index.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

const add = task({ name: "add" }, async (a: number, b: number) => {
  if (a === b) throw new RangeError("the same");
  return a + b;
});
const later = add.with({ delaySeconds: 7200 });

describe("a flow that waits for what it has sent to the background", () => {
  it("holds no worker meanwhile, and goes on with the result or the error", async () => {
    await provost.serve(add);
    const waiting = flow({ name: "waiting" }, async () => {
      const [good, bad] = [await later.delay(1, 2), await later.delay(2, 2)];
      return [await good.result(), await bad.result().catch((error: unknown) => error)].map(String);
    });
    const { id, state } = await provost.run(waiting);
    expect(state.name).toBe("AwaitingFlowRun");
    expect(await provost.query("select from provost_private.active_runs")).toEqual([]);
    await provost.clock.advance("2 hours");
    await provost.work();
    expect(await provost.read(id)).toMatchObject({ result: ["3", "RangeError: the same"] });
  });

  it("holds no worker either when it passes on what is to come, or calls something after it", async () => {
    await provost.serve(add);
    const passing = flow({ name: "passing" }, async () => {
      const [three, seven] = [await later.delay(1, 2), await later.delay(3, 4)];
      const ten = add.submit(three, seven);
      return await add.with({ waitFor: [three] })(ten, 1);
    });
    const { id, state } = await provost.run(passing);
    expect(state.name).toBe("AwaitingFlowRun");
    await provost.clock.advance("2 hours");
    await provost.work();
    expect(await provost.read(id)).toMatchObject({ result: 11 });
  });

  it("is told again that it was not there in time, also when it has come since", async () => {
    const told: unknown[] = [];
    const impatient = flow({ name: "impatient" }, async () => {
      const sent = await later.delay(1, 2);
      told.push(await sent.result({ timeoutSeconds: 60 }).catch((error: unknown) => error));
      await sleep("3 hours");
      return await sent.result();
    });
    const { id } = await provost.run(impatient);
    expect(await provost.finish(id)).toMatchObject({ state: { name: "Completed" }, result: 3 });
    expect(told.length).toBeGreaterThan(1);
    for (const each of told) expect(each).toBeInstanceOf(TimedOut);
  });
});
