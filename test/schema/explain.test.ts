import { beforeAll, describe, expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";
import { rows } from "../sql/rows.ts";
import { type BusyDatabase, fillDatabase } from "./busyDatabase.ts";
import { costOf, partitionsRead, planOf } from "./costOf.ts";

const database = useDatabase();
let db: Client;
let busy: BusyDatabase;
let held: { flow_run_id: string; epoch: number }[];

beforeAll(async () => {
  db = await connectClient(database.connection);
  // What a parallel worker reads would be counted elsewhere.
  await db.query("set max_parallel_workers_per_gather = 0");
  busy = await fillDatabase(db);
  held = await rows(
    db,
    "select flow_run_id, epoch from provost_private.active_runs where worker_id = $1 limit 10",
    [busy.worker],
  );
  return () => db.end();
});

/** Entries for a batch: one for each of ten runs that the worker holds. */
const batch = (entry: object): string =>
  JSON.stringify(held.map((run, ord) => ({ ord, ...run, ...entry })));

/** What is called, how many runs or schedules it is about, the statement and its values. */
type Call = [what: string, items: number, query: string, values?: () => unknown[]];

const engineCalls: Call[] = [
  [
    "claiming 10 runs",
    10,
    "select * from provost_private.claim_flow_runs('default', null, $1, 10)",
    () => [busy.worker],
  ],
  [
    "claiming 10 runs of a pool with a limit, in which 60 run",
    70,
    `with limited as materialized (
       select count(provost.set_work_pool_concurrency_limit('default', 100)) as pools)
     select r.* from limited, lateral provost_private.claim_flow_runs(
       case when pools = 1 then 'default' end, null, $1, 10) r`,
    () => [busy.worker],
  ],
  [
    "looking which runs would start next",
    300,
    `select * from provost.get_scheduled_flow_runs("limit" => 10, queue_limit => 100)`,
  ],
  [
    "recording 10 task runs",
    10,
    "select * from provost_private.record_task_runs($1)",
    () => [batch({ key: "t#0", task_name: "t", type: "COMPLETED" })],
  ],
  [
    "finishing 10 runs",
    10,
    "select * from provost_private.finish_flow_runs($1)",
    () => [batch({ type: "COMPLETED" })],
  ],
  [
    "failing 10 runs",
    10,
    "select * from provost_private.finish_flow_runs($1)",
    () => [batch({ type: "FAILED" })],
  ],
  [
    "looking for due schedules, of which 10 are",
    10,
    "select * from provost_private.due_schedules(100)",
  ],
  [
    "planning 2 runs of a schedule",
    2,
    "select provost_private.plan_flow_runs($1, 3600, 3)",
    () => [
      JSON.stringify([
        { schedule_id: busy.schedule, version: 1, times: ["2030-01-02", "2030-01-03"] },
      ]),
    ],
  ],
  [
    "a heartbeat of a worker with 40 runs",
    40,
    "select provost_private.beat($1, $2, false, 9)",
    () => [busy.worker, batch({})],
  ],
  [
    "declaring a worker dead that holds 20 runs",
    20,
    "select provost_private.reap_worker($1, 0)",
    () => [busy.silent],
  ],
  [
    "ending a worker with 20 runs",
    20,
    "select provost_private.end_worker($1)",
    () => [busy.silent],
  ],
  ["tending the 60 held runs", 60, "select provost_private.tend_flow_runs()"],
  [
    "counting 300 due runs and adding hints for them",
    300,
    "select * from provost_private.dispatch(1)",
  ],
  ["naming 300 runs Late", 300, "select provost_private.mark_late_runs(15)"],
  ["enqueueing a run", 1, "select provost.create_flow_run($1)", () => [busy.deployment]],
  ["cancelling a run", 1, "select provost.cancel_flow_run($1)", () => [held[0]?.flow_run_id]],
];

const readingCalls: Call[] = [
  [
    "the newest runs of a deployment",
    50,
    "select * from provost_private.list_flow_runs(p_deployment => $1, p_upcoming => true)",
    () => [busy.deployment],
  ],
  [
    "the newest runs of a flow",
    50,
    "select * from provost_private.list_flow_runs(p_flows => $1, p_upcoming => true)",
    () => [[busy.flow]],
  ],
  [
    "the newest runs that failed",
    50,
    "select * from provost_private.list_flow_runs(p_state_types => '{FAILED}')",
  ],
  [
    "the runs that run",
    60,
    "select * from provost_private.list_flow_runs(p_state_types => '{RUNNING}')",
  ],
  [
    "the newest runs of all",
    50,
    "select * from provost_private.list_flow_runs(p_upcoming => true)",
  ],
  ["the flows with their newest runs", 10, "select * from provost_private.list_flows()"],
  ["the pools with what is due", 300, "select * from provost_private.list_work_pools()"],
  ["why a run waits", 60, "select * from provost.why_waiting($1)", () => [held[0]?.flow_run_id]],
  ["the queues of a pool", 300, "select * from provost_private.list_work_queues('default')"],
  [
    "the runs that wait in a pool",
    300,
    "select * from provost_private.list_waiting_runs('default')",
  ],
  ["the runs under way in a pool", 60, "select * from provost_private.list_work_slots('default')"],
  ["whether a run is due", 1, "select provost_private.has_due_flow_runs('default')"],
  [
    "everything about a run",
    1,
    "select * from provost_private.inspect_flow_run($1)",
    () => [held[0]?.flow_run_id],
  ],
  [
    "how far a run is",
    1,
    "select * from provost_private.flow_run_progress($1)",
    () => [held[0]?.flow_run_id],
  ],
  [
    "a run by the first digits of its id",
    1,
    "select provost_private.find_flow_run(left($1, 13))",
    () => [held[0]?.flow_run_id],
  ],
  [
    "the children of a run",
    1,
    "select * from provost.flow_runs where parent_flow_run_id = $1",
    () => [held[0]?.flow_run_id],
  ],
];

describe("with 200,000 finished runs and 10,000 schedules", () => {
  it("a query without an index is seen to read them all", async () => {
    const cost = await costOf(db, "select * from provost.flow_runs where name = 'nobody'");
    expect(cost.scanned).toEqual(["flow_runs"]);
    expect(cost.read).toBeGreaterThan(200_000);
  });

  it.each([...engineCalls, ...readingCalls])(
    "%s costs what it is about, not what exists",
    async (_what, items, query, values = () => []) => {
      const cost = await costOf(db, query, values());
      expect(cost.scanned).toEqual([]);
      expect(cost.read).toBeLessThanOrEqual(30 + 10 * items);
      expect(cost.blocks).toBeLessThanOrEqual(1000 + 50 * items);
    },
  );

  it.each([
    ["provost_private", "flow_run_states"],
    ["provost", "task_runs"],
    ["provost_private", "task_run_states"],
    ["provost", "logs"],
  ])("rows of %s.%s of a run are looked for in its period alone", async (schema, table) => {
    const run = held[0]?.flow_run_id;
    await db.query("select provost_private.make_history_period('runs', '2029-06-01')");
    const byId = `select * from ${schema}.${table} where flow_run_id = $1`;
    const ofJoin = `select h.* from unnest(array[$1::uuid]) as i (id)
        cross join lateral (
          select * from ${schema}.${table} h where h.flow_run_id = i.id offset 0) h`;
    expect(await partitionsRead(db, byId, [run])).toEqual([`${table}_first`]);
    expect(await partitionsRead(db, ofJoin, [run])).toEqual([`${table}_first`]);
  });

  it.each([
    ["a deployment", "flow_runs_by_deployment_idx", "deployment_id = $1"],
    ["a flow", "flow_runs_by_flow_idx", "flow_id = $1"],
    [
      "those that failed",
      "flow_runs_by_state_idx",
      "state_type = 'FAILED' and $1::uuid is not null",
    ],
    ["all", "flow_runs_pkey", "$1::uuid is not null"],
  ])("the newest of %s are read from %s, in order", async (_what, index, condition) => {
    const plan = await planOf(
      db,
      `select * from provost.flow_runs where ${condition} order by id desc limit 20`,
      [held[0]?.flow_run_id],
    );
    expect(plan).toEqual({ index, sorts: false });
  });
});
