import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { heardDuring } from "../../support/heardDuring.ts";
import { claim, deploy, enqueue, registerWorker } from "../engine.ts";
import { createLimit, take } from "./limits.ts";

// These tests commit, because a notification is sent at commit only.
const database = useDatabase();

/** What a statement notifies of: leases, and doors at which it rings. */
async function heardOf(sql: string, parameters: unknown[]): Promise<string[]> {
  const heard = await heardDuring(database.connection, ["provost_doorbell", "provost_slots"], () =>
    database.pool.query(sql, parameters),
  );
  return heard.map(({ channel, payload }) => payload || channel);
}

describe("those who wait for a limit", () => {
  it.each([
    ["raised", `update provost.concurrency_limits set "limit" = 2 where name = $1`],
    ["switched off", "update provost.concurrency_limits set active = false where name = $1"],
    ["deleted", "delete from provost.concurrency_limits where name = $1"],
    ["deleted by its function", "select provost.delete_concurrency_limit($1)"],
  ])("are told when it is %s, by whatever statement", async (_, statement) => {
    const name = await createLimit(database.pool);
    await take(database.pool, { names: [name] });
    const waiting = await take(database.pool, { names: [name] });
    expect(waiting.status).toBe("WAITING");
    expect(await heardOf(statement, [name])).toEqual([waiting.lease_id]);
  });

  it("are not told of what changes nothing", async () => {
    const name = await createLimit(database.pool);
    await take(database.pool, { names: [name] });
    await take(database.pool, { names: [name] });
    const statement = "update provost.concurrency_limits set active = active where name = $1";
    expect(await heardOf(statement, [name])).toEqual([]);
  });
});

describe("runs that wait for a slot of their deployment", () => {
  it.each([
    ["raised", "update provost.deployments set concurrency_limit = 2 where full_name = $1"],
    ["taken away", "update provost.deployments set concurrency_limit = null where full_name = $1"],
    [
      "switched off",
      `update provost.concurrency_limits l set active = false from provost.deployments d
       where l.deployment_id = d.id and d.full_name = $1`,
    ],
  ])(
    "start at once when its limit is %s, and a sleeping dispatcher is woken",
    async (_, change) => {
      const worker = await registerWorker(database.pool);
      const deployment = await deploy(database.pool, { concurrency_limit: 1 });
      await enqueue(database.pool, { deployment });
      const second = await enqueue(database.pool, { deployment });
      expect(await claim(database.pool, worker, 10)).toHaveLength(1);
      expect(await claim(database.pool, worker, 10)).toEqual([]);
      await database.pool.query("select provost_private.sleep_until('9999-01-01')");
      expect(await heardOf(change, [deployment])).toEqual(["provost_doorbell"]);
      const claimed = await claim(database.pool, worker, 10);
      expect(claimed.map((run) => run.flow_run_id)).toEqual([second]);
    },
  );
});
