import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { letIdsFollowClock, readPeriods } from "../05_history/periods.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const plan = (runsDays: number | null, eventsDays: number | null = 7): Promise<boolean> =>
  value(db, "select provost_private.plan_history($1, $2, 3600)", [
    runsDays === null ? null : runsDays * 86_400,
    eventsDays === null ? null : eventsDays * 86_400,
  ]);

describe("plan_history", () => {
  it.each([
    [90, "21 days"],
    [30, "7 days"],
    [14, "3 days"],
    [1, "1 day"],
    [3650, "28 days"],
    [null, "28 days"],
  ])("divides what is kept for %s days into periods of %s", async (days, length) => {
    const seconds = days === null ? null : days * 86_400;
    expect(
      await value(db, "select provost_private.history_period_length($1) = $2::interval", [
        seconds,
        length,
      ]),
    ).toBe(true);
  });

  it("makes the period of now and the next one, also after a long time without it", async () => {
    await clock.freezeAt(db, "2031-03-05T10:00:00Z");
    await letIdsFollowClock(db);
    await plan(30);
    await plan(30);
    await clock.advance(db, "60 days");
    await plan(30);
    expect((await readPeriods(db)).slice(1).map(({ from, to }) => [from, to])).toEqual([
      [new Date("2031-03-03"), new Date("2031-03-10")],
      [new Date("2031-03-10"), new Date("2031-03-17")],
      [new Date("2031-04-28"), new Date("2031-05-05")],
      [new Date("2031-05-05"), new Date("2031-05-12")],
    ]);
  });

  it("makes the period of now after a clock that was a year ahead, or behind", async () => {
    await clock.freezeAt(db, "2032-03-05T10:00:00Z");
    await letIdsFollowClock(db);
    await plan(30);
    for (const now of ["2031-03-05T10:00:00Z", "2030-03-05T10:00:00Z"]) {
      await clock.freezeAt(db, now);
      await plan(30);
      const holds = ({ from, to }: { from: Date | number; to: Date }) =>
        Number(from) <= Date.parse(now) && Date.parse(now) < to.getTime();
      expect((await readPeriods(db)).filter(holds)).toHaveLength(1);
    }
  });

  it("gives the turn to trim to one process in an hour", async () => {
    await clock.freezeAt(db, "2031-03-05T10:00:00Z");
    expect([await plan(30), await plan(30)]).toEqual([true, false]);
    await clock.advance(db, "59 minutes");
    expect(await plan(30)).toBe(false);
    await clock.advance(db, "1 minute");
    expect(await plan(30)).toBe(true);
  });
});
