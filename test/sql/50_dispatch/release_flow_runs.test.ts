import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  claim,
  deploy,
  enqueue,
  finish,
  type HeldRun,
  readRun,
  reap,
  record,
  registerWorker,
  running,
  setState,
  take,
} from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

/** The same run, crashing once more in a new worker's hands. */
async function crashAgain(id: string, meanwhile?: (run: HeldRun) => Promise<unknown>) {
  await clock.advance(db, "1 minute");
  const run = await take(db, id, await registerWorker(db));
  await meanwhile?.(run);
  await reap(db, run.worker);
}

describe("a run that crashes its workers", () => {
  it("is Crashed at the third crash without progress", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "SCHEDULED", crash_count: 2 });
    await crashAgain(run.id);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "CRASHED", crash_count: 3 });
  });

  it("waits a little before the third try", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    expect((await readRun(db, run.id)).next_scheduled_start_time).toEqual(await clock.now(db));
    await crashAgain(run.id);
    const wait = await value(
      db,
      `select next_scheduled_start_time - provost_private.clock_now() = interval '2 s'
       from provost.flow_runs where id = $1`,
      [run.id],
    );
    expect(wait).toBe(true);
  });

  it("goes on soon, and is Crashed at the tenth, when workers can tell by its own process", async () => {
    const deployment = await deploy(db, { entrypoint: "flows.ts:poison" });
    const run = await running(db, { deployment });
    await reap(db, run.worker);
    for (let crashes = 2; crashes < 10; crashes++) {
      await crashAgain(run.id);
      expect(await readRun(db, run.id)).toMatchObject({
        state_type: "SCHEDULED",
        crash_count: crashes,
        next_scheduled_start_time: new Date(
          (await clock.now(db)).getTime() + 1000 * 2 ** Math.max(1, crashes - 3),
        ),
      });
    }
    await clock.advance(db, "1 minute");
    await crashAgain(run.id);
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "CRASHED", crash_count: 10 });
  });

  it("tells the worker how often it has crashed", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id);
    await clock.advance(db, "1 minute");
    const [claimed] = await claim(db, await registerWorker(db));
    expect(claimed).toMatchObject({ flow_run_id: run.id, crash_count: 2 });
  });

  it("is counted anew after a task completed", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id);
    await crashAgain(run.id, (held) => record(db, held, { key: "progress" }));
    expect(await readRun(db, run.id)).toMatchObject({ state_type: "SCHEDULED", crash_count: 1 });
  });

  it("is not helped by tasks that failed or only started", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id, (held) => record(db, held, { key: "a", type: "FAILED" }));
    await crashAgain(run.id, (held) => record(db, held, { key: "b", type: "RUNNING" }));
    expect((await readRun(db, run.id)).state_type).toBe("CRASHED");
  });

  it("begins anew when somebody schedules it again", async () => {
    const run = await running(db);
    await reap(db, run.worker);
    await crashAgain(run.id);
    await crashAgain(run.id);
    await setState(db, run.id, { type: "SCHEDULED" });
    await crashAgain(run.id);
    expect((await readRun(db, run.id)).state_type).toBe("SCHEDULED");
  });
});

