import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { activeRun, deploy, enqueue, finish, readRun, running, setState, take } from "../engine.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

describe("the epoch of a flow run", () => {
  it("rises when it is claimed, and stays when its holder ends it", async () => {
    const id = await enqueue(db);
    expect((await readRun(db, id)).epoch).toBe(0);
    const run = await take(db, id);
    expect(run.epoch).toBe(1);
    await finish(db, run);
    expect((await readRun(db, id)).epoch).toBe(1);
  });

  it.each([
    ["a failure that is retried", { type: "FAILED" }],
    ["its return by the holder", { type: "SCHEDULED", name: "AwaitingRetry" }],
    ["a pause", { type: "PAUSED" }],
  ])("rises with %s", async (_what, end) => {
    const run = await running(db, { deployment: await deploy(db, { retries: 1 }) });
    const { name, ...rest } = { name: undefined, ...end };
    await finish(db, run, { ...rest, state_name: name });
    expect((await readRun(db, run.id)).epoch).toBe(2);
    expect(await activeRun(db, run.id)).toBeUndefined();
  });

  it.each(["COMPLETED", "FAILED", "CANCELLED", "CRASHED", "SCHEDULED", "PAUSED"])(
    "rises when somebody else than the holder makes the run %s",
    async (type) => {
      const run = await running(db);
      await setState(db, run.id, { type }, true);
      expect(await readRun(db, run.id)).toMatchObject({ state_type: type, epoch: 2 });
      expect(await activeRun(db, run.id)).toBeUndefined();
    },
  );

  it("stays while a run that is being cancelled is torn down by its holder", async () => {
    const run = await running(db);
    await setState(db, run.id, { type: "CANCELLING" });
    expect((await readRun(db, run.id)).epoch).toBe(run.epoch);
    expect(await activeRun(db, run.id)).toMatchObject({
      epoch: run.epoch,
      deadline: new Date("2030-01-01T00:00:30Z"),
    });
  });
});
