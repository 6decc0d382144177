/** Files of a repository with flows, as somebody would write them. */
export const pulledFlows = {
  "flows/sums.ts": `
    import { readFileSync } from "node:fs";
    import { flow, task } from "provost";
    import { z } from "zod";
    import { factor } from "./factor.ts";

    const times = task({ name: "times" }, async (a: number) => a * factor);

    export const sums = flow(
      { name: "sums", parameters: z.object({ a: z.number() }) },
      async ({ a }) => ({
        product: await times(a),
        text: readFileSync("data.txt", "utf8"),
        cwd: process.cwd(),
      }),
    );
  `,
  "flows/factor.ts": "export const factor: number = 2;",
  "data.txt": "of the first",
};
