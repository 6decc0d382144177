import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue } from "../engine.ts";
import { column, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const integer = { type: "object", properties: { x: { type: "integer" } } };

describe("a deployment that is changed by raw SQL", () => {
  it("checks its runs by the schema that it has now", async () => {
    const deployment = await deploy(db, { parameter_openapi_schema: integer });
    const insert = "insert into provost.flow_runs (deployment, parameters) values ($1, $2)";
    expect(await refusal(db, insert, [deployment, { x: "text" }])).toMatchObject({ code: "VOPAR" });
    await db.query(
      "update provost.deployments set parameter_openapi_schema = $2 where full_name = $1",
      [deployment, { type: "object", properties: { x: { type: "string" } } }],
    );
    await enqueue(db, { deployment, parameters: { x: "text" } });
    expect(await refusal(db, insert, [deployment, { x: 1 }])).toMatchObject({ code: "VOPAR" });
  });

  it.each([
    ["parameter_openapi_schema", { type: "nothing" }, "VOSCH"],
    ["pull_steps", [{ run_shell_script: { script: "rm -rf /" } }], "VOARG"],
    ["pull_steps", [{ git_clone: { repository: 5 } }], "VOARG"],
    ["pull_steps", { git_clone: { repository: "https://example.com/a.git" } }, "VOARG"],
    ["pull_steps", [{ git_clone: { repository: "https://example.com/a.git" } }], "VOARG"],
  ])("is refused with the %s %j", async (column, given, code) => {
    const deployment = await deploy(db);
    const update = `update provost.deployments set ${column} = $2 where full_name = $1`;
    expect(await refusal(db, update, [deployment, JSON.stringify(given)])).toMatchObject({ code });
  });

  it("is refused with job variables that do not fit its pool", async () => {
    await db.query("select provost.create_work_pool('processes', 'process')");
    const deployment = await deploy(db, { work_pool_name: "processes" });
    const update = "update provost.deployments set job_variables = $2 where full_name = $1";
    expect(await refusal(db, update, [deployment, { env: "none" }])).toMatchObject({
      code: "VOPAR",
      message: expect.stringContaining("env"),
    });
  });

  it("is refused with a fairness key that is no template", async () => {
    const deployment = await deploy(db);
    const update = "update provost.deployments set fairness_key = '{{ ' where full_name = $1";
    expect(await refusal(db, update, [deployment])).toMatchObject({
      code: "VOARG",
    });
  });

  it("is found by its new name, also when its flow got another or it moved to another", async () => {
    await deploy(db, { flow: { name: "old" }, name: "nightly" });
    await deploy(db, { flow: { name: "other" }, name: "hourly" });
    const names = () => column<string>(db, "select full_name from provost.deployments order by 1");
    await db.query("update provost.deployments set name = 'daily' where name = 'nightly'");
    expect(await names()).toEqual(["old/daily", "other/hourly"]);
    await db.query("update provost.flows set name = 'new' where name = 'old'");
    expect(await names()).toEqual(["new/daily", "other/hourly"]);
    await db.query(
      `update provost.deployments set full_name = 'elsewhere', flow_id = f.id
       from provost.flows f where f.name = 'new'`,
    );
    expect(await names()).toEqual(["new/daily", "new/hourly"]);
    await enqueue(db, { deployment: "new/daily" });
    const taken = "update provost.deployments set name = 'daily' where name = 'hourly'";
    expect((await refusal(db, taken)).message).toContain("deployment_name_is_unique_in_flow");
  });

  it("is refused with labels that are no object", async () => {
    await deploy(db);
    const update = "update provost.deployments set labels = '[1]'";
    expect((await refusal(db, update)).message).toContain("deployment_labels_are_an_object");
  });

  it("has its pull steps in the short words", async () => {
    const deployment = await deploy(db);
    await db.query("update provost.deployments set pull_steps = $2 where full_name = $1", [
      deployment,
      JSON.stringify([
        { "prefect.deployments.steps.set_working_directory": { directory: "/srv/flows" } },
      ]),
    ]);
    expect(
      await value(db, "select pull_steps from provost.deployments where full_name = $1", [
        deployment,
      ]),
    ).toEqual([{ set_working_directory: { directory: "/srv/flows" } }]);
  });
});
