import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { flowRun } from "../../../src/flow/runs/runtime.ts";
import type { State } from "../../../src/flow/states/states.ts";
import { testProvost, type TestProvost } from "../../../src/testing/index.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

describe("the hook of a run that was cancelled before it ended by itself", () => {
  it.each<[string, () => unknown]>([
    ["with a result", () => "done"],
    [
      "with an error",
      () => {
        throw new RangeError("too late");
      },
    ],
  ])("%s is told why it was cancelled, and nothing of that", async (_, end) => {
    const states: State[] = [];
    const name = "called-off";
    const onCancellation = (__: unknown, ___: unknown, state: State) => states.push(state);
    const calledOff = flow({ name, flowRunName: name, onCancellation }, async () => {
      await provost.query("select provost.cancel_flow_run($1)", [flowRun.id]);
      return end();
    });
    const { state } = await provost.run(calledOff);
    expect(state).toMatchObject({ name: "Cancelled", message: "Cancelled on request." });
    expect(states).toMatchObject([state]);
    expect(() => states[0]?.result()).toThrow('Flow run "called-off" was cancelled.');
  });
});
