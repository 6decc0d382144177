import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import {
  claim,
  deploy,
  enqueue,
  endWorker,
  readRun,
  registerWorker,
  running,
  uniqueName,
} from "../engine.ts";
import { row, rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const template = {
  job_configuration: { env: "{{ env }}" },
  variables: { type: "object", properties: { env: { type: "object" } } },
};

describe("create_work_pool", () => {
  it("creates a pool with its default queue", async () => {
    const pool = await row(
      db,
      `select * from provost.create_work_pool('etl', description => 'for etl',
         concurrency_limit => 5, base_job_template => $1)`,
      [template],
    );
    expect(pool).toMatchObject({
      name: "etl",
      type: "inline",
      description: "for etl",
      is_paused: false,
      concurrency_limit: 5,
      base_job_template: template,
    });
    expect(
      await rows(
        db,
        "select name, priority, is_default from provost_private.list_work_queues('etl')",
      ),
    ).toEqual([{ name: "default", priority: 1, is_default: true }]);
  });

  it("refuses a name that is taken, unless it may overwrite", async () => {
    await db.query("select provost.create_work_pool('etl')");
    const refused = await refusal(db, "select provost.create_work_pool('etl')");
    expect(refused).toMatchObject({
      code: "VOARG",
      message: "A work pool named 'etl' exists already.",
    });
    const pool = await row(
      db,
      "select * from provost.create_work_pool('etl', concurrency_limit => 3, overwrite => true)",
    );
    expect(pool).toMatchObject({ concurrency_limit: 3 });
    expect(pool?.["updated"]).not.toEqual(pool?.["created"]);
  });

  it.each([
    ["a name of nothing but spaces", "'  '", "Expected the name of a work pool"],
    ["a name with a slash", "'a/b'", "Expected the name of a work pool"],
    ["no name", "null", "Expected the name of a work pool"],
    ["an unknown type", "'p', 'docker-ish'", "type inline or process, got 'docker-ish'"],
    ["a negative limit", "'p', concurrency_limit => -1", "0 or more, got -1"],
    ["a template that is a list", "'p', base_job_template => '[]'", "it is a JSON array"],
    [
      "a template without variables",
      `'p', base_job_template => '{"job_configuration": {}}'`,
      "it has no object `variables`",
    ],
    [
      "a template with undeclared variables",
      `'p', base_job_template => '{"job_configuration": {"a": "{{ x }}/{{y}}"},
        "variables": {"properties": {"y": {}}}}'`,
      "variables that are not declared: x.",
    ],
    [
      "a template with more",
      `'p', base_job_template => '{"job_configuration": {}, "variables": {}, "more": 1}'`,
      "unknown member `more`",
    ],
  ])("refuses %s", async (_what, args, message) => {
    const refused = await refusal(db, `select provost.create_work_pool(${args})`);
    expect(refused.code).toBe("VOARG");
    expect(refused.message).toContain(message);
    expect(refused.hint).toBeTruthy();
  });

  it("refuses variables that are no JSON Schema", async () => {
    const refused = await refusal(
      db,
      `select provost.create_work_pool('p', base_job_template =>
         '{"job_configuration": {}, "variables": {"type": "thing"}}')`,
    );
    expect(refused.code).toBe("VOSCH");
  });
});

describe("a work pool", () => {
  it("is READY while a live worker takes its runs, and PAUSED when it is paused", async () => {
    await db.query("select provost.create_work_pool('etl')");
    const status = () =>
      value(db, "select provost.work_pools_status(p) from provost.work_pools p where name = 'etl'");
    expect(await status()).toBe("NOT_READY");
    const worker = await registerWorker(db, { pool: "etl" });
    expect(await status()).toBe("READY");
    await db.query("select provost.set_work_pool_paused('etl', true)");
    expect(await status()).toBe("PAUSED");
    await db.query("select provost.set_work_pool_paused('etl', false)");
    await endWorker(db, worker);
    expect(await status()).toBe("NOT_READY");
  });

  it("keeps what is not changed", async () => {
    await db.query("select provost.create_work_pool('etl', concurrency_limit => 2)");
    const changed = await row(
      db,
      "select * from provost.update_work_pool('etl', description => 'new')",
    );
    expect(changed).toMatchObject({ description: "new", concurrency_limit: 2, is_paused: false });
    const cleared = await row(
      db,
      "select * from provost.set_work_pool_concurrency_limit('etl', null)",
    );
    expect(cleared).toMatchObject({ description: "new", concurrency_limit: null });
  });

  it("counts its runs that are Pending or Running", async () => {
    await running(db);
    await enqueue(db);
    expect(
      await value(
        db,
        "select provost.work_pools_active_slots(p) from provost.work_pools p where name = 'default'",
      ),
    ).toBe(1);
    expect(
      await rows(db, "select * from provost_private.list_work_slots('default')"),
    ).toMatchObject([{ work_queue: "default", state_type: "RUNNING", worker: "test" }]);
  });

  it("is deleted with its queues, but not while something waits for it", async () => {
    await db.query("select provost.create_work_pool('etl')");
    const flow = { name: uniqueName("flow") };
    const deployment = await deploy(db, { flow, work_pool_name: "etl" });
    const refused = await refusal(db, "select provost.delete_work_pool('etl')");
    expect(refused).toMatchObject({
      code: "VOARG",
      message: "The work pool 'etl' is still in use.",
    });
    expect(refused.detail).toContain(deployment);

    const run = await enqueue(db, { deployment });
    await deploy(db, { flow });
    const waiting = await refusal(db, "select provost.delete_work_pool('etl')");
    expect(waiting.detail).toContain("Runs that are not over: 1.");
    await db.query("select provost.cancel_flow_run($1)", [run]);
    await db.query("select provost.delete_work_pool('etl')");
    expect(await rows(db, "select from provost.work_pools where name = 'etl'")).toEqual([]);
  });

  it("named default cannot be deleted", async () => {
    const refused = await refusal(db, "select provost.delete_work_pool('default')");
    expect(refused.message).toBe("The work pool 'default' cannot be deleted.");
  });

  it("that is unknown is refused everywhere, with those there are", async () => {
    for (const call of [
      "provost.update_work_pool('none')",
      "provost.delete_work_pool('none')",
      "provost.set_work_pool_paused('none', true)",
      "provost.set_work_pool_concurrency_limit('none', 1)",
      "provost.create_work_queue('none', 'q')",
      "provost_private.inspect_work_pool('none')",
      "provost_private.list_work_slots('none')",
      "provost_private.list_waiting_runs('none')",
    ]) {
      const refused = await refusal(db, `select ${call}`);
      expect({ call, message: refused.message, detail: refused.detail }).toEqual({
        call,
        message: "No work pool is named 'none'.",
        detail: "Work pools: default.",
      });
    }
  });
});

const create = (name: string, more = "") =>
  db.query(`select provost.create_work_queue('default', '${name}'${more})`);

async function priorities(pool = "default"): Promise<Record<string, unknown>> {
  const queues = await rows<{ name: string; priority: number }>(
    db,
    "select name, priority from provost_private.list_work_queues($1)",
    [pool],
  );
  return Object.fromEntries(queues.map(({ name, priority }) => [name, priority]));
}

describe("the priorities of work queues", () => {
  it("begin with the first that is free", async () => {
    for (const name of ["A", "B", "C"]) await create(name);
    expect(await priorities()).toEqual({ default: 1, A: 2, B: 3, C: 4 });
    await create("far", ", priority => 99");
    await db.query("select provost.delete_work_queue('default', 'B')");
    for (const name of ["D", "E"]) await create(name);
    expect(await priorities()).toEqual({ default: 1, A: 2, D: 3, C: 4, E: 5, far: 99 });
  });

  it("make room where one is put, no further than they must", async () => {
    await create("A");
    await create("far", ", priority => 7");
    await create("B", ", priority => 1");
    expect(await priorities()).toEqual({ B: 1, default: 2, A: 3, far: 7 });
  });

  it("keep the gap that a deleted queue leaves", async () => {
    for (const name of ["A", "B", "C"]) await create(name);
    await db.query("select provost.delete_work_queue('default', 'B')");
    expect(await priorities()).toEqual({ default: 1, A: 2, C: 4 });
  });

  it("change together", async () => {
    for (const name of ["A", "B", "C"]) await create(name);
    await db.query(`select provost.set_work_queue_priorities('default', '{"C": 1, "default": 4}')`);
    expect(await priorities()).toEqual({ C: 1, A: 2, B: 3, default: 4 });
  });

  it.each([
    ["the same twice", '{"A": 3, "default": 3}', "Duplicate target priorities provided."],
    ["none at all", '{"A": 0}', "Expected priorities of 1 or more"],
    ["half of one", '{"A": 1.5}', "Expected priorities of 1 or more"],
    ["a list", "[1]", "Expected priorities as a JSON object, got [1]."],
    ["an unknown queue", '{"X": 1}', "No work queue 'X' in work pool 'default'."],
  ])("are refused when they are %s", async (_what, wanted, message) => {
    await create("A");
    const refused = await refusal(
      db,
      "select provost.set_work_queue_priorities('default', $1::jsonb)",
      [wanted],
    );
    expect(refused.message).toContain(message);
  });

  it("that are shared stay shared when they move", async () => {
    await create("A");
    await db.query("update provost.work_queues set priority = 1");
    await create("first", ", priority => 1");
    expect(await priorities()).toEqual({ first: 1, default: 2, A: 2 });
  });
});

describe("a work queue", () => {
  it("is refused twice, and without a name", async () => {
    await create("A");
    expect((await refusal(db, "select provost.create_work_queue('default', 'A')")).message).toBe(
      "The work pool 'default' has a queue 'A' already.",
    );
    expect((await refusal(db, "select provost.create_work_queue('default', '')")).code).toBe(
      "VOARG",
    );
    expect(
      (await refusal(db, "select provost.update_work_queue('default', 'default', name => 'A')"))
        .message,
    ).toBe("The work pool 'default' has a queue 'A' already.");
  });

  it("stays the default under another name", async () => {
    await db.query("select provost.update_work_queue('default', 'default', name => 'main')");
    const deployment = await deploy(db);
    const run = await enqueue(db, { deployment });
    expect(
      await value(
        db,
        `select q.name from provost.work_queues q join provost.flow_runs r on r.work_queue_id = q.id
         where r.id = $1`,
        [run],
      ),
    ).toBe("main");
    expect((await refusal(db, "select provost.delete_work_queue('default', 'main')")).message).toBe(
      "The default queue 'main' of work pool 'default' cannot be deleted.",
    );
  });

  it("gives its deployments and runs to the default queue when it is deleted", async () => {
    await create("A");
    const deployment = await deploy(db, { work_queue_name: "A" });
    const waiting = await enqueue(db, { deployment });
    const held = await running(db, { deployment });
    await db.query("select provost.delete_work_queue('default', 'A')");
    const queue = await value(db, "select id from provost.work_queues where name = 'default'");
    for (const id of [waiting, held.id, await enqueue(db, { deployment })]) {
      expect((await readRun(db, id))["work_queue_id"]).toBe(queue);
    }
    expect(await claim(db, await registerWorker(db), 5)).toHaveLength(2);
  });

  it("of a task keeps its name, and stays, since those who serve the task look for it", async () => {
    await db.query("select provost_private.save_task($1)", [{ name: "send-mail" }]);
    for (const call of [
      "provost.delete_work_queue('tasks', 'send-mail')",
      "provost.update_work_queue('tasks', 'send-mail', name => 'mails')",
    ]) {
      const refused = await refusal(db, `select ${call}`);
      expect(refused.message).toBe("The queue belongs to the task 'send-mail'.");
    }
    await db.query("select provost.set_work_queue_paused('tasks', 'send-mail', true)");
  });

  it("strands no run that was being inserted when it was deleted", async () => {
    await create("A");
    const deployment = await deploy(db, { work_queue_name: "A" });
    const run = await enqueue(db, { deployment });
    const queue = await value(db, "select id from provost.work_queues where name = 'A'");
    await db.query("select provost.delete_work_queue('default', 'A')");
    await db.query("update provost.flow_runs set work_queue_id = $1", [queue]);
    expect(await claim(db, await registerWorker(db), 5)).toEqual([]);
    await db.query("select provost_private.tend_flow_runs()");
    expect(await claim(db, await registerWorker(db), 5)).toMatchObject([{ flow_run_id: run }]);
  });

  it("is READY while a worker lives that takes its runs", async () => {
    await create("A");
    const queue = async () =>
      await row(db, "select * from provost_private.list_work_queues('default', 'A')");
    await registerWorker(db, { queues: ["default"] });
    expect(await queue()).toMatchObject({
      status: "NOT_READY",
      last_polled: null,
      is_healthy: false,
    });
    await registerWorker(db, { queues: ["A"] });
    expect(await queue()).toMatchObject({
      status: "READY",
      last_polled: expect.any(Date),
      is_healthy: true,
    });
    await db.query("select provost.set_work_queue_paused('default', 'A', true)");
    expect(await queue()).toMatchObject({ status: "PAUSED", is_paused: true });
    await db.query("select provost.set_work_queue_paused('default', 'A', false)");
    await db.query("select provost.set_work_pool_paused('default', true)");
    expect(await queue()).toMatchObject({ status: "PAUSED", is_paused: false });
  });

  it("shows what waits in it, in the order of the starts", async () => {
    await create("A");
    const deployment = await deploy(db, { work_queue_name: "A" });
    const late = await enqueue(db, { deployment, expected_start_time: "2020-01-02" });
    const later = await enqueue(db, { deployment, expected_start_time: "2020-01-03" });
    await enqueue(db, { deployment, expected_start_time: "2099-01-01" });
    expect(
      await rows(
        db,
        "select id from provost_private.list_waiting_runs('default', 'A', p_before => now())",
      ),
    ).toEqual([{ id: late }, { id: later }]);
  });
});
