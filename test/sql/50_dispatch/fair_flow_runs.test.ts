import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { claim, deploy, enqueue, registerWorker, type Row } from "../engine.ts";
import { addQueue } from "../queues.ts";
import { rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
let deployment: string;
let worker: string;

beforeEach(async () => {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  deployment = await deploy(db);
  worker = await registerWorker(db);
});

/** Due runs of a key, each a millisecond after the one before; `from` is when the first was due. */
const enqueueMany = (key: string | null, count: number, columns: Row = {}): Promise<unknown> =>
  db.query(
    `insert into provost.flow_runs (deployment, fairness_key, expected_start_time)
     select $1, $2, $4::timestamptz + i * interval '1 ms' from generate_series(1, $3::integer) i`,
    [columns["deployment"] ?? deployment, key, count, columns["from"] ?? "2029-12-31T23:00:00Z"],
  );

/** How many runs of each key a claim takes. */
async function take(count: number): Promise<Record<string, number>> {
  const taken = await claim(db, worker, count);
  const keys = await rows<{ fairness_key: string | null }>(
    db,
    "select fairness_key from provost.flow_runs where id = any ($1)",
    [taken.map((run) => run.flow_run_id)],
  );
  const counts: Record<string, number> = {};
  for (const { fairness_key: key } of keys)
    counts[key ?? "none"] = (counts[key ?? "none"] ?? 0) + 1;
  return counts;
}

async function takeTimes(times: number, count: number): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (let i = 0; i < times; i++) {
    for (const [key, n] of Object.entries(await take(count))) sums[key] = (sums[key] ?? 0) + n;
  }
  return sums;
}

describe("runs of a queue with different fairness keys", () => {
  it("are taken in turn, however many wait under one of them", async () => {
    await enqueueMany("crowd", 300);
    await enqueueMany("few", 10, { from: "2029-12-31T23:59:00Z" });
    expect(await take(10)).toEqual({ crowd: 5, few: 5 });
    expect(await take(10)).toEqual({ crowd: 5, few: 5 });
    expect(await take(10)).toEqual({ crowd: 10 });
  });

  it("take turns over claims of a single run, too", async () => {
    await enqueueMany("a", 30);
    await enqueueMany("b", 30);
    const order = [];
    for (let i = 0; i < 40; i++) order.push(...Object.keys(await take(1)));
    expect(order.join("")).not.toMatch(/aaa|bbb/);
    expect(order.filter((key) => key === "a").length).toBeGreaterThanOrEqual(19);
    expect(order.filter((key) => key === "b").length).toBeGreaterThanOrEqual(19);
  });

  it("use all that there is, when one of them has nothing left", async () => {
    await enqueueMany("a", 3);
    await enqueueMany("b", 5);
    await enqueueMany("c", 90);
    expect(await take(60)).toEqual({ a: 3, b: 5, c: 52 });
    expect(await take(60)).toEqual({ c: 38 });
    expect(await take(60)).toEqual({});
  });

  it("go by their time within a key", async () => {
    await enqueueMany("a", 20);
    await enqueueMany("b", 20);
    await take(20);
    const late = await rows(
      db,
      `select from provost.flow_runs waits join provost.flow_runs runs
         on runs.fairness_key = waits.fairness_key and runs.state_type = 'RUNNING'
       where waits.state_type = 'SCHEDULED' and waits.expected_start_time < runs.expected_start_time`,
    );
    expect(late).toEqual([]);
  });

  it("share with those that have none as if these had one key together", async () => {
    await enqueueMany("crowd", 300);
    await enqueueMany(null, 300, { from: "2029-12-31T23:59:00Z" });
    await enqueueMany("few", 30, { from: "2029-12-31T23:59:00Z" });
    expect(await take(30)).toEqual({ crowd: 10, few: 10, none: 10 });
  });

  it("leave out keys under which nothing is due yet", async () => {
    await enqueueMany("later", 5, { from: "2030-01-01T01:00:00Z" });
    await enqueueMany("now", 5);
    expect(await take(8)).toEqual({ now: 5 });
  });

  it("are all found, when they have more keys than a claim looks at", async () => {
    await db.query(
      `insert into provost.flow_runs (deployment, fairness_key)
       select $1, 'tenant-' || i % 400 from generate_series(1, 800) i`,
      [deployment],
    );
    await enqueueMany("crowd", 400, { from: "2029-12-31T23:00:00Z" });
    const taken = await takeTimes(5, 100);
    expect(Object.values(taken).reduce((sum, n) => sum + n)).toBe(500);
    expect(taken["crowd"] ?? 0).toBeLessThan(50);
    const rest = await takeTimes(8, 100);
    expect(Object.values(rest).reduce((sum, n) => sum + n)).toBe(700);
  });

  it("leave behind those that were to start before now", async () => {
    await enqueueMany("a", 3);
    await db.query("update provost.flow_runs set start_before = '2029-12-31T23:30:00Z'");
    await enqueueMany("b", 2);
    expect(await take(9)).toEqual({ b: 2 });
  });
});

describe("weights of fairness keys", () => {
  const weigh = (key: string | null, weight: number | null) =>
    value(db, "select provost.set_fairness_weight($1, $2)", [key, weight]);

  beforeEach(async () => {
    await enqueueMany("gold", 400);
    await enqueueMany("iron", 400);
  });

  it.each([
    [40, 10],
    [120, 1],
  ])("of 3 and 1 give 3:1 in %i claims of %i", async (times, count) => {
    await weigh("gold", 3);
    const { gold = 0, iron = 0 } = await takeTimes(times, count);
    expect(gold + iron).toBe(times * count);
    expect(Math.abs(gold / (gold + iron) - 0.75)).toBeLessThan(0.0375);
  });

  it("are 1 again when they are taken back", async () => {
    await weigh("gold", 3);
    expect(await weigh("gold", null)).toBe(1);
    expect(await take(20)).toEqual({ gold: 10, iron: 10 });
    expect(await rows(db, "select * from provost.fairness_weights")).toEqual([]);
  });

  it.each([
    ["gold", 0],
    ["gold", 1001],
    ["", 2],
    [null, 2],
  ])("are refused for key %j and weight %d", async (key, weight) => {
    const call = "select provost.set_fairness_weight($1, $2)";
    expect((await refusal(db, call, [key, weight])).code).toBe("VOARG");
  });
});

