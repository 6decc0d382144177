import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { InvalidInput } from "../../src/errors.ts";
import { flow } from "../../src/flow/flow.ts";
import { isFlow } from "../../src/flow/isFlow.ts";

const body = async () => null;

describe("flow", () => {
  it("completes its options", () => {
    const made = flow({ name: "etl" }, body);
    expect(made.name).toBe("etl");
    expect(isFlow(made)).toBe(true);
    expect(made.settings).toEqual({
      name: "etl",
      description: undefined,
      version: undefined,
      parameters: undefined,
      tags: [],
      retries: undefined,
      retryDelaySeconds: undefined,
      timeoutSeconds: undefined,
      flowRunName: undefined,
      logPrints: undefined,
      persistResult: true,
      validateParameters: true,
      replayMismatch: "fail",
      isGenerator: false,
      onRunning: [],
      onCompletion: [],
      onFailure: [],
      onCancellation: [],
      onCrashed: [],
    });
  });

  it("is named for its function when no name is given", () => {
    expect(flow(async function nightly_load() {}).name).toBe("nightly-load");
    expect(() => flow(async () => null)).toThrow(
      "A flow whose function has no name needs a `name`",
    );
  });

  it.each<[string, object]>([
    ["Expected `name` to be a name without any of / % & > <", { name: "a/b" }],
    ["Expected `name` to be a name of at most 512 characters", { name: "a".repeat(513) }],
    ["Expected `retries` to be a whole number", { retries: "1" }],
    ["Expected `retryDelaySeconds` to be a number of 0 or more", { retryDelaySeconds: [1] }],
    ["Expected `timeoutSeconds` to be a number greater than 0", { timeoutSeconds: -1 }],
    ["Expected `parameters` to be a schema of zod 4.", { parameters: { source: "string" } }],
    ["Expected `persistResult` to be true or false", { persistResult: "no" }],
    ["Expected `onCrashed` to be a function", { onCrashed: [1] }],
    ["A flow has no option `flow_run_name`.", { flow_run_name: "x" }],
  ])("says: %s", (message, options) => {
    expect(() => flow({ name: "etl", ...options }, body)).toThrow(message);
  });

  it("gives access to the function alone, and can be copied", () => {
    const greet = flow({ name: "greet" }, ({ who }: { who: string }) => `hello ${who}`);
    expect(greet.fn({ who: "Ada" })).toBe("hello Ada");
    expect(greet.withOptions({ name: "other", retries: 2 }).settings).toMatchObject({
      name: "other",
      retries: 2,
    });
  });

  it("needs the engine to run", () => {
    expect(() => flow({ name: "etl" }, body)()).toThrow(
      "Nothing is registered that could run a flow or a task.",
    );
  });
});

/** What the types do not offer. */
interface Loose {
  with(options: object): unknown;
  serve(options?: unknown): Promise<void>;
  toDeployment(options: object): unknown;
}

describe("a flow in plain JavaScript", () => {
  const etl = flow({ name: "etl" }, body) as unknown as Loose;

  it("takes no options that only the background has, which it would pass over", () => {
    expect(() => etl.with({ delaySeconds: 60 })).toThrow(
      "A call of a flow has no option `delaySeconds`.",
    );
  });

  it("says what is wrong when it is served or found elsewhere without options", async () => {
    await expect(etl.serve()).rejects.toThrow(InvalidInput);
    const from = flow.from as (options?: object) => unknown;
    expect(() => from()).toThrow(InvalidInput);
    expect(() => from({ sorce: "x", entrypoint: "a.ts:b" })).toThrow("has no option `sorce`");
    expect(() => from({ source: "https://x.test/y.git" })).toThrow("Expected `entrypoint`");
  });

  it.each([
    [{ tags: "nightly" }, 'Expected `tags` to be a list of strings, got "nightly" (string).'],
    [{ tags: 5 }, "Expected `tags` to be a list of strings, got 5 (number)."],
    [{ schedules: ["0 9 * * *"] }, "Expected `schedules` to be a list of schedules."],
  ])("refuses a deployment with %j", (options, message) => {
    expect(() => etl.toDeployment({ name: "d", ...options })).toThrow(message);
  });
});

describe("a deployment of a flow", () => {
  const parameters = z.object({ source: z.string(), limit: z.number().default(3) });
  const etl = flow({ name: "etl", description: "Loads.", tags: ["a"], parameters }, body);

  it("is a definition with the defaults of its flow", () => {
    expect(
      etl.toDeployment({ name: "nightly", tags: ["b"], parameters: { limit: 5 } }),
    ).toMatchObject({
      flow: etl,
      name: "nightly",
      description: "Loads.",
      version: undefined,
      tags: ["a", "b"],
      labels: {},
      parameters: { limit: 5 },
      enforceParameterSchema: true,
      schedules: [],
      paused: false,
      workPool: undefined,
      entrypoint: undefined,
      jobVariables: {},
    });
  });

  it("has the JSON Schema of what callers may send", () => {
    expect(etl.toDeployment({ name: "nightly" }).parameterSchema).toMatchObject({
      type: "object",
      properties: { source: { type: "string" }, limit: { type: "number", default: 3 } },
      required: ["source"],
    });
    expect(flow({ name: "f" }, body).toDeployment({ name: "d" }).parameterSchema).toBeUndefined();
  });

  it("takes schemas of zod/mini, and lets anything pass that JSON cannot say", () => {
    const small = flow({ name: "f", parameters: mini.object({ n: mini.number() }) }, body);
    expect(small.toDeployment({ name: "d" }).parameterSchema).toMatchObject({ required: ["n"] });
    const dated = flow({ name: "f", parameters: z.object({ at: z.date() }) }, body);
    expect(dated.toDeployment({ name: "d" }).parameterSchema).toMatchObject({
      properties: { at: {} },
    });
  });

  it.each<[string, object]>([
    ["Expected `name` to be a name", { name: "a/b" }],
    ["Expected `schedules` to be a list of schedules.", { schedules: "0 * * * *" }],
    ["Expected `parameters` to be an object.", { parameters: [1] }],
    ["A deployment has no option `cron`.", { cron: "0 * * * *" }],
  ])("says: %s", (message, options) => {
    expect(() => etl.toDeployment({ name: "nightly", ...options })).toThrow(message);
  });

  it("is deployed for workers only with an entrypoint", async () => {
    const etl = flow({ name: "etl" }, async () => 1);
    await expect(etl.deploy({ name: "nightly" })).rejects.toThrow(
      'Deployment "nightly" does not say where its flow is found.',
    );
  });
});
