import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { rows } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { aSchedule, dueSchedules, plan, planned, readSchedule } from "./schedules.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const switchAll = (ids: string[], active: boolean) =>
  rows(db, "select id, deployment from provost_private.switch_schedules($1, $2)", [ids, active]);

describe("switching schedules", () => {
  it("takes one statement for many, and answers those that were not so yet", async () => {
    const one = await aSchedule(db);
    const other = await aSchedule(db);
    const off = await aSchedule(db, { active: false });
    await plan(db, one, ["2030-01-01T01:00:00Z"]);
    const switched = await switchAll([other.id, off.id, one.id], false);
    expect(switched).toHaveLength(2);
    expect(switched).toContainEqual({ id: one.id, deployment: one.deployment });
    expect(switched).toContainEqual({ id: other.id, deployment: other.deployment });
    expect(await planned(db, one)).toEqual([]);
    expect(await dueSchedules(db)).toEqual([]);
  });

  it("leaves alone what is so already, and what is not named", async () => {
    const one = await aSchedule(db);
    const other = await aSchedule(db);
    await plan(db, one, ["2030-01-01T01:00:00Z"]);
    const before = await readSchedule(db, one);
    expect(await switchAll([one.id], true)).toEqual([]);
    expect(await readSchedule(db, one)).toEqual(before);
    expect(await planned(db, one)).toHaveLength(1);
    await switchAll([one.id], false);
    expect(await readSchedule(db, other)).toMatchObject({ active: true });
  });
});
