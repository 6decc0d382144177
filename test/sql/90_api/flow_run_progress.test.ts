import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { enqueue, finish, record, running } from "../engine.ts";
import { rows } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const progress = (id: string) =>
  rows(db, "select * from provost_private.flow_run_progress($1)", [id]);

describe("the progress of a flow run", () => {
  it("of one that waits tells when it starts", async () => {
    const id = await enqueue(db, { expected_start_time: "2030-01-02T00:00:00Z" });
    expect(await progress(id)).toEqual([
      {
        state_type: "SCHEDULED",
        state_name: "Scheduled",
        state_count: 1,
        is_finished: false,
        next_scheduled_start_time: new Date("2030-01-02T00:00:00Z"),
        task_run_counts: {},
        running_tasks: [],
      },
    ]);
  });

  it("of one that runs counts its tasks and names those that run, oldest first", async () => {
    const run = await running(db);
    await record(db, run, { key: "a#0", task_name: "a" });
    for (const name of ["z", "b", "y", "c", "x", "d"]) {
      await clock.advance(db, "1 second");
      await record(db, run, { key: `${name}#0`, task_name: name, type: "RUNNING" });
    }
    expect(await progress(run.id)).toMatchObject([
      {
        state_type: "RUNNING",
        task_run_counts: { COMPLETED: 1, RUNNING: 6 },
        running_tasks: ["z", "b", "y", "c", "x"],
      },
    ]);
  });

  it("of one that has ended says so", async () => {
    const run = await running(db);
    await finish(db, run);
    expect(await progress(run.id)).toMatchObject([{ state_name: "Completed", is_finished: true }]);
  });

  it("of one that does not exist is no row", async () => {
    expect(await progress("00000000-0000-7000-8000-000000000000")).toEqual([]);
  });
});
