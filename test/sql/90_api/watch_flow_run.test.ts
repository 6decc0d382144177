import { describe, expect, it, onTestFinished } from "vitest";
import { connectClient } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { enqueue, finish, record, running, setState } from "../engine.ts";
import { writeLog } from "../logs.ts";
import { value } from "../rows.ts";

const database = useDatabase();

/** Who hears the bell for runs; `rung` answers the ids since it was last asked. */
async function listener(): Promise<{ rung: () => Promise<string[]> }> {
  const client = await connectClient(database.connection);
  onTestFinished(() => client.end());
  const heard: string[] = [];
  client.on("notification", ({ channel, payload = "" }) => {
    heard.push(channel === "provost_flow_run" ? payload : channel);
  });
  await client.query("listen provost_flow_run; listen provost_test");
  return {
    async rung() {
      // Notifications arrive in the order of their commits: this one comes after all before it.
      await database.pool.query("notify provost_test");
      await eventually(() => heard.includes("provost_test"));
      return heard.splice(0).filter((payload) => payload !== "provost_test");
    },
  };
}

const watch = (id: string) => database.pool.query("select provost.watch_flow_run($1)", [id]);

describe("a run that somebody watches", () => {
  it("rings at each change of its state, its tasks and its logs", async () => {
    const run = await running(database.pool);
    const { rung } = await listener();
    await watch(run.id);
    await setState(database.pool, run.id, { type: "RUNNING", name: "Loading" });
    expect(await rung()).toEqual([run.id]);
    await record(database.pool, run);
    expect(await rung()).toEqual([run.id]);
    await writeLog(database.pool, run);
    expect(await rung()).toEqual([run.id]);
    await finish(database.pool, run);
    expect(await rung()).toEqual([run.id]);
  });

  it("rings for a minute, and longer when it is watched again", async () => {
    const run = await running(database.pool);
    const { rung } = await listener();
    await watch(run.id);
    await clock.advance(database.pool, "50 seconds");
    await watch(run.id);
    await clock.advance(database.pool, "50 seconds");
    await setState(database.pool, run.id, { type: "RUNNING", name: "One" });
    expect(await rung()).toEqual([run.id]);
    await clock.advance(database.pool, "11 seconds");
    await setState(database.pool, run.id, { type: "RUNNING", name: "Two" });
    expect(await rung()).toEqual([]);
  });

  it("is the only one that rings", async () => {
    const { rung } = await listener();
    const watched = await enqueue(database.pool);
    await watch(watched);
    const run = await running(database.pool);
    await record(database.pool, run);
    await writeLog(database.pool, run);
    await finish(database.pool, run);
    expect(await rung()).toEqual([]);
  });

  it("is forgotten when its watch has run out", async () => {
    const count = () =>
      value<number>(database.pool, "select count(*) from provost_private.watched_runs");
    await watch(await enqueue(database.pool));
    await clock.advance(database.pool, "2 minutes");
    const alive = await enqueue(database.pool);
    await watch(alive);
    await database.pool.query("select provost_private.forget_watchers()");
    expect(await count()).toBe(1);
  });
});
