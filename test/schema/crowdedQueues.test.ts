import { beforeAll, describe, expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { deploy, registerWorker } from "../sql/engine.ts";
import { addPool, addQueue } from "../sql/queues.ts";
import { row, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { type Cost, costOf, planOf } from "./costOf.ts";
import { vacuum } from "./vacuum.ts";

const database = useDatabase();
let db: Client;
let pool: { id: string; name: string };
let worker: string;
let fair: string;
let few: Costs;
let many: Costs;

interface Costs {
  claim: Cost;
  claimAmongKeys: Cost;
  claimBelowCrowd: Cost;
  count: Cost;
  nextDueTime: Cost;
  markLate: Cost;
  why: Cost;
  claimBesideFull: Cost;
  dispatchBesideFull: Cost;
}

const some = 1000;
const crowd = 100_000;

/**
 * A pool in which `crowd` runs wait for each of these: that their queue is resumed, that others of
 * their key are taken, and that it is next year.
 */
beforeAll(async () => {
  db = await connectClient(database.connection);
  await db.query("set max_parallel_workers_per_gather = 0");
  // It would have functions plan anew, which reads the catalog, whenever it comes by.
  await db.query("alter table provost.flow_runs set (autovacuum_enabled = off)");
  const name = await addPool(db);
  pool = await row(db, "select id, name from provost.work_pools where name = $1", [name]);
  const queue = (priority: number) => addQueue(db, { pool: name, priority });
  const queues = { paused: await queue(2), fair: await queue(3) };
  await db.query("update provost.work_queues set is_paused = true where name = $1", [
    queues.paused.work_queue_name,
  ]);
  fair = await value(db, "select id from provost.work_queues where name = $1", [
    queues.fair.work_queue_name,
  ]);
  const urgent = await deploy(db, { work_pool_name: name });
  await db.query("insert into provost.flow_runs (deployment) values ($1)", [urgent]);
  const paused = await deploy(db, queues.paused);
  const keyed = await deploy(db, queues.fair);
  const later = await deploy(db, await queue(4));
  await db.query("insert into provost.flow_runs (deployment, fairness_key) values ($1, 'b')", [
    keyed,
  ]);
  worker = await registerWorker(db, { pool: name });

  await addCrowd({ paused, keyed, later }, 1, some);
  few = await measure(keyed);
  await addCrowd({ paused, keyed, later }, some + 1, crowd);
  many = await measure(keyed);
  return () => db.end();
});

/**
 * Beside the triggers, which would take their time. Who comes first is due first, as elsewhere: that
 * way, those that are due the longest lie side by side in the table.
 */
async function addCrowd(names: Record<string, string>, from: number, to: number): Promise<void> {
  await db.query("begin; set local session_replication_role = replica");
  const insert = `
    insert into provost.flow_runs (
      flow_id, deployment_id, deployment, work_queue_id, name, fairness_key, state_timestamp,
      expected_start_time, next_scheduled_start_time)
    select d.flow_id, d.id, d.full_name, d.work_queue_id, 'one of many', $4, now(), s.start, s.start
    from provost.deployments d, generate_series($2::integer, $3::integer) i,
      lateral (select now() + $5::interval + i * interval '1 ms') s (start)
    where d.full_name = $1`;
  await db.query(insert, [names["paused"], from, to, null, "-1 hour"]);
  await db.query(insert, [names["keyed"], from, to, "a", "-1 hour"]);
  await db.query(insert, [names["later"], from, to, null, "1 year"]);
  await db.query("commit");
  await vacuum(db);
}

async function measure(keyed: string): Promise<Costs> {
  const choose = "select provost_private.choose_flow_runs($1, null, $2, now())";
  const setPaused = (isPaused: boolean, limit: number | null) =>
    db.query(
      `update provost.work_queues set is_paused = $2, concurrency_limit = $3
       where work_pool_id = $1 and priority = 2`,
      [pool.id, isPaused, limit],
    );
  const claim = "select * from provost_private.claim_flow_runs($1, null, $2, $3)";
  await setPaused(false, 0);
  const claimBesideFull = await costOf(db, claim, [pool.name, worker, 1]);
  const dispatchBesideFull = await costOf(db, "select * from provost_private.dispatch(1)");
  await setPaused(true, null);
  const last = await value(
    db,
    `select id from provost.flow_runs where deployment = $1 and fairness_key = 'b'`,
    [keyed],
  );
  return {
    claimBesideFull,
    dispatchBesideFull,
    claim: await costOf(db, choose, [pool.id, 1]),
    claimAmongKeys: await costOf(db, choose, [pool.id, 5]),
    claimBelowCrowd: await costOf(db, claim, [pool.name, worker, 5]),
    count: await costOf(db, "select provost_private.count_due_flow_runs($1, now(), 40)", [pool.id]),
    nextDueTime: await costOf(db, "select provost_private.next_due_time(now())"),
    markLate: await costOf(db, "select provost_private.newly_late_runs(now(), 400)"),
    why: await costOf(db, "select * from provost.why_waiting($1)", [last]),
  };
}

describe("with 100,000 runs that wait in each of several queues", () => {
  it("a claim finds the one run that may start in few blocks", () => {
    expect(many.claim.blocks).toBeLessThanOrEqual(20);
    expect(many.claim.read).toBeLessThanOrEqual(20);
  });

  it.each<[string, keyof Costs]>([
    ["a claim of a single run", "claim"],
    ["a claim among fairness keys", "claimAmongKeys"],
    ["a claim that starts what it takes", "claimBelowCrowd"],
    ["counting what may start", "count"],
    ["looking when the next run is due", "nextDueTime"],
    ["looking who is late", "markLate"],
    ["telling why a run waits", "why"],
    ["a claim beside a queue whose limit is reached", "claimBesideFull"],
    ["dispatching beside a queue whose limit is reached", "dispatchBesideFull"],
  ])("%s costs what it did with 1,000", (_what, call) => {
    expect(many[call].scanned).toEqual([]);
    expect(many[call].read).toBeLessThanOrEqual(few[call].read * 1.1 + 20);
    // Each look into an index goes a level deeper.
    expect(many[call].blocks).toBeLessThanOrEqual(few[call].blocks * 2);
  });

  it("keys are read from the index of keys, one entry of each", async () => {
    const condition = `
      where work_queue_id = $1 and fairness_key is not null and state_type = 'SCHEDULED'
        and state_name <> 'AwaitingConcurrencySlot'
        and hashtextextended(fairness_key, 0) > 0
      order by hashtextextended(fairness_key, 0), next_scheduled_start_time limit 1`;
    const plan = await planOf(db, `select 1 from provost.flow_runs ${condition}`, [fair]);
    expect(plan).toEqual({ index: "flow_runs_fair_idx", sorts: false });
    const keys = `
      select * from provost_private.waiting_fairness_keys(
        $1, (-9223372036854775808)::bigint, 9223372036854775807, 250)`;
    expect((await costOf(db, keys, [fair])).read).toBeLessThanOrEqual(5);
  });
});
