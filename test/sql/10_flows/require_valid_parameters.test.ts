import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { aDeployment, aFlowRun } from "../../support/makers.ts";
import { rows } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const insert = "insert into provost.flow_runs (deployment, parameters) values ($1, $2)";
const definition = {
  flow: { name: "etl" },
  name: "local",
  parameter_openapi_schema: {
    type: "object",
    properties: { source: { type: "string" }, limit: { type: "integer", minimum: 1 } },
    required: ["source"],
    additionalProperties: false,
  },
};

describe("an insert with parameters that do not fit", () => {
  it("is refused with the first violation, all of them, and what to do", async () => {
    await aDeployment(db, definition);
    const error = await refusal(db, insert, ["etl/local", { source: 42, limit: 0 }]);
    expect(error.code).toBe("VOPAR");
    expect(error.message).toBe(
      'Parameter "/limit" of deployment "etl/local": expected a number of at least 1, got 0.',
    );
    expect(JSON.parse(error.detail ?? "")).toEqual([
      {
        pointer: "/limit",
        keyword: "minimum",
        message: "expected a number of at least 1, got 0",
      },
      { pointer: "/source", keyword: "type", message: "expected a string, got 42" },
    ]);
    expect(error.hint).toContain("schema of the deployment");
  });

  it("is refused as a whole when the violation is about all of them", async () => {
    const schema = { oneOf: [{ required: ["a"] }, { required: ["b"] }] };
    await aDeployment(db, { ...definition, parameter_openapi_schema: schema });
    const error = await refusal(db, insert, ["etl/local", {}]);
    expect(error.message).toMatch(/^The parameters of deployment "etl\/local": expected a value/);
  });

  it("is refused among many that fit", async () => {
    await aDeployment(db, definition);
    const error = await refusal(
      db,
      `insert into provost.flow_runs (deployment, parameters)
       select 'etl/local', jsonb_build_object('source', case i when 500 then to_jsonb(i) else '"x"' end)
       from generate_series(1, 1000) i`,
    );
    expect(error.message).toContain("expected a string, got 500");
  });
});

describe("an insert with parameters that fit", () => {
  it("is accepted, with and without a compiled check", async () => {
    await aDeployment(db, definition);
    await aFlowRun(db, { deployment: "etl/local", parameters: { source: "a" } });
    const recursive = { type: "object", properties: { child: { $ref: "#" } } };
    await aDeployment(db, { ...definition, name: "tree", parameter_openapi_schema: recursive });
    await aFlowRun(db, { deployment: "etl/tree", parameters: { child: { child: {} } } });
    expect(await rows(db, "select from provost.flow_runs")).toHaveLength(2);
  });
});
