import { afterEach, expect, it } from "vitest";
import { flow, pauseFlowRun, sleep } from "../../src/index.ts";
import { enqueue, readRun } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(database, { PROVOST_DISPATCH_POLL_SECONDS: "0.2" });
afterEach(() => clock.reset(database.pool));

const untilState = (id: string, name: string) =>
  eventually(async () => expect((await readRun(database.pool, id)).state_name).toBe(name), {
    within: 20,
  });

it("leaves its only place to another run while what it has called sleeps, or is paused", async () => {
  const paused = flow({ name: "paused" }, async () => pauseFlowRun());
  const child = flow({ name: "child" }, async () => {
    await sleep({ days: 2 });
    await paused();
    return "rested";
  });
  const parent = flow({ name: "parent" }, async () => child());
  const other = flow({ name: "other" }, async () => "worked");
  await workers.serve([parent, other], { limit: 1 });
  const start = (deployment: string) => enqueue(database.pool, { deployment });
  const id = await start("parent/local");
  await untilState(id, "AwaitingFlowRun");
  await untilState(await start("other/local"), "Completed");

  await clock.advance(database.pool, "2 days");
  const pausedRun = () =>
    value<string>(database.pool, "select id from provost.flow_runs where state_name = 'Paused'");
  const pausedId = await eventually(async () => {
    await untilState(id, "AwaitingFlowRun");
    return (await pausedRun()) ?? false;
  });
  await untilState(await start("other/local"), "Completed");
  await value(database.pool, "select provost.resume_flow_run($1)", [pausedId]);
  await untilState(id, "Completed");
  expect(await readRun(database.pool, id)).toMatchObject({ result: "rested", run_count: 1 });
  expect(workers.errors).toEqual([]);
});
