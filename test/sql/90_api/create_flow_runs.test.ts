import { describe, expect, it } from "vitest";
import { deploy } from "../engine.ts";
import { rows, value } from "../rows.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

const create = (deployment: string, runs: unknown, dryRun = false): Promise<object> =>
  value(database.pool, "select provost.create_flow_runs($1, $2, $3)", [
    deployment,
    JSON.stringify(runs),
    dryRun,
  ]);

const schema = {
  type: "object",
  properties: { a: { type: "integer" }, b: { type: "string" } },
  required: ["a"],
};

describe("many runs at once", () => {
  it("are created as one by one: defaults, tags, times and keys", async () => {
    const deployment = await deploy(database.pool, { parameters: { b: "x" }, tags: ["all"] });
    const answer = await create(deployment, [
      { parameters: { a: 1 }, name: "first", tags: ["one"], labels: { team: "data" } },
      { parameters: null, scheduled_time: "2100-01-01T00:00:00Z", fairness_key: "acme" },
      {},
    ]);
    expect(answer).toMatchObject({ given: 3, created: 3, existing: 0, faults: [] });
    expect(
      await rows(
        database.pool,
        `select name = 'first' as is_first, parameters, tags, labels, fairness_key,
           expected_start_time > now() + interval '1 day' as is_later
         from provost.flow_runs where deployment = $1 order by id`,
        [deployment],
      ),
    ).toMatchObject([
      { is_first: true, parameters: { a: 1, b: "x" }, labels: { team: "data" }, is_later: false },
      { parameters: { b: "x" }, tags: ["all"], fairness_key: "acme", is_later: true },
      { parameters: { b: "x" }, tags: ["all"], fairness_key: null },
    ]);
  });

  it("are created once for each key, also of a list that names one twice", async () => {
    const deployment = await deploy(database.pool);
    const runs = [
      { idempotency_key: "k", parameters: { a: 1 } },
      { idempotency_key: "k", parameters: { a: 1 } },
      { idempotency_key: "l" },
    ];
    expect(await create(deployment, runs, true)).toMatchObject({
      created: 2,
      existing: 1,
      ids: [],
    });
    expect(await create(deployment, runs)).toMatchObject({ given: 3, created: 2, existing: 1 });
    expect(await create(deployment, runs)).toMatchObject({ created: 0, existing: 3, ids: [] });
  });

  it("are all refused when one is wrong; a dry run tells all that is", async () => {
    const deployment = await deploy(database.pool, { parameter_openapi_schema: schema });
    const runs = [
      { parameters: { a: 1 }, idempotency_key: "k" },
      { parameters: { a: "1", b: 2 } },
      { parameters: { a: 2 }, idempotency_key: "k" },
      { parameters: { a: "1" }, enforce_parameter_schema: false },
    ];
    const faults = [
      { run: 2, pointer: "/a", message: 'expected an integer, got "1"' },
      { run: 2, pointer: "/b", message: "expected a string, got 2" },
      { run: 3, pointer: "", message: "the idempotency key 'k' was used with other parameters" },
    ];
    expect(await create(deployment, runs, true)).toMatchObject({ given: 4, ids: [], faults });
    await expect(create(deployment, runs)).rejects.toMatchObject({
      code: "VOPAR",
      detail: expect.stringContaining("Run 3: the idempotency key 'k' was used"),
    });
    expect(
      await value(database.pool, "select count(*) from provost.flow_runs where deployment = $1", [
        deployment,
      ]),
    ).toBe(0);
  });

  it.each([
    [{ parameters: {} }, "Expected a JSON array of runs"],
    [[1], "Run 1: expected an object"],
    [[{}, { parameters: [] }], "Run 2: expected an object"],
    [[{ paramters: {} }], 'Run 1 has no "paramters"'],
  ])("are refused when they are written as %j", async (runs, message) => {
    const deployment = await deploy(database.pool);
    await expect(create(deployment, runs)).rejects.toThrow(message);
  });

  it("need a deployment that exists, by its name or its id", async () => {
    await expect(create("no/such", [])).rejects.toMatchObject({ code: "VODEP" });
    const deployment = await deploy(database.pool);
    const id: string = await value(
      database.pool,
      "select id from provost.deployments where full_name = $1",
      [deployment],
    );
    expect(await create(id, [{}])).toMatchObject({ created: 1 });
  });

  it.each([
    [{ tags: "x" }, 'Run 2: expected "tags" to be of type array, got "x".'],
    [{ labels: ["x"] }, 'Run 2: expected "labels" to be of type object, got ["x"].'],
    [{ job_variables: 7 }, 'Run 2: expected "job_variables" to be of type object, got 7.'],
    [{ name: { a: 1 } }, 'Run 2: expected "name" to be of type string, got {"a": 1}.'],
    [
      { enforce_parameter_schema: "no" },
      'Run 2: expected "enforce_parameter_schema" to be of type boolean, got "no".',
    ],
    [{ scheduled_time: "soon" }, "Run 2: expected a scheduled_time, got 'soon'."],
    [{ scheduled_time: "2030-01-01 00:00 No/Where" }, "Run 2: expected a scheduled_time"],
  ])("are refused with %j, also in a dry run", async (run, message) => {
    const deployment = await deploy(database.pool);
    for (const dryRun of [false, true]) {
      await expect(create(deployment, [{}, run], dryRun)).rejects.toMatchObject({
        code: "VOARG",
        message: expect.stringContaining(message),
      });
    }
  });

  it("are refused by a dry run for whatever keeps them from being created", async () => {
    const deployment = await deploy(database.pool);
    await expect(create(deployment, [{ work_queue: "none" }], true)).rejects.toMatchObject({
      code: "VONFD",
    });
    await expect(create(deployment, [{ idempotency_key: "" }], true)).rejects.toMatchObject({
      code: "VOARG",
    });
    expect(await create(deployment, [{}], true)).toMatchObject({ created: 1, ids: [] });
    expect(
      await value(database.pool, "select count(*) from provost.flow_runs where deployment = $1", [
        deployment,
      ]),
    ).toBe(0);
  });
});
