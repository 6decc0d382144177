import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import type { Row } from "../engine.ts";
import { addQueue } from "../queues.ts";
import { column, row, rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const deploy = (definition: unknown): Promise<Row> =>
  row(db, "select * from provost.deploy($1)", [JSON.stringify(definition)]);

const refused = (definition: unknown) =>
  refusal(db, "select provost.deploy($1)", [JSON.stringify(definition)]);

const whole = {
  flow: { name: "etl", description: "Loads.", version: "1", tags: ["f"] },
  name: "nightly",
  description: "Every night.",
  version: "2",
  tags: ["d"],
  labels: { team: "data" },
  parameters: { source: "a" },
  parameter_openapi_schema: { type: "object" },
  enforce_parameter_schema: false,
  entrypoint: "flows.ts:etl",
  job_variables: { image: "x" },
  retries: 2,
  retry_delay_seconds: 1.5,
  timeout_seconds: 60,
  schedules: [{ slug: "s", cron: "0 2 * * *", timezone: "Europe/Berlin" }],
};

describe("deploying", () => {
  it("answers the deployment with all that was said of it", async () => {
    const { flow, schedules, ...told } = whole;
    const queue = await addQueue(db, {});
    const deployed = await deploy({ ...whole, ...queue });
    expect(deployed).toMatchObject({ ...told, full_name: "etl/nightly", paused: false });
    expect(await row(db, "select * from provost.flows")).toMatchObject(flow);
    expect(await rows(db, "select * from provost.deployment_schedules")).toMatchObject(schedules);
    expect(
      await value(db, "select name from provost.work_queues where id = $1", [
        deployed["work_queue_id"],
      ]),
    ).toBe(queue.work_queue_name);
  });

  it("needs a flow and a name, and has defaults for the rest", async () => {
    expect(await deploy({ flow: { name: "etl" }, name: "local" })).toMatchObject({
      full_name: "etl/local",
      tags: [],
      labels: {},
      parameters: {},
      job_variables: {},
      enforce_parameter_schema: true,
      parameter_openapi_schema: null,
      retries: null,
      timeout_seconds: null,
      paused: false,
    });
    expect(await column(db, "select name from provost.work_queues")).toEqual(["default"]);
  });

  it("again keeps the identity, and takes away what is not said any more", async () => {
    const first = await deploy(whole);
    const second = await deploy({ flow: { name: "etl" }, name: "nightly" });
    expect(second).toMatchObject({
      id: first["id"],
      flow_id: first["flow_id"],
      created: first["created"],
      description: null,
      tags: [],
      parameters: {},
      retries: null,
      parameter_openapi_schema: null,
    });
  });

  it("says once that it starts paused; later only an operator does", async () => {
    expect((await deploy({ ...whole, paused: true }))["paused"]).toBe(true);
    expect((await deploy({ ...whole, paused: false }))["paused"]).toBe(true);
    await db.query("select provost.set_deployment_paused('etl/nightly', false)");
    expect((await deploy({ ...whole, paused: true }))["paused"]).toBe(false);
  });

  it("changes one schedule by its slug and leaves the other alone", async () => {
    const other = { slug: "t", interval_seconds: 60 };
    await deploy({ ...whole, schedules: [...whole.schedules, other] });
    const ids = await column(db, "select id from provost.deployment_schedules order by slug");
    await deploy({ ...whole, schedules: [{ slug: "s", rrule: "FREQ=DAILY" }, other] });
    expect(
      await rows(
        db,
        "select id, cron, rrule, timezone, version from provost.deployment_schedules order by slug",
      ),
    ).toEqual([
      { id: ids[0], cron: null, rrule: "FREQ=DAILY", timezone: "UTC", version: 2 },
      { id: ids[1], cron: null, rrule: null, timezone: "UTC", version: 1 },
    ]);
  });

  it("lets two flows have deployments of the same name", async () => {
    const one = await deploy({ flow: { name: "one" }, name: "local" });
    const two = await deploy({ flow: { name: "two" }, name: "local" });
    expect(two["id"]).not.toBe(one["id"]);
  });
});

describe("a definition that is refused", () => {
  it.each([
    [null, "VOARG"],
    [{}, "VOARG"],
    [{ name: "local" }, "VOARG"],
    [{ flow: { name: "etl" } }, "VOARG"],
    [{ flow: { name: "" }, name: "local" }, "VOARG"],
    [{ flow: { name: "a/b" }, name: "local" }, "VOARG"],
    [{ flow: { name: "etl" }, name: "a/b" }, "VOARG"],
    [{ ...whole, work_pool_name: "nowhere" }, "VOPOL"],
    [{ ...whole, work_queue_name: "nowhere" }, "VONFD"],
    [{ ...whole, parameter_openapi_schema: { type: "strange" } }, "VOSCH"],
    [{ ...whole, paramters: {} }, "VOARG"],
    [{ ...whole, schedules: [{ slug: "s", cron: "0 2 * * *", dayOr: false }] }, "VOARG"],
  ])("%j says why, with %s", async (definition, code) => {
    const error = await refused(definition);
    expect(error).toMatchObject({ code, hint: expect.any(String) });
    expect(await value(db, "select count(*) from provost.deployments")).toBe(0);
  });

  it.each([
    [{ retries: -1 }, "deployment_retries_are_not_negative"],
    [{ retry_delay_seconds: -1 }, "deployment_retry_delay_is_not_negative"],
    [{ timeout_seconds: 0 }, "deployment_timeout_is_positive"],
    [{ parameters: [1] }, "deployment_parameters_are_an_object"],
    [{ schedules: [{ slug: "s" }] }, "schedule_has_exactly_one_kind"],
    [
      { schedules: [{ slug: "s", cron: "0 2 * * *", interval_seconds: 1 }] },
      "schedule_has_exactly_one_kind",
    ],
    [{ schedules: [{ slug: "s", interval_seconds: 0 }] }, "schedule_interval_is_positive"],
    [
      {
        schedules: [
          { slug: "s", cron: "@daily", catch_up: "window", catch_up_window_seconds: 1e300 },
        ],
      },
      "schedule_catch_up_window_is_at_most_100_years",
    ],
    [
      { schedules: [{ slug: "s", interval_seconds: 60, anchor_date: "infinity" }] },
      "schedule_anchor_is_in_the_years_1_to_9999",
    ],
    [{ schedules: [{ slug: "s", interval_seconds: "NaN" }] }, "schedule_interval_is_finite"],
    [{ schedules: [{ slug: "s", interval_seconds: "infinity" }] }, "schedule_interval_is_finite"],
  ])("%j breaks the rule %s", async (change, constraint) => {
    expect((await refused({ ...whole, ...change })).message).toContain(constraint);
  });
});
