import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { heardDuring } from "../../support/heardDuring.ts";
import { deploy } from "../engine.ts";
import { value } from "../rows.ts";

// These tests commit, because a notification is sent at commit only.
const database = useDatabase();

const bellsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const channels = ["provost_doorbell", "provost_cancel"];
  const heard = await heardDuring(database.connection, channels, work);
  return heard.map(({ channel }) => channel);
};

const jobs = () => value<number>(database.pool, "select count(*) from graphile_worker.jobs");

async function dispatcherSleeps(isAsleep: boolean): Promise<void> {
  await database.pool.query("select provost_private.sleep_until($1)", [
    isAsleep ? "9999-01-01" : null,
  ]);
}

describe("an insert of flow runs", () => {
  it("adds no job and rings no bell while a dispatcher is awake", async () => {
    await dispatcherSleeps(false);
    const deployment = await deploy(database.pool);
    const heard = await bellsOf(() =>
      database.pool.query(
        "insert into provost.flow_runs (deployment) select $1 from generate_series(1, 10)",
        [deployment],
      ),
    );
    expect(heard).toEqual([]);
    expect(await jobs()).toBe(0);
  });

  it("rings once for the whole statement when the dispatcher sleeps", async () => {
    await dispatcherSleeps(true);
    const deployment = await deploy(database.pool);
    const heard = await bellsOf(() =>
      database.pool.query(
        "insert into provost.flow_runs (deployment) select $1 from generate_series(1, 100)",
        [deployment],
      ),
    );
    expect(heard).toEqual(["provost_doorbell"]);
    expect(await jobs()).toBe(0);
  });

  it("rings no bell when it is rolled back", async () => {
    await dispatcherSleeps(true);
    const deployment = await deploy(database.pool);
    const heard = await bellsOf(async () => {
      const client = await database.pool.connect();
      await client.query("begin");
      await client.query("insert into provost.flow_runs (deployment) values ($1)", [deployment]);
      await client.query("rollback");
      client.release();
    });
    expect(heard).toEqual([]);
    expect(
      await value(database.pool, "select count(*) from provost.flow_runs where deployment = $1", [
        deployment,
      ]),
    ).toBe(0);
  });
});
