import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, running } from "../engine.ts";
import { row } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

describe("editing a flow run", () => {
  it("changes what is given and leaves the rest", async () => {
    const id = await enqueue(db, { name: "old", tags: ["a"] });
    expect(
      await row(
        db,
        `select * from provost.update_flow_run($1, name => 'new', labels => '{"team": "data"}',
           job_variables => '{"env": {"A": "1"}}')`,
        [id],
      ),
    ).toMatchObject({
      name: "new",
      tags: ["a"],
      labels: { team: "data" },
      job_variables: { env: { A: "1" } },
    });
  });

  it("refuses to take a name away", async () => {
    const id = await enqueue(db);
    expect(await refusal(db, "select provost.update_flow_run($1, name => '')", [id])).toMatchObject(
      {
        code: "VOARG",
        message: "Expected a name for the flow run, got none.",
      },
    );
  });

  it("refuses job variables once the run has started", async () => {
    const { id } = await running(db);
    expect(
      await refusal(db, "select provost.update_flow_run($1, job_variables => '{}')", [id]),
    ).toMatchObject({ code: "VOARG", message: expect.stringContaining("only while") });
    expect(
      await row(db, "select * from provost.update_flow_run($1, tags => '{late}')", [id]),
    ).toMatchObject({ tags: ["late"] });
  });

  it("lets a run not grow beyond what one may bring along", async () => {
    const id = await enqueue(db, { parameters: { text: "p".repeat(300_000) } });
    const grow = "select provost.update_flow_run($1, labels => $2)";
    const labels = JSON.stringify({ text: "l".repeat(300_000) });
    expect(await refusal(db, grow, [id, labels])).toMatchObject({
      code: "VOSIZ",
      message: expect.stringMatching(/600\d{3} bytes; at most 524288/),
    });
    await db.query(grow, [id, JSON.stringify({ text: "l".repeat(200_000) })]);
  });

  it("refuses the note of a process that says nothing", async () => {
    const id = await enqueue(db);
    expect(
      await refusal(db, "select provost.update_flow_run($1, infrastructure_pid => '')", [id]),
    ).toMatchObject({ code: "VOARG", message: expect.stringContaining("1 to 1024 characters") });
  });

  it("refuses what is no object, and a run that does not exist", async () => {
    const id = await enqueue(db);
    for (const given of [`labels => '[]'`, `job_variables => '"x"'`]) {
      expect(await refusal(db, `select provost.update_flow_run($1, ${given})`, [id])).toMatchObject(
        { code: "VOARG", message: expect.stringContaining("as a JSON object") },
      );
    }
    expect(
      await refusal(db, "select provost.update_flow_run(provost_private.new_id(), name => 'x')"),
    ).toMatchObject({ code: "VONFD" });
  });
});

const schema = { type: "object", properties: { n: { type: "integer" } } };

describe("a run that says whether its parameters are checked", () => {
  it("is created with parameters that do not fit", async () => {
    const deployment = await deploy(db, { parameter_openapi_schema: schema });
    const call = `select * from provost.create_flow_run($1, '{"n": "x"}',
      enforce_parameter_schema => $2)`;
    expect(await row(db, call, [deployment, false])).toMatchObject({ parameters: { n: "x" } });
    expect(await refusal(db, call, [deployment, null])).toMatchObject({ code: "VOPAR" });
  });

  it("is checked even if its deployment checks nothing", async () => {
    const deployment = await deploy(db, {
      parameter_openapi_schema: schema,
      enforce_parameter_schema: false,
    });
    await enqueue(db, { deployment, parameters: { n: "x" } });
    expect(
      await refusal(
        db,
        `select provost.create_flow_run($1, '{"n": "x"}', enforce_parameter_schema => true)`,
        [deployment],
      ),
    ).toMatchObject({ code: "VOPAR" });
  });

  it("lays its labels over those of the deployment", async () => {
    const deployment = await deploy(db, { labels: { a: 1, b: 1 } });
    expect(
      await row(db, `select * from provost.create_flow_run($1, labels => '{"b": 2}')`, [
        deployment,
      ]),
    ).toMatchObject({ labels: { a: 1, b: 2 } });
  });
});
