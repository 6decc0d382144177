import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { INPUTS, TASK_SOURCE } from "../../src/flow/results/cachePolicy.ts";
import { flow } from "../../src/flow/flow.ts";
import { task } from "../../src/flow/task.ts";
import { testProvost, type TestProvost } from "../../src/testing/index.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

describe("a cached query", () => {
  it("is asked once, though two runs call it with the same question", async () => {
    const asked: string[] = [];
    const ask = task(
      { name: "ask", cachePolicy: [INPUTS, TASK_SOURCE] },
      async (region: string, _options: { verbose: boolean }) => {
        asked.push(region);
        return { region, sum: 42, at: new Date(0) };
      },
    );
    const report = flow(
      { name: "report", parameters: z.object({ region: z.string() }) },
      async ({ region }) => ask(region, { verbose: false }),
    );
    const [first, second] = [
      await provost.run(report, { region: "north" }),
      await provost.run(report, { region: "north" }),
    ];
    expect(second.result).toEqual(first.result);
    expect(second.taskRuns).toMatchObject([{ taskName: "ask", stateName: "Cached" }]);
    await provost.run(report, { region: "south" });
    expect(asked).toEqual(["north", "south"]);
  });
});
