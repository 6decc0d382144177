import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Client,
  closeClient,
  connectClient,
  createPool,
  type Pool,
} from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";
import { onThisMachine } from "../support/slowness.ts";
import { twoSessions } from "../support/twoSessions.ts";
import { createLimit, free, slotsOf, take } from "../sql/20_limits/limits.ts";
import { claimRun, enqueue, registerWorker, running } from "../sql/engine.ts";
import { rows, value } from "../sql/rows.ts";
import { race } from "./race.ts";

const database = useDatabase();
let crowd: Pool;

beforeAll(() => {
  crowd = createPool(database.connection, {
    size: 64,
    connectTimeoutSeconds: onThisMachine(60),
  });
  return () => crowd.end();
});

const held = async (db: Pool | Client, name: string): Promise<number> =>
  (await slotsOf(db, name)).filter(({ status }) => status === "HELD").length;

describe("64 clients that race for a limit of 5", () => {
  it("never hold more than 5 slots, and leave none behind", async () => {
    const name = await createLimit(database.pool, { limit: 5 });
    let most = 0;
    let turns = 0;
    const isOver = new AbortController();
    // One looks for all of them: a crowd that polls leaves the server no time for the race.
    const waiting = new Map<unknown, () => void>();
    const watch = (async () => {
      while (!isOver.signal.aborted) {
        const slots = await slotsOf(database.pool, name);
        const holders = slots.filter(({ status }) => status === "HELD");
        most = Math.max(most, holders.length);
        for (const holder of holders) waiting.get(holder["lease_id"])?.();
      }
    })();
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        for (let i = 0; i < 4; i++) {
          const { lease_id: id, status } = await take(crowd, { names: [name] });
          if (status !== "GRANTED") await new Promise<void>((done) => waiting.set(id, done));
          expect(await held(crowd, name)).toBeLessThanOrEqual(5);
          turns++;
          await free(crowd, id);
        }
      }),
    );
    isOver.abort();
    await watch;
    expect(turns).toBe(256);
    expect(most).toBeLessThanOrEqual(5);
    expect(await slotsOf(database.pool, name)).toEqual([]);
  });

  it("do so at other levels of isolation, too", async () => {
    const name = await createLimit(database.pool, { limit: 5 });
    const levels = ["read committed", "repeatable read", "serializable"];
    const attempt = async (level: string): Promise<void> => {
      const client = await crowd.connect();
      try {
        await client.query(`begin isolation level ${level}`);
        await client.query("select 1 from provost.flow_runs limit 1");
        await take(client, { names: [name], waits: false });
        await client.query("commit");
      } catch {
        await client.query("rollback");
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, i) => attempt(levels[i % 3] ?? "")));
    expect(await held(database.pool, name)).toBe(5);
  });
});

describe("holders that are killed", () => {
  it("leave no slot behind once their worker is given up", async () => {
    const name = await createLimit(database.pool, { limit: 5 });
    const workers = await Promise.all(
      Array.from({ length: 8 }, () => registerWorker(database.pool, { limit: 10 })),
    );
    const clients = await Promise.all(
      workers.map(() => connectClient(database.connection, { applicationName: "victim" })),
    );
    await Promise.all(
      clients.map(async (client, i) => {
        const run = await claimRun(client, await enqueue(client), workers[i] ?? "");
        if (!run) throw new Error("Expected to claim the run");
        const holder = { id: run.flow_run_id, epoch: run.epoch, worker: workers[i] ?? "" };
        await take(client, { names: [name], run: holder });
        await take(client, { names: [name], run: holder, taskKey: "t#0" });
      }),
    );
    expect(await held(database.pool, name)).toBe(5);
    // One of them is killed in the middle of a transaction.
    await clients[0]?.query("begin");
    await take(clients[0] ?? database.pool, { names: [name] });
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim' and datname = current_database()",
    );
    for (const worker of workers) {
      await database.pool.query(
        "select provost_private.reap_worker(id, heartbeat_count) from provost.workers where id = $1",
        [worker],
      );
    }
    expect(await slotsOf(database.pool, name)).toEqual([]);
    await Promise.all(clients.map(closeClient));
  });
});

