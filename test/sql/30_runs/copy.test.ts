import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { describe, expect, it } from "vitest";
import { fromPostgres } from "../../../src/errors.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy } from "../engine.ts";
import { rows, value } from "../rows.ts";

const database = useDatabase();

async function copyRuns(lines: string[]): Promise<void> {
  const client = await database.pool.connect();
  try {
    const into = client.query(
      copyFrom("copy provost.flow_runs (deployment, parameters, idempotency_key) from stdin"),
    );
    await pipeline(Readable.from(lines.map((line) => `${line}\n`)), into);
  } finally {
    client.release();
  }
}

describe("COPY into provost.flow_runs", () => {
  it("enqueues like an insert: deployment resolved, states recorded, repeats skipped", async () => {
    const deployment = await deploy(database.pool, { parameters: { a: 1 } });
    await copyRuns([
      `${deployment}\t{"i": 1}\tk1`,
      `${deployment}\t{"i": 2}\t\\N`,
      `${deployment}\t{"i": 1}\tk1`,
    ]);
    const copied = await rows(
      database.pool,
      `select r.parameters, s.name from provost.flow_runs r
       join provost.flow_run_states s on s.flow_run_id = r.id
       where r.deployment = $1 order by r.id`,
      [deployment],
    );
    expect(copied).toEqual([
      { parameters: { a: 1, i: 1 }, name: "Scheduled" },
      { parameters: { a: 1, i: 2 }, name: "Scheduled" },
    ]);
  });

  it("is refused whole when one line names no deployment", async () => {
    const deployment = await deploy(database.pool);
    const thrown = await copyRuns([`${deployment}\t{}\t\\N`, "no/where\t{}\t\\N"]).then(
      () => undefined,
      (error: unknown) => fromPostgres(error),
    );
    expect(thrown?.code).toBe("VODEP");
    const count = "select count(*) from provost.flow_runs where deployment = $1";
    expect(await value(database.pool, count, [deployment])).toBe(0);
  });
});
