import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { type HeldRun, readTask, record, recordAll, running, taskHistory } from "../engine.ts";
import { column, type Row, rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
let run: HeldRun;

beforeEach(async () => {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  run = await running(db);
});

const find = (...keys: string[]): Promise<Row[]> =>
  rows(db, "select * from provost_private.find_cached_results($1) order by cache_key", [keys]);

const complete = (task: Row) => record(db, run, { key: String(task["cache_key"]), ...task });

describe("the result of a task with a cache key", () => {
  it("is found under the key, with where it comes from", async () => {
    const { task_run_id: id } = await complete({
      cache_key: "k",
      result: { n: 1 },
      result_meta: { codec: "json" },
      message: "fresh",
    });
    expect(await find("k", "other", "k")).toEqual([
      {
        cache_key: "k",
        task_run_id: id,
        message: "fresh",
        result: { n: 1 },
        result_meta: { codec: "json" },
        created: new Date("2030-01-01T00:00:00Z"),
        expiration: null,
      },
    ]);
  });

  it("is found until it expires, and is removed after that", async () => {
    await complete({ cache_key: "short", cache_expiration_seconds: 60 });
    await complete({ cache_key: "long" });
    await clock.advance(db, "59 seconds");
    expect(await find("short", "long")).toHaveLength(2);
    await clock.advance(db, "1 second");
    expect(await find("short", "long")).toMatchObject([{ cache_key: "long" }]);
    expect(await value(db, "select provost_private.forget_cached_results()")).toBe(1);
    expect(await column(db, "select key from provost_private.task_run_cache")).toEqual(["long"]);
  });

  it("that never expires goes by its age where that is wished; keys of transactions stay", async () => {
    await complete({ cache_key: "old" });
    await complete({ cache_key: "old too", key: "b" });
    await complete({ cache_key: "transaction order-42", key: "c" });
    await complete({ cache_key: "expiring", key: "d", cache_expiration_seconds: 1_000_000 });
    await clock.advance(db, "1 day");
    await complete({ cache_key: "young", key: "e" });
    let after: string | null = null;
    let trimmed = 0;
    do {
      const [step]: Row[] = await rows(
        db,
        "select * from provost_private.trim_cached_results(86400 - 60, $1, 2)",
        [after],
      );
      trimmed += Number(step?.["trimmed"]);
      after = step?.["next"] as string | null;
    } while (after !== null);
    expect(trimmed).toBe(2);
    expect(await column(db, "select key from provost_private.task_run_cache order by key")).toEqual(
      ["expiring", "transaction order-42", "young"],
    );
  });

  it("replaces an older one, expired or not", async () => {
    await complete({ cache_key: "k", key: "a", result: 1, cache_expiration_seconds: 60 });
    await clock.advance(db, "1 second");
    await complete({ cache_key: "k", key: "b", result: 2 });
    expect(await find("k")).toMatchObject([{ result: 2, expiration: null }]);
  });

  it.each(["FAILED", "PENDING", "CANCELLED", "RUNNING"])(
    "is not kept of a task that is %s",
    async (type) => {
      await complete({ cache_key: "k", type });
      expect(await find("k")).toEqual([]);
    },
  );

  it("is not kept when another result of the task stands", async () => {
    await record(db, run, { key: "t", result: 1 });
    await record(db, run, { key: "t", result: 2, cache_key: "k" });
    expect(await find("k")).toEqual([]);
  });

  it("may have a key of 2000 characters of any script, and none beyond", async () => {
    const keys = ["k".repeat(2000), "\u{1F40E}".repeat(2000), "k".repeat(2001)];
    for (const [i, key] of keys.entries()) await complete({ key: `t${i}`, cache_key: key });
    expect((await find(...keys)).map(({ cache_key: key }) => key)).toHaveLength(2);
  });

  it("is kept of every record of a batch, the last of a key", async () => {
    const task = { flow_run_id: run.id, epoch: run.epoch, task_name: "t", type: "COMPLETED" };
    await recordAll(db, [
      { ...task, key: "a", cache_key: "k1", result: 1 },
      { ...task, key: "b", cache_key: "k1", result: 2 },
      { ...task, key: "c", result: 3 },
      { ...task, key: "d", cache_key: "k2", result: 4, type: "COMPLETED" },
      { ...task, key: "e", type: "FAILED" },
    ]);
    expect(await find("k1", "k2")).toMatchObject([{ result: 2 }, { result: 4 }]);
  });
});

describe("a task that starts with the cache key of a kept result", () => {
  beforeEach(() =>
    complete({ cache_key: "k", key: "first", result: { n: 1 }, result_meta: { codec: "json" } }),
  );
  const start = { type: "RUNNING", key: "second", cache_key: "k" };

  it("is Cached at once, with the result", async () => {
    const other = await running(db);
    const answer = await record(db, other, start);
    expect(answer).toMatchObject({
      status: "REJECT",
      state_type: "COMPLETED",
      state_name: "Cached",
      result: { n: 1 },
      result_meta: { codec: "json" },
    });
    expect(await readTask(db, other, "second")).toMatchObject({
      state_type: "COMPLETED",
      state_name: "Cached",
      result: { n: 1 },
      end_time: new Date("2030-01-01T00:00:00Z"),
    });
    expect(await taskHistory(db, other, "second")).toEqual(["Cached"]);
    expect(await record(db, other, start)).toMatchObject({ status: "REJECT", result: { n: 1 } });
  });

  it("runs when it refreshes the cache, and its result replaces the other", async () => {
    expect(await record(db, run, { ...start, refresh_cache: true })).toMatchObject({
      status: "ACCEPT",
      state_name: "Running",
    });
    await record(db, run, { ...start, type: "COMPLETED", result: { n: 2 }, refresh_cache: true });
    expect(await find("k")).toMatchObject([{ result: { n: 2 } }]);
  });

  it("runs under any other key", async () => {
    expect(await record(db, run, { ...start, cache_key: "K" })).toMatchObject({
      status: "ACCEPT",
    });
  });
});

describe("cache_task_run", () => {
  const cache = (epoch = run.epoch): Promise<boolean> =>
    value(db, "select provost_private.cache_task_run($1, $2, 't#0', 'k', 60)", [run.id, epoch]);

  it("keeps the recorded result of a task, when its transaction commits", async () => {
    await record(db, run, { result: 1, result_meta: { storage: "database", key: "x" } });
    expect(await find("k")).toEqual([]);
    expect(await cache()).toBe(true);
    expect(await cache()).toBe(true);
    expect(await find("k")).toMatchObject([
      { result: 1, result_meta: { key: "x" }, expiration: new Date("2030-01-01T00:01:00Z") },
    ]);
  });

  it("keeps nothing for a process that has lost the run, nor of a task that has not completed", async () => {
    await record(db, run, { type: "RUNNING" });
    expect(await cache(run.epoch + 1)).toBe(false);
    expect(await cache()).toBe(true);
    expect(await find("k")).toEqual([]);
  });
});
