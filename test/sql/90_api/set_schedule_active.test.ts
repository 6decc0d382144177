import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { aSchedule, dueSchedules, plan, planned, readSchedule } from "../60_schedules/schedules.ts";
import { row } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const setActive = (id: string, active: boolean) =>
  row(db, "select * from provost.set_schedule_active($1, $2)", [id, active]);

describe("switching a schedule", () => {
  it("off answers its row, and forgets what it planned", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, ["2030-01-01T01:00:00Z"]);
    const answer = await setActive(schedule.id, false);
    expect(answer).toMatchObject({ id: schedule.id, active: false });
    expect(answer).toEqual(await readSchedule(db, schedule));
    expect(await planned(db, schedule)).toEqual([]);
  });

  it("on has it planned afresh", async () => {
    const schedule = await aSchedule(db, { active: false });
    expect(await dueSchedules(db)).toEqual([]);
    await setActive(schedule.id, true);
    expect(await dueSchedules(db)).toMatchObject([{ schedule_id: schedule.id }]);
  });

  it("to what it is already keeps what is planned", async () => {
    const schedule = await aSchedule(db);
    await plan(db, schedule, ["2030-01-01T01:00:00Z"]);
    await setActive(schedule.id, true);
    expect(await planned(db, schedule)).toHaveLength(1);
  });

  it("that does not exist is refused", async () => {
    const error = await refusal(
      db,
      "select provost.set_schedule_active('00000000-0000-7000-8000-000000000000', true)",
    );
    expect(error).toMatchObject({
      code: "VONFD",
      message: expect.stringContaining("00000000-0000-7000-8000-000000000000"),
      hint: expect.any(String),
    });
  });
});
