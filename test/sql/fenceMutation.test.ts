import { describe, expect, it } from "vitest";
import { readSources } from "../../src/db/migrate/sources.ts";
import { useDatabase } from "../support/database.ts";
import { finish, readRun, readTask, reap, record, running, take } from "./engine.ts";
import { useTransaction } from "./transaction.ts";

const db = useTransaction(useDatabase());

/** Loads one file of sql/ with a change in it, for the length of a test. */
async function mutate(path: string, from: RegExp, to: string): Promise<void> {
  const file = readSources().repeatables.find((each) => each.path === path);
  const mutant = file?.text.replace(from, to);
  if (mutant === undefined || mutant === file?.text) {
    throw new Error(`Expected ${path} to have ${from}`);
  }
  await db.query(mutant);
}

/** A holder that lost its run to the next one, and writes nevertheless. */
async function writeTooLate() {
  const old = await running(db);
  await reap(db, old.worker);
  const next = await take(db, old.id);
  const recorded = await record(db, old, { result: "old" });
  const finished = await finish(db, old, { result: "old" });
  return { next, recorded: recorded.status, finished: finished.status };
}

describe("the fence, without which a write that comes too late is believed", () => {
  it("refuses both the record and the end", async () => {
    const { next, ...late } = await writeTooLate();
    expect(late).toEqual({ recorded: "ABORT", finished: "ABORT" });
    expect((await readRun(db, next.id)).state_type).toBe("RUNNING");
  });

  it("stands and falls with is_stale_holder, for the end of a run", async () => {
    await mutate("30_runs/rules/is_stale_holder.sql", /return(?!s)[^;]*;/, "return false;");
    const { next, ...late } = await writeTooLate();
    expect(late).toEqual({ recorded: "ABORT", finished: "ACCEPT" });
    expect(await readRun(db, next.id)).toMatchObject({ state_type: "COMPLETED", result: "old" });
  });

  it("stands and falls with the epoch of the holder, for a record", async () => {
    await mutate("40_tasks/store_new_task_runs.sql", / and h\.epoch = r\.epoch/, "");
    const { next, ...late } = await writeTooLate();
    expect(late).toEqual({ recorded: "ACCEPT", finished: "ABORT" });
    expect((await readTask(db, next))["result"]).toBe("old");
  });

  it("stands and falls with an epoch that rises", async () => {
    await mutate("30_runs/epoch_step.sql", /return(?!s)[^;]*;/, "return 0;");
    const { next, ...late } = await writeTooLate();
    expect(late).toEqual({ recorded: "ACCEPT", finished: "ACCEPT" });
    expect(await readRun(db, next.id)).toMatchObject({ state_type: "COMPLETED", result: "old" });
  });
});
