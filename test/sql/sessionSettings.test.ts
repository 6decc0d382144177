import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { deploy } from "./engine.ts";
import { row, value } from "./rows.ts";
import { refusal, useTransaction } from "./transaction.ts";

const db = useTransaction(useDatabase());

describe("a session in which a backslash is none", () => {
  beforeEach(() =>
    db.query("set local standard_conforming_strings = off; set local escape_string_warning = off"),
  );

  it("enqueues runs with fairness keys that their deployment makes", async () => {
    const deployment = await deploy(db, { fairness_key: "{parameters.tenant}" });
    expect(
      await row(
        db,
        "insert into provost.flow_runs (deployment, parameters) values ($1, $2) returning fairness_key",
        [deployment, '{"tenant": "acme"}'],
      ),
    ).toEqual({ fairness_key: "acme" });
  });

  it("deploys patterns of parameters, which refuse what they always do", async () => {
    const deployment = await deploy(db, {
      parameter_openapi_schema: {
        type: "object",
        properties: { n: { type: "string", pattern: "^\\d+\\.[a-z]{1,3}$" } },
      },
    });
    const insert = "insert into provost.flow_runs (deployment, parameters) values ($1, $2)";
    await db.query(insert, [deployment, '{"n": "12.ab"}']);
    expect(await refusal(db, insert, [deployment, '{"n": "d.ab"}'])).toMatchObject({
      code: "VOPAR",
    });
  });

  it("gives queues priorities of several digits", async () => {
    expect(
      await value(
        db,
        `select priority from provost.set_work_queue_priorities('default', '{"default": 12}')`,
      ),
    ).toBe(12);
  });
});