describe("two sessions", () => {
  it("that take crossing sets of limits do not deadlock", async () => {
    const [a, b] = [
      await createLimit(database.pool, { limit: 2 }),
      await createLimit(database.pool, { limit: 2 }),
    ];
    const answers = await race(
      database.connection,
      ({ client }) => take(client, { names: [a, b] }),
      ({ client }) => take(client, { names: [b, a] }),
    );
    expect([answers.first.status, answers.second.status]).toEqual(["GRANTED", "GRANTED"]);
  });

  it("that reset two limits for which somebody waits at once, do not deadlock", async () => {
    const names = [await createLimit(database.pool), await createLimit(database.pool)];
    const [first = "", second = ""] = names;
    const { lease_id: lease } = await take(database.pool, { names: [first] });
    await take(database.pool, { names: [second] });
    await take(database.pool, { names });
    await using sessions = await twoSessions(database.connection);
    const { a, b } = sessions;
    const holder = await database.pool.connect();
    try {
      await holder.query("begin");
      await holder.query("select from provost_private.slots where lease_id = $1 for update", [
        lease,
      ]);
      const reset = "select provost.reset_concurrency_limit($1)";
      const both = [a.query(reset, [first])];
      await sessions.untilBlocked(a);
      both.push(b.query(reset, [second]));
      await sessions.untilBlocked(b);
      await holder.query("rollback");
      await Promise.all(both);
    } finally {
      holder.release();
    }
    expect(await held(database.pool, first)).toBe(1);
    expect(await held(database.pool, second)).toBe(1);
  });

  it("one of which gives up waiting while the other asks for it, do not deadlock", async () => {
    const name = await createLimit(database.pool);
    await take(database.pool, { names: [name] });
    const { lease_id: waiting } = await take(database.pool, { names: [name] });
    await using sessions = await twoSessions(database.connection);
    const { a, b } = sessions;
    const holder = await database.pool.connect();
    try {
      await holder.query("begin");
      await holder.query(
        "select from provost.concurrency_limits where name = $1 for no key update",
        [name],
      );
      const asking = a.query("select status from provost_private.check_slots($1)", [[waiting]]);
      await sessions.untilBlocked(a);
      const givingUp = b.query("select provost_private.free_slots($1)", [[waiting]]);
      await sessions.untilBlocked(b);
      await holder.query("rollback");
      await Promise.all([asking, givingUp]);
    } finally {
      holder.release();
    }
    expect(await slotsOf(database.pool, name)).toHaveLength(1);
  });

  it("one of which frees a slot while slots are released by number, do not deadlock", async () => {
    const name = await createLimit(database.pool, { limit: 2 });
    const { lease_id: freed } = await take(database.pool, { names: [name] });
    await take(database.pool, { names: [name] });
    await using sessions = await twoSessions(database.connection);
    const { a, b } = sessions;
    const holder = await database.pool.connect();
    try {
      await holder.query("begin");
      await holder.query(
        "select from provost.concurrency_limits where name = $1 for no key update",
        [name],
      );
      const releasing = a.query("select provost.release_concurrency_slots($1, 2)", [[name]]);
      await sessions.untilBlocked(a);
      const freeing = b.query("select provost_private.free_slots($1)", [[freed]]);
      await sessions.untilBlocked(b);
      await holder.query("rollback");
      await Promise.all([releasing, freeing]);
    } finally {
      holder.release();
    }
    expect(await slotsOf(database.pool, name)).toEqual([]);
  });

  it("one of which is deleted with its limit while those of nobody are swept up, do not deadlock", async () => {
    const [gone, left] = [await createLimit(database.pool), await createLimit(database.pool)];
    for (const name of [gone, left]) {
      await take(database.pool, { names: [name], leaseSeconds: 60 });
    }
    await database.pool.query(
      `update provost_private.slots s set expires = clock_timestamp() - interval '1 second'
       from provost.concurrency_limits l where l.id = s.limit_id and l.name = any ($1)`,
      [[gone, left]],
    );
    await using sessions = await twoSessions(database.connection);
    const { a, b } = sessions;
    await a.query("begin");
    await a.query("select from provost.concurrency_limits where name = $1 for update", [gone]);
    const sweeping = b.query("select provost_private.sweep_slots()");
    await sessions.untilBlocked(b);
    await a.query("delete from provost.concurrency_limits where name = $1", [gone]);
    await a.query("commit");
    await sweeping;
    expect(await slotsOf(database.pool, left)).toEqual([]);
  });

  it.each([
    ["takes the limit away", "select provost.delete_concurrency_limit($1)"],
    ["takes all of its slots away", "select provost.reset_concurrency_limit($1)"],
  ])("one of which %s while the other gives slots back, do not deadlock", async (_what, text) => {
    const name = await createLimit(database.pool, { limit: 2 });
    const { lease_id: freed } = await take(database.pool, { names: [name] });
    const run = await running(database.pool);
    await take(database.pool, { names: [name], run });
    const finish = [{ ord: 1, flow_run_id: run.id, epoch: run.epoch, type: "COMPLETED" }];
    const back: [string, unknown][] = [
      ["select provost_private.free_slots($1)", [freed]],
      ["select * from provost_private.finish_flow_runs($1)", JSON.stringify(finish)],
    ];
    for (const [giveBack, what] of back) {
      await using sessions = await twoSessions(database.connection);
      const { a, b } = sessions;
      const holder = await connectClient(database.connection);
      try {
        await holder.query("begin");
        await holder.query("select from provost.concurrency_limits where name = $1 for update", [
          name,
        ]);
        await a.query("begin");
        const taking = a.query(text, [name]);
        await sessions.untilBlocked(a);
        const giving = b.query(giveBack, [what]);
        await sessions.untilBlocked(b);
        await holder.query("rollback");
        await taking;
        await a.query("rollback");
        await giving;
      } finally {
        await closeClient(holder);
      }
    }
    expect(await slotsOf(database.pool, name)).toEqual([]);
  });

  it("one of which frees what the other is about to wait for, lose no turn", async () => {
    const name = await createLimit(database.pool, { limit: 1 });
    const { lease_id: id } = await take(database.pool, { names: [name] });
    const { second } = await race(
      database.connection,
      ({ client }) => free(client, id),
      ({ client }) => take(client, { names: [name] }),
    );
    expect(second.status).toBe("GRANTED");
  });

  it("one of which queues while the other frees, lose no turn either", async () => {
    const name = await createLimit(database.pool, { limit: 1 });
    const { lease_id: id } = await take(database.pool, { names: [name] });
    const { first } = await race(
      database.connection,
      ({ client }) => take(client, { names: [name] }),
      ({ client }) => free(client, id),
    );
    expect(first.status).toBe("WAITING");
    expect(await slotsOf(database.pool, name)).toMatchObject([
      { lease_id: first.lease_id, status: "HELD" },
    ]);
  });

  it("one of which ends the run for which the other takes slots, leave none behind", async () => {
    const name = await createLimit(database.pool, { limit: 1 });
    const run = await running(database.pool);
    const finish = JSON.stringify([
      { ord: 1, flow_run_id: run.id, epoch: run.epoch, type: "COMPLETED" },
    ]);
    await race(
      database.connection,
      ({ client }) => take(client, { names: [name], run }),
      ({ client }) => client.query("select * from provost_private.finish_flow_runs($1)", [finish]),
    );
    expect(await slotsOf(database.pool, name)).toEqual([]);
  });
});

