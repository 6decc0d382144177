import { beforeAll, describe, expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { createLimit, take } from "../sql/20_limits/limits.ts";
import { deploy, registerWorker } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { costOf, planOf } from "./costOf.ts";
import { vacuum } from "./vacuum.ts";

const database = useDatabase();
let db: Client;
let limit: string;
let lease: string;

/** 20,000 leases of 200 limits, half of which wait, and 10,000 runs that wait for a slot. */
beforeAll(async () => {
  db = await connectClient(database.connection);
  await db.query("set max_parallel_workers_per_gather = 0");
  limit = await createLimit(db, { limit: 10 });
  await db.query(`
    insert into provost.concurrency_limits (name, "limit")
      select 'other-' || i, 100 from generate_series(1, 200) i;
    insert into provost_private.slots (
      limit_id, lease_id, slots, ticket, flow_run_id, epoch, requested, granted)
    select l.id, gen_random_uuid(), 1, nextval('provost_private.slot_tickets'), gen_random_uuid(),
      1, now(), case when i <= 50 then now() end
    from provost.concurrency_limits l, generate_series(1, 100) i where l.name like 'other-%'`);
  ({ lease_id: lease } = await take(db, { names: [limit] }));
  const crowded = await deploy(db, { concurrency_limit: 1 });
  await db.query(
    `insert into provost.flow_runs (deployment, expected_start_time)
     select $1, now() - interval '1 hour' from generate_series(1, 10000)`,
    [crowded],
  );
  const worker = await registerWorker(db, { limit: 100 });
  for (let done = 0; done < 10_000; done += 1000) {
    await db.query("select * from provost_private.claim_flow_runs('default', null, $1, 10)", [
      worker,
    ]);
  }
  await vacuum(db);
  return () => db.end();
});

describe("with 20,000 leases", () => {
  it.each([
    ["what a limit has given out", "slots_held_idx", "limit_id = $1 and granted is not null"],
    [
      "who is next",
      "slots_waiting_idx",
      "limit_id = $1 and granted is null order by ticket limit 5",
    ],
    ["what a run holds", "slots_by_flow_run_idx", "flow_run_id = $1"],
    ["what a lease holds", "slots_by_lease_idx", "lease_id = $1"],
    [
      "what nobody has renewed",
      "slots_expiring_idx",
      "expires is not null and expires <= now() and $1::uuid is not null",
    ],
  ])("%s is found by %s", async (_what, index, condition) => {
    const plan = await planOf(db, `select lease_id from provost_private.slots where ${condition}`, [
      lease,
    ]);
    expect(plan).toEqual({ index, sorts: false });
  });

  it.each([
    ["giving slots back", "select provost_private.free_slots(array[$1::uuid])"],
    ["looking after who waits", "select * from provost_private.check_slots(array[$1::uuid])"],
    ["sweeping up", "select provost_private.sweep_slots() where $1::uuid is not null"],
  ])("%s touches few blocks", async (_what, query) => {
    expect((await costOf(db, query, [lease])).blocks).toBeLessThan(300);
  });
});

describe("with 10,000 runs that wait for a slot of their deployment", () => {
  it("counting what may start reads none of them", async () => {
    expect(
      await value(
        db,
        "select count(*)::int from provost.flow_runs where state_name = 'AwaitingConcurrencySlot'",
      ),
    ).toBeGreaterThan(9000);
    const cost = await costOf(db, "select * from provost_private.dispatch(1)");
    expect(cost.scanned).toEqual([]);
    expect(cost.read).toBeLessThan(100);
  });
});
