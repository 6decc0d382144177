import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { claim, type FlowRunRow, readRun, registerWorker, type Row } from "../engine.ts";
import { row, rows, value } from "../rows.ts";
import { asRole, refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const delay = (text: string): Promise<FlowRunRow & Row> =>
  row(db, `select * from provost.delay_task(${text})`);
const runs = () => value<number>(db, "select count(*) from provost.flow_runs");

describe("sending a task to the background", () => {
  it("inserts a run of kind task that waits in the queue of the task", async () => {
    const run = await delay(`'send-mail', '["a@b.c", {"n": 1}]', tags => '{x}'`);
    expect(run).toEqual(await readRun(db, run.id));
    expect(run).toMatchObject({
      kind: "task",
      name: "send-mail",
      deployment: "send-mail",
      parameters: { args: ["a@b.c", { n: 1 }] },
      tags: ["x"],
      state_type: "SCHEDULED",
      next_scheduled_start_time: new Date("2030-01-01T00:00:00Z"),
    });
    expect(
      await row(
        db,
        `select p.name as pool, q.name as queue from provost.work_queues q
         join provost.work_pools p on p.id = q.work_pool_id where q.id = $1`,
        [run["work_queue_id"]],
      ),
    ).toEqual({ pool: "tasks", queue: "send-mail" });
  });

  it("goes to a worker that serves the task, and to no other", async () => {
    const { id } = await delay("'send-mail'");
    const claimFor = async (queue: string) =>
      rows(db, "select * from provost_private.claim_flow_runs('tasks', $1, $2, 9)", [
        [queue],
        await registerWorker(db, { pool: "tasks", queues: [queue] }),
      ]);
    expect(await claimFor("resize")).toEqual([]);
    expect(await claimFor("send-mail")).toMatchObject([
      {
        flow_run_id: id,
        flow_name: "send-mail",
        deployment: "send-mail",
        parameters: { args: [] },
      },
    ]);
    expect(await claim(db, await registerWorker(db), 9)).toEqual([]);
  });

  it("lets a task have the name of a flow", async () => {
    await db.query(`select provost.deploy('{"name": "local", "flow": {"name": "report"}}')`);
    const run = await delay("'report'");
    const kinds = await rows(db, "select kind from provost.flows where name = 'report' order by 1");
    expect(kinds).toEqual([{ kind: "flow" }, { kind: "task" }]);
    expect(await value(db, "select id from provost.flow_by_name('report')")).not.toBe(run.flow_id);
  });

  it("starts at an instant, or after so many seconds", async () => {
    const at = "scheduled_time => '2030-01-02T00:00:00Z'";
    expect(await delay(`'t', ${at}`)).toMatchObject({
      expected_start_time: new Date("2030-01-02T00:00:00Z"),
    });
    expect(await delay("'t', delay_seconds => 90")).toMatchObject({
      next_scheduled_start_time: new Date("2030-01-01T00:01:30Z"),
    });
  });

  it("answers the run that exists when an idempotency key is repeated", async () => {
    const first = await delay(`'t', '[1]', idempotency_key => 'k'`);
    expect((await delay(`'t', '[1]', idempotency_key => 'k'`)).id).toBe(first.id);
    expect((await delay(`'u', '[1]', idempotency_key => 'k'`)).id).not.toBe(first.id);
    expect(await runs()).toBe(2);
    const other = `select provost.delay_task('t', '[2]', idempotency_key => 'k')`;
    expect((await refusal(db, other)).code).toBe("VODUP");
  });

  it("is undone with the transaction of the caller", async () => {
    await db.query("savepoint before");
    await delay("'t'");
    await db.query("rollback to savepoint before");
    expect(await runs()).toBe(0);
    expect(await value(db, "select count(*) from provost.flows")).toBe(0);
  });

  it("can be done by a trigger", async () => {
    await db.query(`
      create temporary table orders (id integer);
      create function pg_temp.greet() returns trigger language plpgsql as
        'begin perform provost.delay_task(''greet'', jsonb_build_array(new.id)); return new; end';
      create trigger greet after insert on orders for each row execute function pg_temp.greet();
      insert into orders values (7), (8);`);
    expect(
      await rows(db, "select parameters from provost.flow_runs order by parameters #>> '{args,0}'"),
    ).toEqual([{ parameters: { args: [7] } }, { parameters: { args: [8] } }]);
  });

  it.each([
    ["no list of arguments", `'t', '{"a": 1}'`, "VOARG", /JSON array, got \{"a": 1\}/],
    ["null for a list", `'t', null`, "VOARG", /JSON array, got null/],
    ["a name that is none", `'a/b'`, "VOARG", /task name without any of/],
    ["no name", `null`, "VOARG", /task name/],
    ["a delay into the past", `'t', delay_seconds => -1`, "VOARG", /from 0 to 3155760000, got -1/],
    ["a delay without end", `'t', delay_seconds => 'Infinity'`, "VOARG", /got Infinity/],
  ])("refuses %s", async (_what, given, code, message) => {
    const error = await refusal(db, `select provost.delay_task(${given})`);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("is allowed to those who may enqueue runs, and who sees a run may not", async () => {
    await asRole(db, "provost_enqueuer", async () => {
      await delay("'t'");
    });
    await asRole(db, "provost_viewer", async () => {
      expect((await refusal(db, "select provost.delay_task('t')")).code).toBe("42501");
    });
  });

  it("is an insert like any other once the task is known, checked likewise", async () => {
    await delay("'t'");
    const insert = "insert into provost.flow_runs (deployment, parameters) values ('t', $1)";
    await db.query(insert, ['{"args": [1]}']);
    expect(await runs()).toBe(2);
    for (const wrong of ["{}", '{"args": 1}', '{"args": [], "other": 1}']) {
      expect((await refusal(db, insert, [wrong])).code).toBe("VOPAR");
    }
  });
});

describe("a batch of delayed calls", () => {
  const send = (calls: Row[]) =>
    rows<{ ord: number; flow_run_id: string }>(
      db,
      "select * from provost_private.delay_tasks($1) order by ord",
      [JSON.stringify(calls.map((call, ord) => ({ ord, task: "t", args: [], ...call })))],
    );
  const id = (digit: number) => `019a0000-0000-7000-8000-00000000000${digit}`;

  it("answers each call, and one that is repeated as before", async () => {
    const calls = [
      { id: id(1) },
      { id: id(2), task: "u" },
      { id: id(3), idempotency_key: "k" },
      { id: id(4), idempotency_key: "k" },
    ];
    const answers = [
      { ord: 0, flow_run_id: id(1) },
      { ord: 1, flow_run_id: id(2) },
      { ord: 2, flow_run_id: id(3) },
      { ord: 3, flow_run_id: id(3) },
    ];
    expect(await send(calls)).toEqual(answers);
    expect(await send(calls)).toEqual(answers);
    expect(await runs()).toBe(3);
  });

  it("keeps what JSON alone cannot say about the arguments", async () => {
    await send([{ id: id(1), args: ["1"], args_meta: { values: { "0": ["bigint"] } } }]);
    expect((await readRun(db, id(1))).parameters).toEqual({
      args: ["1"],
      args_meta: { values: { "0": ["bigint"] } },
    });
  });
});

describe("a task that is served", () => {
  const save = (definition: Row) =>
    value<string>(db, "select provost_private.save_task($1)", [JSON.stringify(definition)]);

  it("may have been sent to the background before, and gives its runs its tags", async () => {
    const early = await delay("'t', tags => '{own}'");
    const saved = await save({ name: "t", description: "Does it.", tags: ["mail"] });
    expect(early.deployment_id).toBe(saved);
    expect((await delay("'t', tags => '{own}'")).tags).toEqual(["mail", "own"]);
  });

  it("is written only when its definition has changed", async () => {
    const saved = await save({ name: "t", version: "1" });
    const version = "select xmin::text, ctid::text from provost.deployments";
    const before = await row(db, version);
    expect(await save({ name: "t", version: "1" })).toBe(saved);
    expect(await row(db, version)).toEqual(before);
    await save({ name: "t", version: "2" });
    expect(await value(db, "select version from provost.deployments")).toBe("2");
  });
});

describe("lists", () => {
  it("leave out what carries tasks, unless they are asked", async () => {
    await delay("'t'");
    const list = (given: string) =>
      rows(db, `select name from provost_private.list_flow_runs(${given})`);
    expect(await list("")).toEqual([]);
    expect(await list("p_all => true")).toHaveLength(1);
    expect(await list("p_deployment => 't'")).toHaveLength(1);
    expect(await rows(db, "select * from provost_private.list_flows()")).toEqual([]);
    expect(await rows(db, "select * from provost_private.list_deployments()")).toEqual([]);
  });

  it("tell of each task how much waits and who serves it", async () => {
    await delay("'b'");
    await delay("'a', delay_seconds => 60");
    await registerWorker(db, { pool: "tasks", queues: ["a", "c"] });
    expect(
      await rows(db, "select name, due, running, servers from provost_private.list_tasks()"),
    ).toEqual([
      { name: "a", due: 0, running: 0, servers: 1 },
      { name: "b", due: 1, running: 0, servers: 0 },
    ]);
  });
});
