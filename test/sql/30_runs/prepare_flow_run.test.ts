import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, history, readRun, running } from "../engine.ts";
import { asRole, refusal, useTransaction } from "../transaction.ts";
import { row, rows, value } from "../rows.ts";

const db = useTransaction(useDatabase());

describe("an inserted flow run", () => {
  it.each(["[1]", '"team"', "null"])("is refused with the labels %s", async (labels) => {
    const insert = "insert into provost.flow_runs (deployment, labels) values ($1, $2)";
    const refused = await refusal(db, insert, [await deploy(db), labels]);
    expect(refused).toMatchObject({
      code: "VOARG",
      message: `Expected labels as a JSON object, got ${labels}.`,
    });
  });

  it("takes flow, queue, tags, labels and retry policy from its deployment", async () => {
    const deployment = await deploy(db, {
      tags: ["nightly"],
      labels: { team: "data" },
      parameters: { source: "a.csv", limit: 10 },
      retries: 2,
      retry_delay_seconds: 5,
      timeout_seconds: 60,
    });
    const id = await enqueue(db, {
      deployment,
      parameters: { limit: 20 },
      tags: ["urgent"],
      labels: { by: "me" },
    });
    expect(await readRun(db, id)).toMatchObject({
      deployment,
      parameters: { source: "a.csv", limit: 20 },
      tags: ["nightly", "urgent"],
      labels: { team: "data", by: "me" },
      retries: 2,
      retry_delay_seconds: 5,
      timeout_seconds: 60,
    });
    const sameAsDeployment = await value(
      db,
      `select (r.flow_id, r.deployment_id, r.work_queue_id) = (d.flow_id, d.id, d.work_queue_id)
       from provost.flow_runs r join provost.deployments d on d.full_name = r.deployment
       where r.id = $1`,
      [id],
    );
    expect(sameAsDeployment).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ["tags", { tags: ["nightly"] }],
    ["labels", { labels: { team: "data" } }],
    ["parameters", { parameters: { source: "a.csv" } }],
    ["retries", { retries: 2 }],
    ["a retry delay", { retry_delay_seconds: 5 }],
    ["a timeout", { timeout_seconds: 60 }],
    ["a fairness key", { fairness_key: "tenant-42" }],
  ])("takes %s of a deployment that has nothing else to give", async (_what, given) => {
    const id = await enqueue(db, { deployment: await deploy(db, given) });
    expect(await readRun(db, id)).toMatchObject(given);
  });

  it("prefers its own retry policy to its deployment's", async () => {
    const deployment = await deploy(db, { retries: 2, timeout_seconds: 60 });
    const id = await enqueue(db, { deployment, retries: 0, timeout_seconds: 1 });
    expect(await readRun(db, id)).toMatchObject({ retries: 0, timeout_seconds: 1 });
  });

  it("is Scheduled, due at its expected start time, with that state in its history", async () => {
    const id = await enqueue(db, { expected_start_time: "2030-01-01T00:00:00Z" });
    expect(await readRun(db, id)).toMatchObject({
      state_type: "SCHEDULED",
      state_name: "Scheduled",
      state_count: 1,
      epoch: 0,
      run_count: 0,
      next_scheduled_start_time: new Date("2030-01-01T00:00:00Z"),
      start_time: null,
      end_time: null,
    });
    expect(await history(db, id)).toEqual(["Scheduled"]);
  });

  it("gets a name of two words unless it brings one", async () => {
    expect((await readRun(db, await enqueue(db)))["name"]).toMatch(/^[a-z]+-[a-z]+$/);
    expect((await readRun(db, await enqueue(db, { name: "mine" })))["name"]).toBe("mine");
    expect((await readRun(db, await enqueue(db, { name: "" })))["name"]).toMatch(/^[a-z]+-[a-z]+$/);
  });

  it("can name its deployment by id, or by both when they agree", async () => {
    const deployment = await deploy(db);
    const deploymentId = await value<string>(
      db,
      "select id from provost.deployments where full_name = $1",
      [deployment],
    );
    const insert = "insert into provost.flow_runs (deployment_id, deployment) values ($1, $2)";
    expect((await row(db, `${insert} returning deployment`, [deploymentId, null])).deployment).toBe(
      deployment,
    );
    await db.query(insert, [deploymentId, deployment]);
    const error = await refusal(db, insert, [deploymentId, "other/name"]);
    expect(error.code).toBe("VODEP");
  });

  it("begins in its first state whatever else the statement wrote there", async () => {
    const deployment = await deploy(db);
    const inserted = await row(
      db,
      `insert into provost.flow_runs (deployment, state_name, state_count, epoch, run_count,
         crash_count, resuming, start_time, total_run_time, state_message, state_details,
         pause_keys, result, result_meta, error)
       values ($1, 'Bogus', 7, 7, 7, 2, true, now(), '1 hour', 'm', '{"a": 1}', '{a}', '1', '2', '3')
       returning *`,
      [deployment],
    );
    expect(inserted).toMatchObject({
      state_type: "SCHEDULED",
      state_name: "Scheduled",
      state_count: 1,
      epoch: 0,
      run_count: 0,
      crash_count: 0,
      resuming: false,
      start_time: null,
      state_message: null,
      state_details: null,
      pause_keys: null,
      result: null,
      result_meta: null,
      error: null,
    });
    expect(await value(db, "select $1::interval = '0'", [inserted["total_run_time"]])).toBe(true);
  });

  it("is Scheduled even when the statement says that it has completed", async () => {
    const deployment = await deploy(db);
    const inserted = await row(
      db,
      `insert into provost.flow_runs (deployment, state_type, state_name, end_time)
       values ($1, 'COMPLETED', 'Completed', now()) returning state_type, end_time`,
      [deployment],
    );
    expect(inserted).toEqual({ state_type: "SCHEDULED", end_time: null });
  });
});

