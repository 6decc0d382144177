import { describe, expect, it } from "vitest";
import type { QueryConfig } from "pg";
import type { Pool } from "../../src/db/pool.ts";
import { startReaper } from "../../src/services/reaper.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aWorker } from "../support/makers.ts";

const database = useDatabase();

interface Looks {
  /** What each look takes by the clock of the reaper, in milliseconds; the first one has number 1. */
  takes?: (look: number) => number;
  before?: (look: number) => Promise<unknown>;
  onReaped?: (id: string, look: number) => void;
}

/** A reaper whose clock goes on while it looks, and only then: no machine is too slow for it. */
function reaper({ takes = () => 50, before = async () => {}, onReaped = () => {} }: Looks = {}) {
  let time = 0;
  let look = 0;
  const pool: Pool = Object.create(database.pool, {
    query: {
      value: async (query: QueryConfig) => {
        if (query.text.includes("list_live_workers")) {
          await before(++look);
          time += takes(look);
        }
        return await database.pool.query(query);
      },
    },
  });
  return startReaper({
    pool,
    everySeconds: 0.05,
    leaseSeconds: 0.5,
    onError: (error) => {
      throw error;
    },
    onReaped: (id) => onReaped(id, look),
    now: () => time,
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
    const reaped: string[] = [];
    const service = reaper({ before: () => beat(alive), onReaped: (id) => reaped.push(id) });
    await eventually(() => reaped.includes(silent));
    expect(await statusOf(silent)).toBe("OFFLINE");
    expect(await statusOf(alive)).toBe("ONLINE");
    await service.stop();
  });

  it("reaps a worker once, however many reapers there are", async () => {
    const silent = await aWorker(database.pool);
    const reaped: string[] = [];
    const services = [1, 2, 3].map(() => reaper({ onReaped: (id) => reaped.push(id) }));
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
    const deaths = new Map<string, number>();
    const service = reaper({ onReaped: (id, look) => deaths.set(id, look) });
    await eventually(async () => (await statusOf(worker)) === "OFFLINE");
    await service.stop();
    // The first look, and then a lease of ten.
    expect(deaths.get(worker)).toBe(11);
  });

  it("finds the dead also when each of its looks takes nearly a lease", async () => {
    const silent = await aWorker(database.pool);
    const service = reaper({ takes: () => 400 });
    await eventually(async () => expect(await statusOf(silent)).toBe("OFFLINE"));
    await service.stop();
  });

  it("takes nobody for dead because nothing could be seen for longer than a lease", async () => {
    const alive = await aWorker(database.pool);
    const reaped: string[] = [];
    let looks = 0;
    const service = reaper({
      takes: (look) => (look === 2 ? 60_000 : 50),
      // What keeps the reaper from seeing keeps the worker from beating.
      before: async (look) => {
        if (look !== 2) await beat(alive);
        looks = look;
      },
      onReaped: (id) => reaped.push(id),
    });
    await eventually(() => looks >= 4);
    await service.stop();
    expect(reaped).not.toContain(alive);
  });
});
