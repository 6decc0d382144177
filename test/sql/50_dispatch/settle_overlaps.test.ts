import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { aSchedule, plan, runsOf, type Scheduled } from "../60_schedules/schedules.ts";
import { claim, finish, readRun, registerWorker, setState } from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const [one, two, three] = ["2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z", "2030-01-01T03:00:00Z"];

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

async function planned(overlap: string): Promise<Scheduled> {
  const schedule = await aSchedule(db, { overlap });
  await plan(db, schedule, [one, two, three]);
  return schedule;
}

const stateNames = async (schedule: Scheduled): Promise<string[]> =>
  (await Promise.all((await runsOf(db, schedule)).map((id) => readRun(db, id)))).map(
    (run) => run.state_name,
  );

const held = ({ flow_run_id, epoch }: { flow_run_id: string; epoch: number }) => ({
  id: flow_run_id,
  epoch,
});

const claimAll = async (count = 10) => await claim(db, await registerWorker(db), count);

describe("while an earlier run of its schedule has not ended, a run", () => {
  it("starts, unless the schedule says otherwise", async () => {
    const schedule = await planned("allow");
    await clock.freezeAt(db, two);
    await claimAll();
    expect(await stateNames(schedule)).toEqual(["Running", "Running", "Scheduled"]);
  });

  it.each([
    ["skip", "Skipped"],
    ["queue", "AwaitingConcurrencySlot"],
  ])("of %s is %s", async (overlap, expected) => {
    const schedule = await planned(overlap);
    await clock.freezeAt(db, one);
    expect(await claimAll()).toHaveLength(1);
    await clock.freezeAt(db, two);
    expect(await claimAll()).toHaveLength(0);
    expect(await stateNames(schedule)).toEqual(["Running", expected, "Scheduled"]);
  });

  it("starts in its turn when it is queued", async () => {
    const schedule = await planned("queue");
    await clock.freezeAt(db, three);
    for (const _ of [one, two, three]) {
      const [claimed, ...others] = await claimAll();
      expect(others).toEqual([]);
      if (claimed) await finish(db, held(claimed));
    }
    expect(await stateNames(schedule)).toEqual(["Completed", "Completed", "Completed"]);
  });

  it("is offered to no worker before it is its turn", async () => {
    await planned("queue");
    await clock.freezeAt(db, two);
    await claimAll();
    const due = "select has_due from provost_private.has_due_flow_runs('default') as has_due";
    expect(await value(db, due)).toBe(false);
  });

  it("takes the place of the earlier ones when it is to cancel them", async () => {
    const schedule = await planned("cancel_running");
    await clock.freezeAt(db, one);
    const [first] = await claimAll();
    await clock.freezeAt(db, three);
    expect(await claimAll()).toHaveLength(0);
    await db.query("select provost_private.tend_flow_runs()");
    expect(await stateNames(schedule)).toEqual([
      "Cancelling",
      "Skipped",
      "AwaitingConcurrencySlot",
    ]);
    if (first) await finish(db, held(first), { type: "CANCELLED" });
    expect(await claimAll()).toHaveLength(1);
    expect(await stateNames(schedule)).toEqual(["Cancelled", "Skipped", "Running"]);
  });

  it("is not started after a newer one that was to take its place", async () => {
    const schedule = await planned("cancel_running");
    await clock.freezeAt(db, two);
    expect(await claimAll()).toHaveLength(1);
    expect(await stateNames(schedule)).toEqual(["Skipped", "Running", "Scheduled"]);
  });

  it("waits also for one that waits for a retry", async () => {
    const schedule = await aSchedule(db, { overlap: "skip" }, { retries: 1 });
    await db.query("update provost.deployments set retry_delay_seconds = 7200");
    await plan(db, schedule, [one, two]);
    await clock.freezeAt(db, one);
    const [first] = await claimAll();
    if (first) await finish(db, held(first), { type: "FAILED" });
    await clock.freezeAt(db, two);
    await claimAll();
    expect(await stateNames(schedule)).toEqual(["AwaitingRetry", "Skipped"]);
  });

  it("stands in the way of no other", async () => {
    await planned("queue");
    const other = await aSchedule(db);
    await plan(db, other, [three]);
    await clock.freezeAt(db, three);
    await claimAll(1);
    expect(await claimAll(1)).toHaveLength(1);
    expect(await stateNames(other)).toEqual(["Running"]);
  });

  it("can be cancelled while it waits its turn", async () => {
    const schedule = await planned("queue");
    await clock.freezeAt(db, two);
    await claimAll();
    const [, second = ""] = await runsOf(db, schedule);
    expect(await setState(db, second, { type: "CANCELLED" })).toMatchObject({ status: "ACCEPT" });
  });
});
