import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Queryable } from "../../../src/db/pool.ts";
import { fromPostgres } from "../../../src/errors.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { twoSessions } from "../../support/twoSessions.ts";
import { deploy, enqueue } from "../engine.ts";
import { putState } from "../putState.ts";
import { column, rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { secondsFrom } from "../vectors.ts";

const file = new URL("../../../../shared/vectors/workqueues.json", import.meta.url);
const isThere = existsSync(file);

interface Query {
  workPools?: string[];
  workQueues?: string[];
  limit?: number;
  queueLimit?: number;
  workerLimit?: number;
  respectQueuePriorities?: boolean;
  scheduledBeforeSecondsFromNow?: number;
  scheduledAfterSecondsFromNow?: number;
}

interface Config {
  isPaused?: boolean;
  concurrencyLimit?: number;
}

type Step = string | { create: string; priority: number } | { bulk: Record<string, number> };

interface Vector {
  id: string;
  kind: string;
  note?: string;
  fixture?: "standard" | { queues: Record<string, string[]> };
  query?: Query;
  poolConfig?: Record<string, Config>;
  queueConfig?: Record<string, Config>;
  transactions?: Query[];
  steps?: Step[];
  runs?: string[];
  scope?: string;
  scheduled?: number;
  active?: string[];
  concurrencyLimit?: number;
  limit?: number;
  isPaused?: boolean;
  expected: unknown;
}

interface Block {
  n: number;
  queues: string[];
}

interface Expected {
  count?: number;
  counts?: number[];
  order?: "time";
  prefixOfUnlimited?: boolean;
  perPool?: Record<string, number>;
  perQueue?: Record<string, number>;
  blocks?: Block[];
  runs?: string[];
}

interface Found {
  id: string;
  name: string;
  pool: string;
  queue: string;
  start: Date;
}

const vectors: Vector[] = isThere
  ? (JSON.parse(readFileSync(file, "utf8")) as { vectors: Vector[] }).vectors
  : [];
const database = useDatabase();

describe.skipIf(!isThere)("work queues, by example", () => {
  const db = useTransaction(database);
  for (const vector of vectors.filter(({ kind }) => kind !== "concurrent")) {
    it(`${vector.id}: ${vector.note ?? vector.kind}`, async () => {
      await clock.freeze(db);
      expect(await outcomeOf(db, vector)).toEqual(vector.expected);
    });
  }

  for (const vector of vectors.filter(({ kind }) => kind === "concurrent")) {
    it(`${vector.id}: ${vector.note ?? vector.kind}`, async () => {
      await using sessions = await twoSessions(database.connection);
      const { a, b } = sessions;
      await a.query("begin");
      await addStandardPools(a.client);
      await a.query("commit");
      const [first = {}, second = {}] = vector.transactions ?? [];
      await Promise.all([a.query("begin"), b.query("begin")]);
      const counts = [(await ask(a.client, first)).length, (await ask(b.client, second)).length];
      await Promise.all([a.query("rollback"), b.query("rollback")]);
      await database.pool.query(
        `delete from provost.flow_runs;
         delete from provost.deployments;
         delete from provost.work_pools where name in ('A', 'B', 'C')`,
      );
      expect({ counts }).toEqual(vector.expected);
    });
  }
});

/** What comes of a vector, as far as it expects something. */
async function outcomeOf(db: Queryable, vector: Vector): Promise<unknown> {
  switch (vector.kind) {
    case "get-scheduled-runs":
      await addStandardPools(db);
      await configure(db, vector);
      return await describeRuns(db, vector.query ?? {}, vector.expected as Expected);
    case "get-runs-in-queues": {
      await addNamedRuns(db, vector);
      const found = await ask(db, vector.query ?? {});
      return { runs: found.map(({ name }) => name) };
    }
    case "legacy-queue":
      return { count: await readQueue(db, vector) };
    case "active-slots":
      return await countSlots(db, vector);
    case "queue-priorities":
      return await prioritiesAfter(db, vector);
    default:
      throw new Error(`Unknown kind of vector: ${vector.kind}`);
  }
}

const pools = ["A", "B", "C"];

/** Three pools of three queues, each with a run that runs, one that is pending, and five to come. */
async function addStandardPools(db: Queryable): Promise<void> {
  const now = await clock.now(db);
  for (const pool of pools) {
    await db.query("select provost.create_work_pool($1)", [pool]);
    for (const queue of pools.map((each) => pool + each)) {
      await db.query("select provost.create_work_queue($1, $2)", [pool, queue]);
      const deployment = await deploy(db, { work_pool_name: pool, work_queue_name: queue });
      for (const state of ["RUNNING", "PENDING"]) {
        await putState(db, await enqueue(db, { deployment }), state);
      }
      for (const hours of [3, 2, 1, 0, -1]) {
        await enqueue(db, { deployment, expected_start_time: secondsFrom(now, hours * 3600) });
      }
    }
  }
}

async function configure(db: Queryable, { poolConfig, queueConfig }: Vector): Promise<void> {
  for (const [name, { isPaused, concurrencyLimit }] of Object.entries(poolConfig ?? {})) {
    await db.query(
      "select provost.update_work_pool($1, concurrency_limit => $2, is_paused => $3)",
      [name, concurrencyLimit, isPaused],
    );
  }
  for (const [name, { isPaused, concurrencyLimit }] of Object.entries(queueConfig ?? {})) {
    await db.query(
      "select provost.update_work_queue($1, $2, concurrency_limit => $3, is_paused => $4)",
      [name[0], name, concurrencyLimit, isPaused],
    );
  }
}

async function ask(db: Queryable, query: Query): Promise<Found[]> {
  const now = await clock.now(db);
  const at = (seconds: number | undefined): Date | undefined =>
    seconds === undefined ? undefined : secondsFrom(now, seconds);
  return await rows<Found>(
    db,
    `select r.id, r.name, p.name as pool, q.name as queue, r.next_scheduled_start_time as start
     from provost.get_scheduled_flow_runs($1, $2, $3, $4, $5, $6, $7, $8) with ordinality r
     join provost.work_queues q on q.id = r.work_queue_id
     join provost.work_pools p on p.id = q.work_pool_id
     order by r.ordinality`,
    [
      query.workPools,
      query.workQueues,
      at(query.scheduledBeforeSecondsFromNow),
      at(query.scheduledAfterSecondsFromNow),
      query.limit,
      query.queueLimit,
      query.workerLimit,
      query.respectQueuePriorities ?? false,
    ],
  );
}

async function describeRuns(db: Queryable, query: Query, expected: Expected): Promise<Expected> {
  const found = await ask(db, query);
  const countOf = (key: "pool" | "queue") => (names: Record<string, number>) =>
    Object.fromEntries(
      Object.keys(names).map((name) => [name, found.filter((run) => run[key] === name).length]),
    );
  const { perPool, perQueue, blocks } = expected;
  return {
    ...(expected.count !== undefined && { count: found.length }),
    ...(expected.order && isInOrder(found) && { order: "time" }),
    ...(expected.prefixOfUnlimited && { prefixOfUnlimited: await isPrefix(db, query, found) }),
    ...(perPool && { perPool: countOf("pool")(perPool) }),
    ...(perQueue && { perQueue: countOf("queue")(perQueue) }),
    ...(blocks && { blocks: blocksOf(found, blocks) }),
  };
}

const isInOrder = (found: Found[]): boolean =>
  found.every(({ start }, i) => i === 0 || start >= (found[i - 1]?.start ?? start));

async function isPrefix(db: Queryable, query: Query, found: Found[]): Promise<boolean> {
  const { limit: _limit, ...unlimited } = query;
  const all = await ask(db, unlimited);
  return found.every(({ id }, i) => all[i]?.id === id);
}

/** The queues of the runs, in blocks of the sizes that are expected. */
function blocksOf(found: Found[], sizes: Block[]): Block[] {
  let from = 0;
  return sizes.map(({ n }) => {
    const block = found.slice(from, (from += n));
    const queues = [...new Set(block.map(({ queue }) => queue))];
    return { n: block.length, queues: queues.toSorted() };
  });
}

/** `fr1@-120s` is a run named fr1 that is due two minutes ago. */
async function addNamedRuns(db: Queryable, { fixture }: Vector): Promise<void> {
  if (typeof fixture !== "object") throw new Error("Expected queues with runs");
  const now = await clock.now(db);
  for (const [queue, runs] of Object.entries(fixture.queues)) {
    await db.query("select provost.create_work_queue('default', $1)", [queue]);
    const deployment = await deploy(db, { work_queue_name: queue });
    for (const run of runs) {
      const [name, seconds] = run.split("@");
      const start = secondsFrom(now, Number.parseInt(seconds ?? "", 10));
      await enqueue(db, { deployment, name, expected_start_time: start });
    }
  }
}

async function readQueue(db: Queryable, vector: Vector): Promise<number> {
  const deployment = await deploy(db);
  for (const state of vector.active ?? []) {
    await putState(db, await enqueue(db, { deployment }), state);
  }
  for (let i = 0; i < (vector.scheduled ?? 0); i++) await enqueue(db, { deployment });
  await db.query(
    "select provost.update_work_queue('default', 'default', concurrency_limit => $1, is_paused => $2)",
    [vector.concurrencyLimit, vector.isPaused],
  );
  const found = await rows(
    db,
    `select from provost.get_runs_in_work_queue('default', 'default', "limit" => $1)`,
    [vector.limit],
  );
  return found.length;
}

async function countSlots(db: Queryable, { runs = [], scope }: Vector): Promise<number> {
  for (const state of runs) await putState(db, await enqueue(db), state);
  if (scope === "pool") {
    return await value(
      db,
      "select provost.work_pools_active_slots(p) from provost.work_pools p where name = 'default'",
    );
  }
  return await value(
    db,
    `select case when $1 then provost_private.count_running(array[q.id], true)
       else provost.work_queues_active_slots(q) end
     from provost.work_queues q`,
    [scope === "legacy-queue"],
  );
}

/** The priorities of the queues that are expected, or with what the steps are refused. */
async function prioritiesAfter(
  db: Queryable,
  { steps = [], expected }: Vector,
): Promise<Record<string, unknown> | string> {
  for (const step of steps) {
    try {
      await take(db, step);
    } catch (thrown) {
      return `error: ${fromPostgres(thrown).message.replace(/\.$/, "")}`;
    }
  }
  const names = Object.keys(expected as Record<string, number>);
  const priorities = await column(
    db,
    `select q.priority from unnest($1::text[]) with ordinality n (name, ord)
     left join provost.work_queues q on q.name = n.name order by n.ord`,
    [names],
  );
  return Object.fromEntries(names.map((name, i) => [name, priorities[i]]));
}

/** `create A`, `create B..E`, `delete B`, `rename default to A`, or one with more to say. */
async function take(db: Queryable, step: Step): Promise<void> {
  if (typeof step !== "string") {
    await ("create" in step
      ? db.query("select provost.create_work_queue('default', $1, $2)", [
          step.create,
          step.priority,
        ])
      : db.query("select provost.set_work_queue_priorities('default', $1)", [step.bulk]));
    return;
  }
  const [verb, name = "", , newName] = step.split(" ");
  if (verb === "rename") {
    await db.query("select provost.update_work_queue('default', $1, name => $2)", [name, newName]);
  } else if (verb === "delete") {
    await db.query("select provost.delete_work_queue('default', $1)", [name]);
  } else {
    for (const each of namesOf(name)) {
      await db.query("select provost.create_work_queue('default', $1)", [each]);
    }
  }
}

/** `B..E` is B, C, D and E. */
function namesOf(range: string): string[] {
  const [first = "", last = first] = range.split("..");
  const from = first.charCodeAt(0);
  return Array.from({ length: last.charCodeAt(0) - from + 1 }, (_each, i) =>
    String.fromCharCode(from + i),
  );
}
