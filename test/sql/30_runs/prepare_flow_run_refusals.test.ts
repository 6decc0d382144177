import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy } from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const countRuns = () => value<number>(db, "select count(*) from provost.flow_runs");

describe("an insert that is refused", () => {
  it("names the deployments there are when it names none of them", async () => {
    const deployment = await deploy(db);
    const error = await refusal(
      db,
      "insert into provost.flow_runs (deployment) values ('no/where')",
    );
    expect(error).toMatchObject({ code: "VODEP", message: "No deployment is named 'no/where'." });
    expect(error.detail).toContain(deployment);
    expect(error.hint).toContain("flow/deployment");
  });

  it("says so when no deployment is named at all", async () => {
    const error = await refusal(db, "insert into provost.flow_runs (parameters) values ('{}')");
    expect(error.code).toBe("VODEP");
  });

  it.each([
    ["timeout_seconds", [0, -5, 1e14, "NaN", "infinity"]],
    ["retry_delay_seconds", [-1, 1e14, "NaN", "infinity"]],
    ["retries", [-1]],
    ["expected_start_time", ["infinity", "-infinity", "99999-01-01"]],
  ])("names a %s with which no run could ever be claimed or finished", async (name, values) => {
    const deployment = await deploy(db);
    for (const wrong of values) {
      const insert = `insert into provost.flow_runs (deployment, ${name}) values ($1, $2)`;
      const error = await refusal(db, insert, [deployment, wrong]);
      expect(error).toMatchObject({ code: "VOARG", message: expect.stringContaining(name) });
    }
  });

  it("leaves nothing behind, not even the idempotency key", async () => {
    const deployment = await deploy(db, {
      parameter_openapi_schema: { type: "object", required: ["n"] },
    });
    const insert = `insert into provost.flow_runs (deployment, parameters, idempotency_key)
      values ($1, $2, 'k')`;
    expect((await refusal(db, insert, [deployment, {}])).code).toBe("VOPAR");
    expect(await countRuns()).toBe(0);
    await db.query(insert, [deployment, { n: 1 }]);
    expect(await countRuns()).toBe(1);
  });

  it.each([["[1]"], ["null"], ["7"], ['"text"']])(
    "says that parameters are an object when they are %s",
    async (parameters) => {
      const deployment = await deploy(db);
      const error = await refusal(
        db,
        "insert into provost.flow_runs (deployment, parameters) values ($1, $2)",
        [deployment, parameters],
      );
      expect(error.code).toMatch(/^VO(PAR|ARG)$/);
      expect(error.message).toContain("object");
    },
  );

  it("counts the bytes of parameters that are too large", async () => {
    const insert = "insert into provost.flow_runs (deployment, parameters) values ($1, $2)";
    const deployment = await deploy(db);
    const error = await refusal(db, insert, [deployment, { text: "x".repeat(524_288) }]);
    expect(error.code).toBe("VOSIZ");
    expect(error.message).toMatch(/take \d+ bytes; at most 524288/);
    await db.query(insert, [deployment, { text: "x".repeat(520_000) }]);
  });

  it("does not take a NUL character, which PostgreSQL cannot store", async () => {
    const deployment = await deploy(db);
    const insert =
      "insert into provost.flow_runs (deployment, parameters, name) values ($1, $2, $3)";
    expect((await refusal(db, insert, [deployment, '{"a": "\\u0000"}', "n"])).code).toBe("22P05");
    expect((await refusal(db, insert, [deployment, "{}", "n\u0000"])).code).toBe("22021");
    expect(await countRuns()).toBe(0);
  });

  it("takes the whole statement with it", async () => {
    const deployment = await deploy(db);
    await refusal(
      db,
      "insert into provost.flow_runs (deployment) values ($1), ($1), ('no/where'), ($1)",
      [deployment],
    );
    expect(await countRuns()).toBe(0);
    expect(await value(db, "select count(*) from provost.flow_run_states")).toBe(0);
  });
});
