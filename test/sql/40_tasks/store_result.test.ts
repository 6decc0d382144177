import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { finish, type HeldRun, record, running } from "../engine.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
let run: HeldRun;

beforeEach(async () => {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  run = await running(db);
});

const store = (key: string, part: number, text: string, epoch = run.epoch): Promise<boolean> =>
  value(db, "select provost_private.store_result($1, $2, $3, $4, $5)", [
    run.id,
    epoch,
    key,
    part,
    Buffer.from(text),
  ]);

const read = async (key: string, part = 0): Promise<string | undefined> =>
  (
    await value<Buffer | null>(db, "select provost_private.read_result($1, $2)", [key, part])
  )?.toString();

const meta = (key: string) => ({ storage: "database", key });
const forget = () => value(db, "select provost_private.forget_stored_results()");
const stored = () =>
  column(db, "select distinct key from provost_private.stored_results order by key");

describe("a result in the database", () => {
  it("is stored in parts, and read back", async () => {
    expect(await store("k", 0, "ab")).toBe(true);
    expect(await store("k", 1, "c")).toBe(true);
    expect(await store("k", 1, "cd")).toBe(true);
    expect([await read("k"), await read("k", 1)]).toEqual(["ab", "cd"]);
    expect([await read("k", 2), await read("other")]).toEqual([undefined, undefined]);
    await value(db, "select provost_private.drop_result('k')");
    expect(await stored()).toEqual([]);
  });

  it("is not stored by a process that has lost the run", async () => {
    expect(await store("k", 0, "ab", run.epoch + 1)).toBe(false);
    await finish(db, run);
    expect(await store("k", 0, "ab")).toBe(false);
    expect(await stored()).toEqual([]);
  });
});

describe("forget_stored_results", () => {
  it("removes what nothing refers to, and only a day after it was stored", async () => {
    await store("of a task", 0, "x");
    await store("of the flow", 0, "x");
    await store("cached", 0, "x");
    await store("of nobody", 0, "x");
    await store("of nobody", 1, "x");
    await record(db, run, { key: "a", result_meta: meta("of a task") });
    await record(db, run, { key: "b", result_meta: meta("cached"), cache_key: "c" });
    await finish(db, run, { result_meta: meta("of the flow") });
    await clock.advance(db, "1 day");
    expect(await forget()).toBe(0);
    await clock.advance(db, "1 second");
    expect(await forget()).toBe(1);
    expect(await stored()).toEqual(["cached", "of a task", "of the flow"]);
  });

  it("keeps what a run may still refer to that has not ended", async () => {
    await store("k", 0, "x");
    await clock.advance(db, "2 days");
    expect(await forget()).toBe(0);
    await finish(db, run);
    await clock.advance(db, "2 days");
    expect(await forget()).toBe(1);
  });

  it("keeps what a later run has taken from the cache", async () => {
    await store("k", 0, "x");
    await finish(db, run);
    const later = await running(db);
    await value(db, "select provost_private.keep_result('k', $1)", [later.id]);
    await record(db, later, { key: "a", result_meta: meta("k"), state_name: "Cached" });
    await finish(db, later);
    await clock.advance(db, "2 days");
    expect(await forget()).toBe(0);
  });
});