describe("queues of the same priority", () => {
  it("share what a claim takes, and what one of them leaves goes to the others", async () => {
    const [one, two, three] = [
      await deploy(db, await addQueue(db, {})),
      await deploy(db, await addQueue(db, {})),
      await deploy(db, await addQueue(db, {})),
    ];
    await enqueueMany(null, 50, { deployment: one });
    await enqueueMany("key", 50, { deployment: two });
    await enqueueMany(null, 2, { deployment: three });
    const byDeployment = async (count: number) => {
      const taken = await claim(db, worker, count);
      return [one, two, three].map((name) => taken.filter((run) => run.deployment === name).length);
    };
    const [first = 0, second = 0, third = 0] = await byDeployment(32);
    expect(first + second + third).toBe(32);
    expect(third).toBe(2);
    // A quarter each, since the empty default queue of the pool has a share to leave, too.
    expect(Math.min(first, second)).toBeGreaterThanOrEqual(8);
    expect(await byDeployment(90)).toEqual([50 - first, 50 - second, 0]);
  });

  it("keep within their own limits while they do", async () => {
    const queue = await addQueue(db, {});
    const narrow = await deploy(db, queue);
    const wide = await deploy(db, await addQueue(db, {}));
    await db.query("update provost.work_queues set concurrency_limit = 7 where name = $1", [
      queue.work_queue_name,
    ]);
    await enqueueMany(null, 50, { deployment: narrow });
    await enqueueMany(null, 10, { deployment: wide });
    const taken = await claim(db, worker, 30);
    expect(taken.filter((run) => run.deployment === narrow)).toHaveLength(7);
    expect(taken.filter((run) => run.deployment === wide)).toHaveLength(10);
  });
});

describe("the fairness key of a run", () => {
  const keyOf = async (columns: Row) =>
    value(db, "select fairness_key from provost.flow_runs where id = $1", [
      await enqueue(db, columns),
    ]);

  it("is the one that is given, or what its deployment makes of its parameters", async () => {
    const templated = await deploy(db, {
      fairness_key: "{parameters.order.region}/{parameters.tenant}",
      parameters: { tenant: "acme" },
    });
    const parameters = { order: { region: "eu" } };
    expect(await keyOf({ deployment: templated, parameters })).toBe("eu/acme");
    expect(await keyOf({ deployment: templated, fairness_key: "{mine}" })).toBe("{mine}");
    expect(await keyOf({ deployment: templated, parameters: { tenant: 7 } })).toBe("/7");
    expect(await keyOf({ deployment })).toBeNull();
  });

  it("is none when it comes to nothing", async () => {
    const templated = await deploy(db, { fairness_key: "{parameters.tenant}" });
    expect(await keyOf({ deployment: templated })).toBeNull();
    expect(await keyOf({ deployment, fairness_key: "" })).toBeNull();
  });

  it("can be given to create_flow_run", async () => {
    const create = "select fairness_key from provost.create_flow_run($1, fairness_key => 'acme')";
    expect(await value(db, create, [deployment])).toBe("acme");
  });

  it("is refused when it is too long, as is a template with a place for anything else", async () => {
    const insert = "insert into provost.flow_runs (deployment, fairness_key) values ($1, $2)";
    expect(await refusal(db, insert, [deployment, "x".repeat(201)])).toMatchObject({
      code: "VOARG",
      message: "Expected a fairness key of at most 200 characters, got 201.",
    });
    for (const wrong of ["{tenant}", "{parameters.}", "x}", "{parameters.a"]) {
      const error = await refusal(db, "select provost.deploy($1)", [
        JSON.stringify({ flow: { name: "f" }, name: "d", fairness_key: wrong }),
      ]);
      expect(error.message).toMatch(
        /^Expected the fairness key of a deployment to be made of text/,
      );
    }
  });
});

describe("a run that waits for its turn", () => {
  const before = async (id: string) => {
    const [gate] = await rows(db, "select reason from provost.why_waiting($1)", [id]);
    return gate;
  };

  it("is told how many go before it: those of its key, and as many of the others", async () => {
    await enqueueMany("crowd", 300);
    await enqueueMany("few", 4);
    const last = await enqueue(db, { deployment, fairness_key: "few" });
    const other = await enqueue(db, { deployment, fairness_key: "other" });
    await db.query("select provost.set_fairness_weight('crowd', 2)");
    expect(await before(last)).toEqual({ reason: "The run is due; 13 go before it." });
    expect(await before(other)).toEqual({ reason: "The run is due, and next." });
  });

  it("is shown where it stands", async () => {
    await enqueueMany("crowd", 300);
    await enqueueMany("few", 2, { from: "2029-12-31T23:59:00Z" });
    await enqueueMany(null, 1, { from: "2029-12-31T23:58:00Z" });
    await enqueueMany("few", 1, { from: "2030-01-01T01:00:00Z" });
    const shown = await rows(
      db,
      "select fairness_key from provost_private.list_waiting_runs('default', p_limit => 6)",
    );
    expect(shown.map((run) => run["fairness_key"])).toEqual([
      "crowd",
      null,
      "few",
      "crowd",
      "few",
      "crowd",
    ]);
  });
});