describe("an insert by a role that may enqueue", () => {
  it.each(["provost_enqueuer", "provost_operator"])("works for %s", async (role) => {
    const deployment = await deploy(db);
    const inserted = await asRole(db, role, () =>
      row(
        db,
        `insert into provost.flow_runs (deployment, parameters, idempotency_key)
         values ($1, '{"a": 1}', 'k') returning id, state_name`,
        [deployment],
      ),
    );
    expect(inserted["state_name"]).toBe("Scheduled");
  });

  it("cannot touch the columns that the engine keeps", async () => {
    const deployment = await deploy(db);
    for (const column of ["state_name", "epoch", "flow_id", "result", "schedule_id"]) {
      const error = await asRole(db, "provost_enqueuer", () =>
        refusal(db, `insert into provost.flow_runs (deployment, ${column}) values ($1, null)`, [
          deployment,
        ]),
      );
      expect([column, error.code]).toEqual([column, "42501"]);
    }
  });

  it("is not open to a viewer", async () => {
    const error = await asRole(db, "provost_viewer", () =>
      refusal(db, "insert into provost.flow_runs (deployment) values ('a/b')"),
    );
    expect(error.code).toBe("42501");
  });
});

describe("an insert of many runs", () => {
  it("gives each row its own id, name and first state", async () => {
    const deployment = await deploy(db);
    const inserted = await rows<{ id: string }>(
      db,
      `insert into provost.flow_runs (deployment, parameters)
       select $1, jsonb_build_object('i', i) from generate_series(1, 500) i returning id`,
      [deployment],
    );
    expect(new Set(inserted.map(({ id }) => id)).size).toBe(500);
    const states = await value(
      db,
      "select count(*) from provost.flow_run_states where seq = 1 and name = 'Scheduled'",
    );
    expect(states).toBe(500);
  });

  it("skips with `on conflict do nothing` what exists already", async () => {
    const { id } = await running(db);
    const deployment = await deploy(db);
    const inserted = await rows(
      db,
      `insert into provost.flow_runs (id, deployment) values ($1, $2), (gen_random_uuid(), $2)
       on conflict do nothing returning id`,
      [id, deployment],
    );
    expect(inserted).toHaveLength(1);
    expect((await readRun(db, id)).state_name).toBe("Running");
    expect(await history(db, id)).toEqual(["Scheduled", "Pending", "Running"]);
  });
});