describe("runs that crash together", () => {
  /** All of them in the hands of one worker, which dies. */
  async function crashTogether(runs: readonly { id: string }[]): Promise<void> {
    await clock.advance(db, "10 minutes");
    const worker = await registerWorker(db);
    for (const { id } of runs) await take(db, id, worker);
    await reap(db, worker);
  }

  async function threeThatCrashedTwice() {
    const runs = [await running(db), await running(db), await running(db)];
    for (const { worker } of runs) await reap(db, worker);
    await crashTogether(runs);
    return runs;
  }

  const statesOf = async (runs: readonly { id: string }[]) => {
    const rows = await Promise.all(runs.map(({ id }) => readRun(db, id)));
    return rows.map(({ state_type }) => state_type);
  };

  /** For how many milliseconds they wait, shortest first. */
  async function waitsOf(runs: readonly { id: string }[]): Promise<number[]> {
    const now = (await clock.now(db)).getTime();
    const rows = await Promise.all(runs.map(({ id }) => readRun(db, id)));
    const waits = rows.map((row) => Number(row.next_scheduled_start_time) - now);
    return waits.toSorted((a, b) => a - b);
  }

  it("try again one after the other, further apart at each crash", async () => {
    const runs = await threeThatCrashedTwice();
    expect(await waitsOf(runs)).toEqual([666, 1333, 2000]);
    await crashTogether(runs);
    expect(await waitsOf(runs)).toEqual([1333, 2666, 4000]);
    await crashTogether(runs);
    expect(await waitsOf(runs)).toEqual([2666, 5333, 8000]);
  });

  it("wait no more than two seconds for it when they have only had bad luck twice", async () => {
    const worker = await registerWorker(db, { limit: 200 });
    const runs = [];
    for (let i = 0; i < 100; i++) runs.push(await running(db, {}, worker));
    await reap(db, worker);
    await crashTogether(runs);
    const waits = await waitsOf(runs);
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits.at(-1)).toBe(2000);
    expect(new Set(waits).size).toBe(100);
  });

  it("are not Crashed for what one of them did, but it is when it crashes alone", async () => {
    const runs = await threeThatCrashedTwice();
    await crashTogether(runs);
    expect(await statesOf(runs)).toEqual(["SCHEDULED", "SCHEDULED", "SCHEDULED"]);
    await crashTogether(runs.slice(0, 1));
    expect(await statesOf(runs)).toEqual(["CRASHED", "SCHEDULED", "SCHEDULED"]);
  });

  it("are Crashed in the end all the same", async () => {
    const runs = await threeThatCrashedTwice();
    for (let crashes = 3; crashes <= 9; crashes++) await crashTogether(runs);
    expect(await statesOf(runs)).toEqual(["SCHEDULED", "SCHEDULED", "SCHEDULED"]);
    await crashTogether(runs);
    expect(await statesOf(runs)).toEqual(["CRASHED", "CRASHED", "CRASHED"]);
  });
});

describe("a run that its worker executes alone", () => {
  const crashOf = async (id: string) => {
    const { state_type, crash_count } = await readRun(db, id);
    return [state_type, crash_count];
  };

  /** A run that has crashed twice, and others that have not, in the hands of one worker. */
  async function withCompany() {
    const suspect = await running(db);
    await reap(db, suspect.worker);
    await crashAgain(suspect.id);
    await clock.advance(db, "1 minute");
    const worker = await registerWorker(db);
    await take(db, suspect.id, worker);
    const neighbour = await running(db, {}, worker);
    return { suspect, neighbour, worker };
  }

  it("is to blame when the worker dies, and others that it holds are not charged", async () => {
    const { suspect, neighbour, worker } = await withCompany();
    await db.query("select provost_private.note_lone_run($1, $2)", [worker, suspect.id]);
    await reap(db, worker);
    expect(await crashOf(suspect.id)).toEqual(["CRASHED", 3]);
    expect(await crashOf(neighbour.id)).toEqual(["SCHEDULED", 0]);
  });

  it("is not to blame when it was another one that was alone", async () => {
    const { suspect, neighbour, worker } = await withCompany();
    await db.query("select provost_private.note_lone_run($1, $2)", [worker, neighbour.id]);
    await reap(db, worker);
    expect(await crashOf(suspect.id)).toEqual(["SCHEDULED", 2]);
    expect(await crashOf(neighbour.id)).toEqual(["SCHEDULED", 1]);
  });

  it("is not given up for a worker that dies while others are under way in it, too", async () => {
    const { suspect, neighbour, worker } = await withCompany();
    await db.query("select provost_private.note_lone_run($1, $2)", [worker, suspect.id]);
    await db.query("select provost_private.note_lone_run($1, null)", [worker]);
    await reap(db, worker);
    expect(await crashOf(suspect.id)).toEqual(["SCHEDULED", 3]);
    expect(await crashOf(neighbour.id)).toEqual(["SCHEDULED", 1]);
  });
});

