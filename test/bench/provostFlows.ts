import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { task } from "../../src/flow/task.ts";

interface Sized {
  size?: number;
}

const step = task({ name: "step" }, (i: number) => i);

/** The flows that are measured, by kind. `began` and `ended` enclose each body. */
export function makeFlows(began: (parameters: unknown) => void, ended: () => void) {
  const noop = flow({ name: "noop" }, (parameters: Sized) => {
    began(parameters);
    ended();
    return null;
  });
  const steps = flow({ name: "steps" }, async (parameters: Sized) => {
    began(parameters);
    for (let i = 0; i < (parameters.size ?? 0); i++) await step(i);
    ended();
    return null;
  });
  const fanOut = flow({ name: "fanOut" }, async (parameters: Sized) => {
    began(parameters);
    const results = await step.map(Array.from({ length: parameters.size ?? 0 }, (_none, i) => i));
    ended();
    return results.length;
  });
  const typed = flow(
    {
      name: "typed",
      parameters: z.object({
        customer: z.string().min(1),
        amount: z.number().int(),
        express: z.boolean(),
      }),
    },
    (parameters) => {
      began(parameters);
      ended();
      return null;
    },
  );
  return { noop, steps, fanOut, typed } satisfies Record<string, FlowDefinition>;
}

/** An input that fits the schema of the flow `typed`. */
export const typedInput = (i: number) => ({
  customer: `customer-${i}`,
  amount: i,
  express: i % 2 === 0,
});
