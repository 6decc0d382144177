import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  activeRun,
  endWorker,
  finish,
  history,
  readRun,
  registerWorker,
  running,
  setState,
  take,
} from "../engine.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

describe("a worker that says goodbye", () => {
  it("hands its runs back without being charged a crash or an attempt", async () => {
    const worker = await registerWorker(db);
    const [one, two] = [await running(db, {}, worker), await running(db, {}, worker)];
    expect(await endWorker(db, worker)).toBe(2);
    for (const { id } of [one, two]) {
      expect(await readRun(db, id)).toMatchObject({
        state_type: "SCHEDULED",
        state_message: "Its worker shut down.",
        crash_count: 0,
      });
      await take(db, id);
      expect((await readRun(db, id)).run_count).toBe(1);
    }
  });

  it("may say it twice", async () => {
    const run = await running(db);
    expect(await endWorker(db, run.worker)).toBe(1);
    expect(await endWorker(db, run.worker)).toBe(0);
    expect(await history(db, run.id)).toHaveLength(4);
  });

  it("does not touch runs that ended or went elsewhere", async () => {
    const [ended, moved] = [await running(db), await running(db)];
    await finish(db, ended);
    await setState(db, moved.id, { type: "SCHEDULED" });
    const next = await take(db, moved.id);
    await endWorker(db, ended.worker);
    await endWorker(db, moved.worker);
    expect((await readRun(db, ended.id)).state_name).toBe("Completed");
    expect(await activeRun(db, moved.id)).toMatchObject({ epoch: next.epoch });
  });
});
