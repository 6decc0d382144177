import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startReaper } from "../../src/services/reaper.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aWorker } from "../support/makers.ts";

const database = useDatabase();

function reaper(onReaped: (id: string) => void = () => {}) {
  return startReaper({
    pool: database.pool,
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
    const beating = new AbortController();
    const beats = (async () => {
      while (!beating.signal.aborted) {
        await beat(alive);
        await sleep(50);
      }
    })();
    const reaped: string[] = [];
    const service = reaper((id) => reaped.push(id));
    await eventually(() => reaped.includes(silent));
    expect(await statusOf(silent)).toBe("OFFLINE");
    expect(await statusOf(alive)).toBe("ONLINE");
    await service.stop();
    beating.abort();
    await beats;
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
});
