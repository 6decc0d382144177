import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { INPUTS } from "../../src/flow/results/cachePolicy.ts";
import { flow } from "../../src/flow/flow.ts";
import { task } from "../../src/flow/task.ts";
import { testProvost, type TestProvost } from "../../src/testing/index.ts";

interface Score {
  readonly player: string;
  readonly score: number;
}

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

describe("a parameterised ETL", () => {
  it("retries its source, keeps what it got for six hours, and loads what is good enough", async () => {
    let requests = 0;
    const loaded: string[][] = [];
    const extract = task(
      {
        name: "extract",
        retries: 2,
        cachePolicy: INPUTS,
        cacheExpirationSeconds: 6 * 60 * 60,
      },
      async (league: string): Promise<Score[]> => {
        if (++requests === 1) throw new Error("503");
        return [
          { player: `${league} Ada`, score: 90 },
          { player: `${league} Bob`, score: 40 },
        ];
      },
    );
    const load = task({ name: "load" }, (scores: Score[]) => {
      loaded.push(scores.map(({ player }) => player));
      return scores.length;
    });
    const etl = flow(
      {
        name: "scores",
        parameters: z.object({ league: z.string(), minimumScore: z.number().default(0) }),
      },
      async ({ league, minimumScore }) =>
        load((await extract(league)).filter(({ score }) => score >= minimumScore)),
    );

    const run = (minimumScore: number) => provost.run(etl, { league: "A", minimumScore });
    expect(await run(50)).toMatchObject({ result: 1, state: { name: "Completed" } });
    expect(requests).toBe(2);

    await provost.clock.advance("5 hours 59 minutes");
    expect((await run(0)).taskRuns).toMatchObject([
      { taskName: "extract", stateName: "Cached" },
      { taskName: "load", stateName: "Completed" },
    ]);
    expect(requests).toBe(2);

    await provost.clock.advance("2 minutes");
    expect(await run(95)).toMatchObject({ result: 0 });
    expect(requests).toBe(3);
    expect(loaded).toEqual([["A Ada"], ["A Ada", "A Bob"], []]);
  });
});
