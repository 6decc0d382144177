import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, type Row } from "../engine.ts";
import { rows } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const schema = {
  type: "object",
  properties: { source: { type: "string" }, limit: { type: "integer" } },
  required: ["source", "limit"],
};

/** What the runs of two schedules lack: one that gives nothing, and one that gives a limit. */
async function lackOf(deployment: Row): Promise<unknown[]> {
  const name = await deploy(db, {
    parameters: { source: "a.csv" },
    parameter_openapi_schema: schema,
    schedules: [
      { slug: "a", cron: "0 2 * * *" },
      { slug: "b", cron: "0 3 * * *", parameters: { limit: 1 } },
    ],
    ...deployment,
  });
  const found = await rows<{ lacks: string[] | null }>(
    db,
    `select provost_private.lacking_parameters(s) as lacks
     from provost.deployment_schedules s join provost.deployments d on d.id = s.deployment_id
     where d.full_name = $1 order by s.slug`,
    [name],
  );
  return found.map(({ lacks }) => lacks);
}

describe("what the runs of a schedule lack", () => {
  it("is what is required and neither the schedule nor a default gives", async () => {
    expect(await lackOf({})).toEqual([["limit"], null]);
    expect(await lackOf({ parameters: {} })).toEqual([["source", "limit"], ["source"]]);
  });

  it("is nothing where nothing is required, or the schema is not enforced", async () => {
    const nothing = [null, null];
    expect(await lackOf({ parameter_openapi_schema: { type: "object" } })).toEqual(nothing);
    expect(await lackOf({ parameter_openapi_schema: null })).toEqual(nothing);
    expect(await lackOf({ enforce_parameter_schema: false })).toEqual(nothing);
  });
});