describe("a run that kills its worker as soon as it starts", () => {
  interface PlayedRun {
    run: HeldRun;
    crashes: number;
    until: number;
  }

  /**
   * What of that which a worker holds begins now: suspects one by one, and nothing beside them for a
   * while. Answers the runs that are under way, and whether the worker claims more.
   */
  async function begin(worker: string, waiting: PlayedRun[], seconds: number) {
    const now = (await clock.now(db)).getTime();
    const [suspect] = waiting.filter(({ crashes }) => crashes >= 2);
    const fresh = waiting.filter(({ crashes }) => crashes < 2);
    const begun = suspect && fresh.length === 0 ? [suspect] : fresh;
    if (begun[0] === suspect && suspect) {
      await db.query("select provost_private.note_lone_run($1, $2)", [worker, suspect.run.id]);
    }
    return begun.map((each) => ({ ...each, until: now + seconds * 1000 }));
  }

  /**
   * Plays what workers and the reaper do, until the culprit is found, and answers after how many
   * crashes. The others need `seconds` to end; a dead worker is replaced at once, and given up
   * after ten seconds.
   */
  async function playUntilFound(culprit: string, seconds: number): Promise<number> {
    await db.query("select setseed(0.5)"); // which makes the order of chance always the same
    let crashes = 0;
    let worker = await registerWorker(db, { limit: 200 });
    let waiting: PlayedRun[] = [];
    let held: PlayedRun[] = [];
    let toReap: { worker: string; at: number } | undefined;
    while ((await readRun(db, culprit)).state_type !== "CRASHED") {
      await clock.advance(db, "50 ms");
      const now = (await clock.now(db)).getTime();
      if (toReap && toReap.at <= now) {
        await reap(db, toReap.worker);
        toReap = undefined;
      }
      const isClosed = [...waiting, ...held].some((each) => each.crashes >= 2);
      for (const each of isClosed ? [] : await claim(db, worker, 200)) {
        const run = { id: each.flow_run_id, epoch: each.epoch, worker };
        waiting.push({ run, crashes: Number(each["crash_count"]), until: now });
      }
      const isSomebodyAlone = held.some((each) => each.crashes >= 2);
      const wantsCompany = waiting.some(({ crashes }) => crashes < 2);
      if (!isSomebodyAlone && (held.length === 0 || wantsCompany)) {
        const begun = await begin(worker, waiting, seconds);
        held.push(...begun);
        waiting = waiting.filter(({ run }) => !begun.some((each) => each.run.id === run.id));
      }
      if (held.some(({ run }) => run.id === culprit)) {
        crashes++;
        toReap = { worker, at: now + 10_000 };
        worker = await registerWorker(db, { limit: 200 });
        [held, waiting] = [[], []];
      }
      for (const { run } of held.filter(({ until }) => until <= now)) await finish(db, run);
      held = held.filter(({ until }) => until > now);
    }
    return crashes;
  }

  async function tenTogether(): Promise<string[]> {
    const deployment = await deploy(db);
    const ids = [];
    for (let i = 0; i < 10; i++) ids.push(await enqueue(db, { deployment }));
    return ids;
  }

  it("is found at the third crash when the others soon get further", async () => {
    const [culprit = "", ...others] = await tenTogether();
    expect(await playUntilFound(culprit, 0.1)).toBe(3);
    for (const id of others) expect((await readRun(db, id)).crash_count).toBeLessThanOrEqual(2);
  });

  it("is found also when the others take longer than that, and none of them is given up", async () => {
    const [culprit = "", ...others] = await tenTogether();
    expect(await playUntilFound(culprit, 5)).toBeLessThanOrEqual(6);
    for (const id of others) expect((await readRun(db, id)).state_type).not.toBe("CRASHED");
  });
});
