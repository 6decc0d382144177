import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy, type FlowRunRow, history, readRun, type Row } from "../engine.ts";
import { addQueue } from "../queues.ts";
import { row, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const call = `select * from provost.create_flow_run(
  deployment => $1, parameters => $2, name => $3, tags => $4, idempotency_key => $5,
  scheduled_time => $6)`;

const create = (deployment: string, given: Row = {}): Promise<FlowRunRow> =>
  row(db, call, values(deployment, given));

const values = (deployment: string, given: Row): unknown[] => [
  deployment,
  given["parameters"] ?? null,
  given["name"] ?? null,
  given["tags"] ?? null,
  given["key"] ?? null,
  given["time"] ?? null,
];

describe("creating a flow run", () => {
  it("takes the id of a deployment as well as its name", async () => {
    const deployment = await deploy(db);
    const id = await value<string>(db, "select id from provost.deployments where full_name = $1", [
      deployment,
    ]);
    const first = await create(id, { key: "k" });
    expect(first).toMatchObject({ deployment, deployment_id: id });
    expect((await create(id.toUpperCase(), { key: "k" })).id).toBe(first.id);
  });

  it("answers the row that it has enqueued", async () => {
    const deployment = await deploy(db, { parameters: { a: 1 }, tags: ["x"] });
    const run = await create(deployment, {
      parameters: { b: 2 },
      name: "mine",
      tags: ["y"],
      time: "2030-01-02T00:00:00Z",
    });
    expect(run).toEqual(await readRun(db, run.id));
    expect(run).toMatchObject({
      deployment,
      name: "mine",
      parameters: { a: 1, b: 2 },
      tags: ["x", "y"],
      state_type: "SCHEDULED",
      next_scheduled_start_time: new Date("2030-01-02T00:00:00Z"),
    });
    expect(await history(db, run.id)).toEqual(["Scheduled"]);
  });

  it("may go to another queue of the pool than the deployment's", async () => {
    const { work_pool_name: pool, work_queue_name: queue } = await addQueue(db, {});
    const deployment = await deploy(db, { work_pool_name: pool });
    const queued = "select work_queue_id from provost.create_flow_run($1, work_queue => $2)";
    const id = await value(db, "select id from provost.work_queues where name = $1", [queue]);
    expect(await value(db, queued, [deployment, queue])).toBe(id);
    expect(await value(db, queued, [deployment, null])).not.toBe(id);
    expect(await refusal(db, queued, [deployment, "nowhere"])).toMatchObject({ code: "VONFD" });
    const many = "select provost.create_flow_runs($1, $2) -> 'ids' ->> 0";
    const runs = JSON.stringify([{ work_queue: queue }]);
    const run = await readRun(db, await value(db, many, [deployment, runs]));
    expect(run["work_queue_id"]).toBe(id);
  });

  it("needs nothing but the deployment: it is due now, and gets a name", async () => {
    const deployment = await deploy(db);
    const run = await row<FlowRunRow>(db, "select * from provost.create_flow_run($1)", [
      deployment,
    ]);
    expect(run).toMatchObject({
      name: expect.stringMatching(/^[a-z]+-[a-z]+$/),
      parameters: {},
      tags: [],
      next_scheduled_start_time: new Date("2030-01-01T00:00:00Z"),
    });
  });

  it("takes null for what is left out", async () => {
    expect(await create(await deploy(db))).toMatchObject({ parameters: {}, tags: [] });
  });

  it("makes another run each time without a key", async () => {
    const deployment = await deploy(db);
    expect((await create(deployment)).id).not.toBe((await create(deployment)).id);
  });

  it("refuses what an insert refuses", async () => {
    expect(await refusal(db, call, values("no/such", {}))).toMatchObject({ code: "VODEP" });
    const schema = { type: "object", properties: { n: { type: "integer" } } };
    const deployment = await deploy(db, { parameter_openapi_schema: schema });
    expect(await refusal(db, call, values(deployment, { parameters: { n: "x" } }))).toMatchObject({
      code: "VOPAR",
      detail: expect.stringContaining("/n"),
    });
    expect(await refusal(db, call, values(deployment, { parameters: "[1]" }))).toMatchObject({
      code: "VOPAR",
    });
  });
});

describe("an idempotency key", () => {
  it("answers the run that exists when it is used again", async () => {
    const deployment = await deploy(db);
    const first = await create(deployment, { key: "k", parameters: { a: 1 } });
    const second = await create(deployment, { key: "k", parameters: { a: 1 } });
    expect(second).toEqual(first);
    expect(await value(db, "select count(*) from provost.flow_runs")).toBe(1);
    expect(await history(db, first.id)).toEqual(["Scheduled"]);
  });

  it("answers the run as it is by now, however far it is", async () => {
    const deployment = await deploy(db);
    const { id } = await create(deployment, { key: "k" });
    await db.query("select provost.cancel_flow_run($1)", [id]);
    expect(await create(deployment, { key: "k" })).toMatchObject({ id, state_type: "CANCELLED" });
  });

  it("is refused with other parameters", async () => {
    const deployment = await deploy(db);
    const { id } = await create(deployment, { key: "k", parameters: { a: 1 } });
    const error = await refusal(db, call, values(deployment, { key: "k", parameters: { a: 2 } }));
    expect(error).toMatchObject({ code: "VODUP", message: expect.stringContaining(id) });
  });

  it("belongs to one deployment", async () => {
    const [one, other] = [await deploy(db), await deploy(db)];
    expect((await create(one, { key: "k" })).id).not.toBe((await create(other, { key: "k" })).id);
  });
});