describe("a crowd that takes random sets of limits, and frees them, and dies", () => {
  it("never exceeds a limit, and never deadlocks", async () => {
    const names = await Promise.all(
      [3, 1, 2].map((limit) => createLimit(database.pool, { limit })),
    );
    const sizes = new Map(names.map((name, i) => [name, [3, 1, 2][i] ?? 0]));
    const before = await deadlocks();
    const errors: unknown[] = [];
    await Promise.all(
      Array.from({ length: 24 }, async (_, who) => {
        for (let turn = 0; turn < 12; turn++) {
          const set = names.filter((_name, i) => (who + turn * 7 + i * 3) % 2 === 0);
          const id = randomUUID();
          try {
            await take(crowd, { names: set.toReversed(), id, waits: turn % 3 > 0 });
            await crowd.query("select * from provost_private.check_slots($1)", [[id]]);
            await expectWithinLimits(sizes);
            await free(crowd, id);
          } catch (error) {
            errors.push(error);
          }
        }
      }),
    );
    expect(errors).toEqual([]);
    expect((await deadlocks()) - before).toBe(0);
    for (const name of names) expect(await slotsOf(database.pool, name)).toEqual([]);
  });
});

async function expectWithinLimits(sizes: ReadonlyMap<string, number>): Promise<void> {
  const sums = await rows<{ name: string; held: number }>(
    crowd,
    `select limit_name as name, sum(slots)::int as held from provost.concurrency_slots
     where status = 'HELD' group by 1`,
  );
  for (const { name, held: count } of sums) {
    const size = sizes.get(name);
    expect(count).toBeLessThanOrEqual(size ?? 1000);
  }
}

const deadlocks = (): Promise<number> =>
  value(
    database.pool,
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
