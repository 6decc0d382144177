import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { aSchedule, plan } from "./schedules.ts";

const db = useTransaction(useDatabase());

const inAnHour = () =>
  value<Date>(db, "select provost_private.clock_now() + interval '1 hour'").then((at) =>
    at.toISOString(),
  );

describe("deleting schedules", () => {
  it("takes one statement for many, with what they planned", async () => {
    const one = await aSchedule(db);
    const other = await aSchedule(db);
    const third = await aSchedule(db);
    await plan(db, one, [await inAnHour()]);
    await plan(db, third, [await inAnHour()]);
    const gone = await column<string>(db, "select id from provost_private.delete_schedules($1)", [
      [one.id, other.id],
    ]);
    expect(gone.toSorted()).toEqual([one.id, other.id].toSorted());
    expect(await column(db, "select id from provost.deployment_schedules")).toEqual([third.id]);
    expect(await column(db, "select schedule_id from provost.flow_runs")).toEqual([third.id]);
  });
});
