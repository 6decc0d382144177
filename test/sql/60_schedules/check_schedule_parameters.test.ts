import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, type Row } from "../engine.ts";
import { column } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";
import { aSchedule } from "./schedules.ts";

const db = useTransaction(useDatabase());

const schema = {
  type: "object",
  required: ["n"],
  properties: { n: { type: "integer" }, note: { type: "string" } },
};
const definition = { parameter_openapi_schema: schema, parameters: { n: 1 } };
const create = "select provost.create_schedule($1, $2)";
const hourly = (parameters: Row) =>
  JSON.stringify({ slug: "hourly", cron: "0 * * * *", parameters });

describe("parameters of a schedule with which no run could start", () => {
  it("are refused when it is created, and say where", async () => {
    const deployment = await deploy(db, definition);
    expect(await refusal(db, create, [deployment, hourly({ n: "one" })])).toMatchObject({
      code: "VOPAR",
      message: `Parameter "/n" of schedule "hourly" of deployment "${deployment}": expected an integer, got "one".`,
    });
    await db.query(create, [deployment, hourly({ note: "as usual" })]);
  });

  it("are no fault of what is only lacking, which the deployment may get yet", async () => {
    const deployment = await deploy(db, { ...definition, parameters: {} });
    await db.query(create, [deployment, hourly({ note: "as usual" })]);
    const slugs = "select slug from provost.deployment_schedules";
    expect(await column(db, slugs)).toEqual(["hourly"]);
  });

  it("are refused in raw SQL, and in a deploy that changes what they go over", async () => {
    const { deployment } = await aSchedule(db, { parameters: { n: 2 } }, definition);
    const edit = `update provost.deployment_schedules set parameters = '{"n": 1.5}'`;
    expect(await refusal(db, edit)).toMatchObject({ code: "VOPAR" });
    const [flow, name] = deployment.split("/");
    const redeploy = {
      flow: { name: flow },
      name,
      parameter_openapi_schema: { ...schema, properties: { n: { type: "string" } } },
      schedules: [{ slug: "s", cron: "0 * * * *", parameters: { n: 2 } }],
    };
    expect(
      await refusal(db, "select provost.deploy($1)", [JSON.stringify(redeploy)]),
    ).toMatchObject({ code: "VOPAR" });
  });

  it("matter once it is active, and where the schema is enforced", async () => {
    const wrong = { parameters: { n: "one" } };
    await aSchedule(db, wrong, { ...definition, enforce_parameter_schema: false });
    const { id } = await aSchedule(db, { ...wrong, active: false }, definition);
    const activate = "update provost.deployment_schedules set active = true where id = $1";
    expect(await refusal(db, activate, [id])).toMatchObject({ code: "VOPAR" });
  });
});
