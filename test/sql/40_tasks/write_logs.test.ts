import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { finish, record, running } from "../engine.ts";
import { writeLog } from "../logs.ts";
import { column, row, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

describe("log lines", () => {
  it("carry the time at which they were written, by the database's clock", async () => {
    await clock.freezeAt(db, "2030-01-01T00:00:10Z");
    const run = await running(db);
    expect(await writeLog(db, run, { age_ms: 1500, level: 30, message: "late" })).toBe(1);
    expect(
      await row(db, "select * from provost.logs where flow_run_id = $1", [run.id]),
    ).toMatchObject({
      timestamp: new Date("2030-01-01T00:00:08.500Z"),
      level: 30,
      message: "late",
      task_run_id: null,
    });
  });

  it("belong to the task run whose key they name", async () => {
    const run = await running(db);
    const { task_run_id: id } = await record(db, run, { type: "RUNNING" });
    await writeLog(db, run, { task_key: "t#0" });
    await writeLog(db, run, { task_key: "unheard of" });
    expect(await column(db, "select task_run_id from provost.logs order by id")).toEqual([
      id,
      null,
    ]);
  });

  it("are kept in the order in which they were written", async () => {
    const run = await running(db);
    const lines = Array.from({ length: 50 }, (_line, i) => ({
      flow_run_id: run.id,
      epoch: run.epoch,
      level: 20,
      name: "flow",
      message: String(i),
      seq: i,
    }));
    const shuffled = lines.toReversed();
    expect(
      await value(db, "select provost_private.write_logs($1)", [JSON.stringify(shuffled)]),
    ).toBe(50);
    expect(await column(db, "select message from provost.logs order by id")).toEqual(
      lines.map(({ message }) => message),
    );
  });

  it("may still arrive after the run's own end", async () => {
    const run = await running(db);
    await finish(db, run);
    expect(await writeLog(db, run)).toBe(1);
  });

  it("of a run that nobody knows are dropped", async () => {
    const run = await running(db);
    const id = "019a0000-0000-7000-8000-00000000dead";
    expect(await writeLog(db, { ...run, id })).toBe(0);
  });
});
