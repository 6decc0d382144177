import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import {
  cancel,
  claim,
  deploy,
  endWorker,
  enqueue,
  finish,
  record,
  registerWorker,
  running,
  setState,
} from "../engine.ts";
import { writeLog } from "../logs.ts";
import { column, row, value } from "../rows.ts";
import { asRole, refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const denied = "42501";

/** The SQLSTATE with which a role is refused. */
const codeFor = (role: string, query: string, values: unknown[] = []): Promise<string> =>
  asRole(db, role, async () => (await refusal(db, query, values)).code);

const tables = (schema: string): Promise<string[]> =>
  column(
    db,
    `select oid::regclass::text from pg_class
     where relnamespace = $1::regnamespace and relkind in ('r', 'p', 'v') and relname <> 'test_clock'
     order by 1`,
    [schema],
  );

describe("provost_enqueuer", () => {
  const asEnqueuer = <T>(work: () => Promise<T>) => asRole(db, "provost_enqueuer", work);

  it("inserts runs and reads back how they fare", async () => {
    const deployment = await deploy(db);
    await asEnqueuer(async () => {
      const inserted = await row(
        db,
        `insert into provost.flow_runs (
           deployment, name, parameters, tags, labels, idempotency_key, expected_start_time,
           retries, retry_delay_seconds, timeout_seconds)
         values ($1, 'mine', '{"a": 1}', '{x}', '{"l": 1}', 'k', '2030-01-01', 1, 1, 1)
         returning id, state_name`,
        [deployment],
      );
      expect(inserted).toMatchObject({ state_name: "Scheduled" });
      expect(
        await value(db, "select state_name from provost.flow_runs where id = $1", [inserted["id"]]),
      ).toBe("Scheduled");
    });
  });

  it("inserts with nothing but the deployment's name", async () => {
    const deployment = await deploy(db);
    const id = await asEnqueuer(() => enqueue(db, { deployment }));
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("calls create_flow_run, which answers the whole row", async () => {
    const deployment = await deploy(db);
    const created = await asEnqueuer(() =>
      row(db, "select * from provost.create_flow_run($1, idempotency_key => 'k')", [deployment]),
    );
    expect(created).toMatchObject({ deployment, state_name: "Scheduled" });
  });

  it.each([
    ["state_type", "'RUNNING'"],
    ["epoch", "7"],
    ["auto_scheduled", "true"],
    ["flow_id", "provost_private.new_id()"],
    ["result", "'1'"],
  ])("does not set %s", async (name, what) => {
    const deployment = await deploy(db);
    const insert = `insert into provost.flow_runs (deployment, ${name}) values ($1, ${what})`;
    expect(await codeFor("provost_enqueuer", insert, [deployment])).toBe(denied);
  });

  it.each([
    "update provost.flow_runs set parameters = '{}'",
    "delete from provost.flow_runs",
    "truncate provost.flow_runs",
    "select parameters from provost.flow_runs",
    "select from provost.deployments",
    "select from provost.flow_run_states",
    "select from provost.task_runs",
    "select from provost_private.idempotency_keys",
    "insert into provost_private.flow_run_states values (provost_private.new_id(), 1, 'RUNNING', '', now())",
    `select provost.set_flow_run_state(null, '{"type": "CANCELLED"}')`,
    "select provost.cancel_flow_run(null)",
    "select provost.deploy('{}')",
    "select provost_private.dispatch(1)",
    "select provost_private.change_flow_run_states('{}')",
  ])("may not: %s", async (query) => {
    expect(await codeFor("provost_enqueuer", query)).toBe(denied);
  });
});

describe("provost_worker", () => {
  it("lives through the life of a worker and its runs", async () => {
    const deployment = await deploy(db, { retries: 1 });
    const [first, second] = [await enqueue(db, { deployment }), await enqueue(db, { deployment })];
    await asRole(db, "provost_worker", async () => {
      const worker = await registerWorker(db);
      await db.query("select provost_private.attach_worker($1, 'pool')", [worker]);
      await db.query("select * from provost_private.dispatch(1)");
      const claimed = await claim(db, worker, 2);
      expect(claimed.map(({ flow_run_id }) => flow_run_id).sort()).toEqual([first, second].sort());
      const [run, other] = claimed.map(({ flow_run_id, epoch }) => ({
        id: flow_run_id,
        epoch,
        worker,
      }));
      if (!run || !other) throw new Error("Expected two runs");
      expect((await record(db, run)).status).toBe("ACCEPT");
      expect(await writeLog(db, run)).toBe(1);
      await db.query("select provost_private.beat($1, '[]', false, 9)", [worker]);
      expect((await finish(db, run)).status).toBe("ACCEPT");
      expect((await finish(db, other, { type: "FAILED" })).state_name).toBe("AwaitingRetry");
      await db.query("select provost_private.drain_worker($1)", [worker]);
      await endWorker(db, worker);
    });
  });

  it.each([
    "tend_flow_runs()",
    "list_live_workers()",
    "due_schedules(10)",
    "mark_late_runs(15)",
    "forget_watchers()",
  ])("does the work of the services, such as %s", async (call) => {
    const query = `select * from provost_private.${call}`;
    await expect(asRole(db, "provost_worker", () => db.query(query))).resolves.toBeDefined();
  });

  it("reads and writes no table, its own functions do", async () => {
    const names = [...(await tables("provost")), ...(await tables("provost_private"))];
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      const query = `select from ${name}`;
      expect([query, await codeFor("provost_worker", query)]).toEqual([query, denied]);
    }
    for (const query of [
      "select from graphile_worker.jobs",
      "update provost.flow_runs set epoch = 1",
      "delete from provost_private.active_runs",
      "insert into provost.flows (name) values ('x')",
    ]) {
      expect([query, await codeFor("provost_worker", query)]).toEqual([query, denied]);
    }
  });

  it("changes no state beside the functions that ask for its epoch", async () => {
    const { id } = await running(db);
    const forced = `select provost_private.change_flow_run_states(array[
      provost_private.proposed_change(1, $1, 'COMPLETED', p_force => true)])`;
    expect(await codeFor("provost_worker", forced, [id])).toBe(denied);
    for (const verb of ["switch_schedules('{}', true)", "delete_schedules('{}')"]) {
      expect(await codeFor("provost_worker", `select provost_private.${verb}`)).toBe(denied);
    }
    const released = "select provost_private.release_flow_runs(array[$1::uuid], '{1}', '', false)";
    expect(await codeFor("provost_worker", released, [id])).toBe(denied);
  });
});

describe("provost_viewer", () => {
  it("reads what may be seen, and watches runs", async () => {
    const { id } = await running(db);
    const names = await tables("provost");
    await asRole(db, "provost_viewer", async () => {
      for (const name of names) await db.query(`select * from ${name}`);
      await db.query("select provost.watch_flow_run($1)", [id]);
    });
    expect(await value(db, "select flow_run_id from provost_private.watched_runs")).toBe(id);
  });

  it("calls every function that only tells something", async () => {
    const refused = await column(
      db,
      `select p.proname from pg_proc p
       where p.pronamespace = 'provost'::regnamespace and p.provolatile <> 'v'
         and not has_function_privilege('provost_viewer', p.oid, 'execute') order by 1`,
    );
    expect(refused).toEqual([]);
    const { id } = await running(db);
    await asRole(db, "provost_viewer", async () => {
      await db.query(
        `select provost.flow_runs_total_run_time(r), provost.flow_runs_worker(r),
           provost.flow_runs_task_run_counts(r) from provost.flow_runs r where id = $1`,
        [id],
      );
      await db.query("select from provost.missed_runs()");
      await db.query("select from provost.health()");
      await db.query("select provost.log_page_end($1, null, 10)", [id]);
    });
  });

  it("reads nothing of the engine", async () => {
    for (const name of await tables("provost_private")) {
      expect([name, await codeFor("provost_viewer", `select from ${name}`)]).toEqual([
        name,
        denied,
      ]);
    }
  });

  it.each([
    "insert into provost.flow_runs (deployment) values ('a/b')",
    "update provost.deployments set paused = true",
    "delete from provost.flows",
    "select provost.create_flow_run('a/b')",
    "select provost.deploy('{}')",
    `select provost.set_flow_run_state(null, '{"type": "CANCELLED"}')`,
    "select provost_private.tend_flow_runs()",
  ])("may not: %s", async (query) => {
    expect(await codeFor("provost_viewer", query)).toBe(denied);
  });
});

describe("provost_operator", () => {
  it("does what the public functions do, and reads what may be seen", async () => {
    await asRole(db, "provost_operator", async () => {
      const deployment = await deploy(db, { schedules: [{ slug: "s", cron: "0 * * * *" }] });
      const id = await enqueue(db, { deployment });
      await setState(db, id, { type: "SCHEDULED", name: "Late" });
      expect((await cancel(db, id)).state.type).toBe("CANCELLED");
      await db.query("select provost.set_deployment_paused($1, true)", [deployment]);
      await db.query(
        "select provost.set_schedule_active(s.id, false) from provost.deployment_schedules s",
      );
      expect(await value(db, "select state_name from provost.flow_runs")).toBe("Cancelled");
    });
  });

  it.each([
    "update provost.flow_runs set state_name = 'Completed'",
    "update provost.deployments set paused = true",
    "delete from provost.flow_runs",
    "select from provost_private.active_runs",
    "select provost_private.tend_flow_runs()",
  ])("may not: %s", async (query) => {
    expect(await codeFor("provost_operator", query)).toBe(denied);
  });
});
