import { beforeEach, describe, expect, it } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { createPool } from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";
import { dropDatabase, inDatabase } from "../support/template.ts";
import { deploy, enqueue, setState } from "./engine.ts";
import { row, value } from "./rows.ts";
import { refusal, useTransaction } from "./transaction.ts";

const database = useDatabase();
const db = useTransaction(database);

it("is no other system of states where the database speaks Turkish, whose I has a dot", async () => {
  const name = `${database.name}_tr`;
  await database.pool.query(
    `create database ${name} template template0 encoding 'UTF8'
       locale_provider icu icu_locale 'tr-TR' locale 'C'`,
  );
  const connection = inDatabase(database.connection, name);
  const pool = createPool(connection);
  try {
    await migrate(connection);
    const id = await enqueue(pool, { deployment: await deploy(pool) });
    for (const [type, state] of [
      ["pending", "Pending"],
      ["Running", "Running"],
      ["FAILED", "Failed"],
    ] as const) {
      expect(await setState(pool, id, { type })).toMatchObject({
        status: "ACCEPT",
        state: { name: state },
      });
    }
    const filter = "select provost.retry_flow_runs($1) -> 'changed' as changed";
    expect(await row(pool, filter, ['{"state_types": ["failed"]}'])).toEqual({ changed: 1 });
  } finally {
    await pool.end();
    await dropDatabase(database.connection, name);
  }
});

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
