import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, registerWorker } from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

let deployment: string;

beforeEach(async () => {
  const flow = { name: "etl" };
  await db.query("select provost_private.save_served_queue('etl/local')");
  const queue = { work_pool_name: "serve", work_queue_name: "etl/local" };
  deployment = await deploy(db, { flow, ...queue });
});

const serving = () => registerWorker(db, { pool: "serve", queues: [deployment] });
const stop = (worker: string | null = null) =>
  db.query("select provost_private.pause_served_deployments($1, $2)", [[deployment], worker]);
const startAgain = () =>
  db.query("select provost_private.resume_served_deployments($1)", [[deployment]]);
const operator = (paused: boolean) =>
  db.query("select provost.set_deployment_paused($1, $2)", [deployment, paused]);
const isPaused = () =>
  value(db, "select paused from provost.deployments where full_name = $1", [deployment]);

describe("a deployment that is paused when the process ends which serves it", () => {
  it("goes on when it is served again, as often as that happens", async () => {
    for (let time = 0; time < 2; time++) {
      await stop(await serving());
      expect(await isPaused()).toBe(true);
      await startAgain();
      expect(await isPaused()).toBe(false);
      await db.query("update provost.workers set status = 'OFFLINE', ended = started");
    }
  });

  it("stays as an operator has it", async () => {
    await operator(true);
    await stop();
    await startAgain();
    expect(await isPaused()).toBe(true);
    await operator(false);
    await stop();
    await operator(true);
    await startAgain();
    expect(await isPaused()).toBe(true);
  });

  it("stays as raw SQL has it", async () => {
    await stop();
    await db.query("update provost.deployments set paused = false");
    await db.query("update provost.deployments set paused = true");
    await startAgain();
    expect(await isPaused()).toBe(true);
  });

  it("is not paused while another process serves it, such as the next release", async () => {
    const old = await serving();
    const next = await serving();
    await stop(old);
    expect(await isPaused()).toBe(false);
    await db.query("update provost.workers set status = 'OFFLINE', ended = started where id = $1", [
      old,
    ]);
    await stop(next);
    expect(await isPaused()).toBe(true);
  });
});
