import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { finish, readRun, reap, registerWorker, runningAlone, take } from "../engine.ts";
import { row } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

describe("a run without a deployment", () => {
  it("is started by the process that holds it, and by a repeated call only once", async () => {
    const id = "019a0000-0000-7000-8000-000000000001";
    const options = { id, name: "mine", tags: ["x"] };
    const run = await runningAlone(db, { name: "script", retries: 1, timeout_seconds: 5 }, options);
    expect(await readRun(db, id)).toMatchObject({
      name: "mine",
      tags: ["x"],
      retries: 1,
      state_name: "Running",
      deployment: null,
    });
    const again = await row(
      db,
      "select flow_run_id, epoch from provost_private.start_flow_run($1, $2, '{}', $3)",
      [run.worker, JSON.stringify({ name: "script" }), JSON.stringify(options)],
    );
    expect(again).toEqual({ flow_run_id: id, epoch: run.epoch });
  });

  it("is not started for a worker that was declared dead", async () => {
    const worker = await registerWorker(db, { kind: "local" });
    await reap(db, worker);
    const error = await refusal(
      db,
      `select provost_private.start_flow_run($1, '{"name": "x"}', '{}')`,
      [worker],
    );
    expect(error.code).toBe("VOLSE");
  });

  it("may wait for its retry in the hands of nobody else", async () => {
    const run = await runningAlone(db, { retries: 1 });
    expect(await finish(db, run, { type: "FAILED" })).toMatchObject({
      state_name: "AwaitingRetry",
    });
    expect(await take(db, run.id, run.worker)).toMatchObject({ id: run.id });
  });
});
