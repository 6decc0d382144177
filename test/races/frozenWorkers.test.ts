import { beforeEach, describe, expect, it } from "vitest";
import { type Client, closeClient, connectClient } from "../../src/db/pool.ts";
import { endWorker, type HeldRun, readRun, reap, record, running } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";

const database = useDatabase();
const sessionName = "provost of a frozen process";

beforeEach(() => clock.freezeAt(database.pool, "2030-01-01T00:00:00Z"));

const register = (): Promise<string> =>
  value(
    database.pool,
    `select provost_private.register_worker(
       'default', 'test', 'worker', 10, '1.0.0', p_session_name => $1)`,
    [sessionName],
  );

const tendDead = () => database.pool.query("select provost_private.tend_dead_workers()");

/**
 * A session of the worker's process that does something with the run and then stops in the middle
 * of its transaction, as it does when the process is frozen.
 */
async function freezeWithin(
  run: HeldRun,
  act: (client: Client, run: HeldRun) => Promise<unknown>,
  applicationName = sessionName,
): Promise<AsyncDisposable & { isOpen: () => Promise<boolean> }> {
  const client = await connectClient(database.connection, { applicationName });
  const pid = await value<number>(client, "select pg_backend_pid()");
  await client.query("begin");
  await act(client, run);
  return {
    isOpen: () =>
      value(database.pool, "select exists (select from pg_stat_activity where pid = $1)", [pid]),
    [Symbol.asyncDispose]: () => closeClient(client),
  };
}

const holdFence = (client: Client, run: HeldRun) => record(client, run, { key: "half" });
const lockRun = (client: Client, { id }: HeldRun) =>
  client.query("select from provost.flow_runs where id = $1 for update", [id]);

/** How often somebody was seen to wait for a lock meanwhile; who does waits for a second. */
async function waitsDuring(work: () => Promise<unknown>): Promise<number> {
  const isOver = new AbortController();
  const working = work().finally(() => isOver.abort());
  let seen = 0;
  while (!isOver.signal.aborted) {
    const waiting = await value<number>(
      database.pool,
      `select count(*)::int from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    seen += waiting;
  }
  await working;
  return seen;
}

/** How long it took, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

describe("a worker that is frozen within a transaction", () => {
  it.each([
    ["holds the fence of its run", holdFence],
    ["holds its run", lockRun],
  ])("that %s keeps no reaper waiting, and other runs are given to others", async (_what, act) => {
    const worker = await register();
    const stuck = await running(database.pool, {}, worker);
    const free = await running(database.pool, {}, worker);
    await using _frozen = await freezeWithin(stuck, act);
    expect(await waitsDuring(() => reap(database.pool, worker))).toBe(0);
    expect(await waitsDuring(tendDead)).toBe(0);
    expect((await readRun(database.pool, free.id)).state_type).toBe("SCHEDULED");
    expect((await readRun(database.pool, stuck.id)).state_type).toBe("RUNNING");
  });

  it("is cut off two seconds after its death, and its run goes on elsewhere", async () => {
    const worker = await register();
    const stuck = await running(database.pool, {}, worker);
    await using frozen = await freezeWithin(stuck, holdFence);
    await reap(database.pool, worker);
    await clock.advance(database.pool, "1 s");
    await tendDead();
    expect(await frozen.isOpen()).toBe(true);
    await clock.advance(database.pool, "1 s");
    await eventually(async () => {
      await tendDead();
      return (await readRun(database.pool, stuck.id)).state_type === "SCHEDULED";
    });
    await eventually(async () => !(await frozen.isOpen()));
    expect(
      await value(database.pool, "select count(*) from provost.task_runs where flow_run_id = $1", [
        stuck.id,
      ]),
    ).toBe(0);
  });

  it("is left alone when its process has a new worker, or the session is somebody else's", async () => {
    const worker = await register();
    const [first, second] = [
      await running(database.pool, {}, worker),
      await running(database.pool, {}, worker),
    ];
    await using own = await freezeWithin(first, holdFence);
    await using foreign = await freezeWithin(second, holdFence, "somebody's psql");
    await reap(database.pool, worker);
    await register();
    await clock.advance(database.pool, "10 s");
    await tendDead();
    expect([await own.isOpen(), await foreign.isOpen()]).toEqual([true, true]);
  });
});

it("a process that goes on after its worker has said goodbye is left alone", async () => {
  const worker = await register();
  const run = await running(database.pool);
  await using own = await freezeWithin(run, lockRun);
  await endWorker(database.pool, worker);
  await clock.advance(database.pool, "10 s");
  await tendDead();
  expect(await own.isOpen()).toBe(true);
});

describe("a run that is locked", () => {
  it("keeps nobody waiting who ends runs at their deadlines", async () => {
    const run = await running(database.pool, { timeout_seconds: 1 });
    await using _frozen = await freezeWithin(run, holdFence);
    await clock.advance(database.pool, "1 minute");
    const tend = () => database.pool.query("select provost_private.tend_flow_runs()");
    expect(await timed(tend)).toBeLessThan(onThisMachine(1500));
    expect((await readRun(database.pool, run.id)).state_type).toBe("RUNNING");
  });

  it("is not waited for by its worker's heartbeat, which would be taken for death", async () => {
    const run = await running(database.pool);
    await using _frozen = await freezeWithin(run, lockRun);
    await clock.advance(database.pool, "1 minute");
    const beat = () =>
      database.pool.query("select provost_private.beat($1, '[]', false, 9)", [run.worker]);
    expect(await timed(beat)).toBeLessThan(onThisMachine(1500));
    expect((await readRun(database.pool, run.id)).state_type).toBe("RUNNING");
  });
});
