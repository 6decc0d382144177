import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, readRun, running } from "../engine.ts";
import { column, row } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

describe("deleting a deployment", () => {
  it("takes its schedules with it, cancels what waits, and leaves what runs", async () => {
    const deployment = await deploy(db, { schedules: [{ slug: "s", cron: "0 2 * * *" }] });
    const waiting = await enqueue(db, { deployment });
    const held = await running(db, { deployment });
    expect(
      await row(db, "select * from provost.delete_deployment($1)", [deployment]),
    ).toMatchObject({ full_name: deployment });
    expect(await column(db, "select slug from provost.deployment_schedules")).toEqual([]);
    expect(await readRun(db, waiting)).toMatchObject({
      state_type: "CANCELLED",
      state_message: "Its deployment was deleted.",
    });
    expect(await readRun(db, held.id)).toMatchObject({ state_type: "RUNNING" });
    expect(await refusal(db, "select provost.delete_deployment($1)", [deployment])).toMatchObject({
      code: "VODEP",
    });
  });
});

describe("deleting the row of a deployment", () => {
  it("does the same", async () => {
    const deployment = await deploy(db, { schedules: [{ slug: "s", cron: "0 2 * * *" }] });
    const waiting = await enqueue(db, { deployment });
    await db.query("delete from provost.deployments where full_name = $1", [deployment]);
    expect(await column(db, "select slug from provost.deployment_schedules")).toEqual([]);
    expect(await readRun(db, waiting)).toMatchObject({ state_type: "CANCELLED" });
  });
});

describe("deleting a flow", () => {
  it("takes its deployments with it, and keeps history", async () => {
    const deployment = await deploy(db, { flow: { name: "gone" } });
    const run = await enqueue(db, { deployment });
    await row(db, "select * from provost.delete_flow('gone')");
    expect(await column(db, "select name from provost.flows")).not.toContain("gone");
    expect(await column(db, "select name from provost.deployments")).toEqual([]);
    expect(await readRun(db, run)).toMatchObject({ state_type: "CANCELLED" });
  });

  it("is refused while runs of it are under way, and for a flow that nobody knows", async () => {
    await running(db, { deployment: await deploy(db, { flow: { name: "busy" } }) });
    expect(await refusal(db, "select provost.delete_flow('busy')")).toMatchObject({
      code: "VOARG",
      message: "Flow 'busy' has 1 runs under way.",
    });
    expect(await refusal(db, "select provost.delete_flow('none')")).toMatchObject({
      code: "VONFD",
    });
  });
});
