import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import type { Flow } from "../../src/flow/flow.ts";

describe("the types of a flow", () => {
  it("takes what the schema takes and gives the function what the schema makes of it", () => {
    const etl = flow(
      { name: "etl", parameters: z.object({ source: z.string(), limit: z.coerce.number() }) },
      async (parameters) => {
        expectTypeOf(parameters).toEqualTypeOf<{ source: string; limit: number }>();
        return [parameters.source];
      },
    );
    expectTypeOf(etl).parameters.toEqualTypeOf<[parameters: { source: string; limit: unknown }]>();
    expectTypeOf(etl).returns.toEqualTypeOf<Promise<string[]>>();
  });

  it("lets the parameters be left out when every field has a default", () => {
    const report = flow(
      { name: "report", parameters: z.object({ day: z.string().default("today") }) },
      ({ day }) => day.length,
    );
    expectTypeOf(report).parameters.toEqualTypeOf<[parameters?: { day?: string | undefined }]>();
    expectTypeOf(report).returns.toEqualTypeOf<Promise<number>>();
  });

  it("takes the parameters of the function when there is no schema", () => {
    const greet = flow({ name: "greet" }, async ({ who }: { who: string }) => `hello ${who}`);
    expectTypeOf(greet).toEqualTypeOf<Flow<[{ who: string }], string>>();
    const tick = flow({ name: "tick" }, async () => 1);
    expectTypeOf(tick).toEqualTypeOf<Flow<[], number>>();
    const bare = flow(async function bare({ who }: { who: string }) {
      return who;
    });
    expectTypeOf(bare).parameter(0).toEqualTypeOf<{ who: string }>();
  });

  it("refuses parameters that do not fit", () => {
    const greet = flow(
      { name: "greet", parameters: z.object({ who: z.string() }) },
      async ({ who }) => who,
    );
    // @ts-expect-error -- who is a string
    expectTypeOf(greet).toBeCallableWith({ who: 1 });
    // @ts-expect-error -- who is needed
    expectTypeOf(greet).toBeCallableWith();
    // @ts-expect-error -- a flow takes one object
    flow({ name: "wrong" }, async (a: string, b: string) => a + b);
  });

  it("types the parameters of run names and deployments", () => {
    const etl = flow(
      {
        name: "etl",
        parameters: z.object({ source: z.string(), limit: z.number().default(3) }),
        flowRunName: (parameters) => {
          expectTypeOf(parameters).toEqualTypeOf<{ source: string; limit: number }>();
          return parameters.source;
        },
      },
      async () => null,
    );
    etl.toDeployment({ name: "nightly", parameters: { limit: 2 } });
    // @ts-expect-error -- limit is a number
    etl.toDeployment({ name: "nightly", parameters: { limit: "2" } });
  });

  it("keeps its types when options change", () => {
    const tick = flow({ name: "tick" }, async () => 1).withOptions({ retries: 2 });
    expectTypeOf(tick).toEqualTypeOf<Flow<[], number>>();
  });
});
