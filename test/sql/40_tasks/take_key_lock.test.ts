import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { claimRun, finish, type HeldRun, registerWorker, running } from "../engine.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
let run: HeldRun;
let other: HeldRun;

beforeEach(async () => {
  [run, other] = [await running(db), await running(db)];
});

const take = (by: HeldRun, holder = "t#0", key = "k"): Promise<boolean | null> =>
  value(db, "select provost_private.take_key_lock($1, $2, $3, $4)", [key, by.id, by.epoch, holder]);
const free = (by: HeldRun, holder = "t#0"): Promise<void> =>
  value(db, "select provost_private.free_key_lock('k', $1, $2, $3)", [by.id, by.epoch, holder]);

describe("the lock of a key", () => {
  it("has one holder at a time, who may ask again", async () => {
    expect(await take(run)).toBe(true);
    expect(await take(run)).toBe(true);
    expect(await take(other)).toBe(false);
    expect(await take(run, "t#1")).toBe(false);
    expect(await take(other, "t#0", "another key")).toBe(true);
  });

  it("is free again when its holder gives it back, and only then", async () => {
    await take(run);
    await free(other);
    await free(run, "t#1");
    expect(await take(other)).toBe(false);
    await free(run);
    expect(await take(other)).toBe(true);
  });

  it("goes to whoever asks once the run of its holder is held no more", async () => {
    await take(run);
    await finish(db, run);
    expect(await take(other)).toBe(true);
    expect(await column(db, "select flow_run_id from provost_private.key_locks")).toEqual([
      other.id,
    ]);
  });

  it("does not outlive the epoch of its holder", async () => {
    await take(run);
    await finish(db, run, { type: "SCHEDULED", resuming: true });
    const again = await claimRun(db, run.id, await registerWorker(db));
    expect(again?.epoch).toBeGreaterThan(run.epoch);
    expect(await take(other)).toBe(true);
  });

  it("is refused to a process that has lost its run", async () => {
    await finish(db, run);
    expect(await take(run)).toBeNull();
  });
});
