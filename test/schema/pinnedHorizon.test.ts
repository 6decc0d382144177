import { beforeAll, describe, expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { deploy, registerWorker } from "../sql/engine.ts";
import { addPool } from "../sql/queues.ts";
import { row, value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { costOf } from "./costOf.ts";

const database = useDatabase();
let db: Client;
let pool: { id: string; name: string };
let deployment: string;
let worker: string;
const blocks = { claim: [] as number[], count: [] as number[], dispatch: [] as number[] };
const read = { claim: [] as number[], count: [] as number[], dispatch: [] as number[] };

const batch = 2000;
const batches = 10;

/** Runs are claimed while an old transaction keeps all that vacuum would remove. */
beforeAll(async () => {
  db = await connectClient(database.connection);
  const old = await connectClient(database.connection);
  await db.query("alter table provost.flow_runs set (autovacuum_enabled = off)");
  await clock.freeze(db);
  const name = await addPool(db);
  pool = await row(db, "select id, name from provost.work_pools where name = $1", [name]);
  deployment = await deploy(db, { work_pool_name: name });
  worker = await registerWorker(db, { pool: name });
  await old.query("begin isolation level repeatable read; select count(*) from provost.flow_runs");
  await enqueue((batches + 1) * batch, "1 hour");
  await db.query("analyze provost.flow_runs");
  for (let i = 0; i < batches; i++) {
    await claim(batch);
    // What is held is counted by each dispatcher, and is not what this is about.
    await db.query("delete from provost_private.active_runs");
    await clock.advance(db, "1 second");
    await measure();
  }
  return async () => {
    await old.end();
    await db.end();
  };
});

const enqueue = (count: number, ago: string) =>
  db.query(
    `insert into provost.flow_runs (deployment, expected_start_time)
     select $1, provost_private.clock_now() - $3::interval + i * interval '1 ms'
     from generate_series(1, $2::integer) i`,
    [deployment, count, ago],
  );

const claim = (count: number) =>
  db.query("select epoch from provost_private.claim_flow_runs($1, null, $2, $3)", [
    pool.name,
    worker,
    count,
  ]);

/** After a claim and a round of the dispatcher that may learn what they have to pass by. */
async function measure(): Promise<void> {
  await claim(1);
  await db.query("select * from provost_private.dispatch(1)");
  const costs = {
    claim: await costOf(db, "select provost_private.choose_flow_runs($1, null, 1, $2)", [
      pool.id,
      await clock.now(db),
    ]),
    count: await costOf(db, "select provost_private.count_due_flow_runs($1, $2, 40)", [
      pool.id,
      await clock.now(db),
    ]),
    dispatch: await costOf(db, "select * from provost_private.dispatch(1)"),
  };
  for (const call of ["claim", "count", "dispatch"] as const) {
    blocks[call].push(costs[call].blocks);
    read[call].push(costs[call].read);
  }
}

describe("while an old transaction holds back vacuum", () => {
  it.each(["claim", "count"] as const)(
    "a %s reads as much after 20,000 runs that were claimed as after 2,000",
    (call) => {
      expect(read[call].at(-1)).toBeLessThanOrEqual((read[call][0] ?? 0) + 20);
      expect(blocks[call].at(-1)).toBeLessThanOrEqual((blocks[call][0] ?? 0) + 20);
    },
  );

  it("a dispatcher looks at no more runs after 20,000 that were claimed than after 2,000", () => {
    expect(read.dispatch.at(-1)).toBeLessThanOrEqual((read.dispatch[0] ?? 0) + 20);
  });

  it("a dispatcher that claims nothing learns by itself what to pass by", async () => {
    const other = await connectClient(database.connection);
    const count = "select provost_private.count_due_flow_runs($1, provost_private.clock_now(), 40)";
    expect((await costOf(other, count, [pool.id])).read).toBeGreaterThan(batches * batch);
    await other.query("select * from provost_private.dispatch(1)");
    expect((await costOf(other, count, [pool.id])).read).toBeLessThan(200);
    await other.end();
  });

  it("a run of an earlier time that comes later starts before the others, in seconds", async () => {
    await enqueue(1, "2 hours");
    const oldest = await value(
      db,
      "select id from provost.flow_runs where deployment = $1 order by expected_start_time limit 1",
      [deployment],
    );
    await clock.advance(db, "30 seconds");
    const { rows } = await db.query(
      "select flow_run_id from provost_private.claim_flow_runs($1, null, $2, 1)",
      [pool.name, worker],
    );
    expect(rows).toEqual([{ flow_run_id: oldest }]);
  });
});
