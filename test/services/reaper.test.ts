import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { QueryConfig } from "pg";
import type { Pool } from "../../src/db/pool.ts";
import { startReaper } from "../../src/services/reaper.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aWorker } from "../support/makers.ts";
import { twoSessions } from "../support/twoSessions.ts";

const database = useDatabase();

function reaper(onReaped: (id: string) => void = () => {}, pool = database.pool) {
  return startReaper({
    pool,
    everySeconds: 0.05,
    leaseSeconds: 0.5,
    onError: (error) => {
      throw error;
    },
    onReaped,
  });
}

const beat = (id: string) =>
  database.pool.query("select provost_private.beat($1, '[]', false, 9)", [id]);

async function statusOf(id: string): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ status: string }>(
    "select status from provost.workers where id = $1",
    [id],
  );
  return rows[0]?.status;
}

describe("the reaper", () => {
  it("declares a worker dead whose heartbeat stands still for a lease, and no other", async () => {
    const silent = await aWorker(database.pool);
    const alive = await aWorker(database.pool);
    // It beats between any two looks, however slow the machine is.
    const watched: Pool = Object.create(database.pool, {
      query: {
        value: async (query: QueryConfig) => {
          await beat(alive);
          return await database.pool.query(query);
        },
      },
    });
    const reaped: string[] = [];
    const service = reaper((id) => reaped.push(id), watched);
    await eventually(() => reaped.includes(silent));
    expect(await statusOf(silent)).toBe("OFFLINE");
    expect(await statusOf(alive)).toBe("ONLINE");
    await service.stop();
  });

  it("reaps a worker once, however many reapers there are", async () => {
    const silent = await aWorker(database.pool);
    const reaped: string[] = [];
    const services = [1, 2, 3].map(() => reaper((id) => reaped.push(id)));
    await eventually(async () => (await statusOf(silent)) === "OFFLINE");
    await Promise.all(services.map((service) => service.stop()));
    expect(reaped.filter((id) => id === silent)).toHaveLength(1);
  });

  it("judges by what it sees, not by clocks: an old timestamp alone kills nobody", async () => {
    const worker = await aWorker(database.pool);
    await database.pool.query(
      "update provost.workers set last_heartbeat_time = now() - interval '1 day' where id = $1",
      [worker],
    );
    const beforeLease = performance.now();
    const service = reaper();
    await eventually(async () => (await statusOf(worker)) === "OFFLINE");
    expect(performance.now() - beforeLease).toBeGreaterThanOrEqual(500);
    await service.stop();
  });

  it("finds the dead also when each of its looks takes nearly a lease", async () => {
    const silent = await aWorker(database.pool);
    const slow: Pool = Object.create(database.pool, {
      query: {
        value: async (query: QueryConfig) => {
          await sleep(400);
          return await database.pool.query(query);
        },
      },
    });
    const service = reaper(() => {}, slow);
    await eventually(async () => (await statusOf(silent)) === "OFFLINE", { within: 20 });
    await service.stop();
    expect(await statusOf(silent)).toBe("OFFLINE");
  });

  it("takes nobody for dead because nothing could be seen for longer than a lease", async () => {
    const alive = await aWorker(database.pool);
    const reaped: string[] = [];
    const service = reaper((id) => reaped.push(id));
    await using sessions = await twoSessions(database.connection);
    await sessions.a.query("begin; lock table provost.workers in access exclusive mode");
    const lastBeat = beat(alive);
    await sleep(1200);
    await sessions.a.query("rollback");
    await lastBeat;
    await beat(alive);
    await service.stop();
    expect(reaped).not.toContain(alive);
  });
});
