import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../../src/errors.ts";
import {
  checkScheduleShape,
  cron,
  interval,
  rrule,
} from "../../../src/flow/deployments/schedule.ts";

describe("cron", () => {
  it("makes plain data", () => {
    const schedule = cron("0 2 * * *", {
      timezone: "Europe/Berlin",
      dayOr: false,
      slug: "nightly",
      active: false,
      parameters: { source: "a.csv" },
    });
    expect(schedule).toEqual({
      cron: "0 2 * * *",
      timezone: "Europe/Berlin",
      dayOr: false,
      slug: "nightly",
      active: false,
      parameters: { source: "a.csv" },
    });
    expect(structuredClone(schedule)).toEqual(JSON.parse(JSON.stringify(schedule)));
  });

  it("is active, in UTC, with days that fit either field, unless told otherwise", () => {
    expect(cron("@daily")).toEqual({
      cron: "@daily",
      timezone: "UTC",
      dayOr: true,
      active: true,
      parameters: {},
    });
  });
});

const anchored = (anchorDate: string | Date) =>
  interval({ days: 1 }, { anchorDate, timezone: "Europe/Berlin" });

describe("interval", () => {
  it("takes seconds or parts", () => {
    expect(interval(90).intervalSeconds).toBe(90);
    expect(interval({ minutes: 1, seconds: 30 }).intervalSeconds).toBe(90);
    expect(interval({ weeks: 1, days: 1, hours: 1 }).intervalSeconds).toBe(694_800);
  });

  it("reads an anchor without an offset in its time zone, and keeps it as an instant", () => {
    expect(anchored("2026-07-01T09:00")).toEqual({
      intervalSeconds: 86_400,
      anchorDate: "2026-07-01T07:00:00.000Z",
      timezone: "Europe/Berlin",
      active: true,
      parameters: {},
    });
    expect(anchored("2026-07-01T09:00+01:00").anchorDate).toBe("2026-07-01T08:00:00.000Z");
    expect(anchored(new Date(0)).anchorDate).toBe("1970-01-01T00:00:00.000Z");
  });

  it("counts a day's worth of hours as elapsed time, which UTC alone keeps", () => {
    const options = { timezone: "Europe/Berlin", anchorDate: "2026-01-01T09:00" };
    expect(interval({ hours: 24 }, options)).toMatchObject({
      intervalSeconds: 86_400,
      timezone: "UTC",
      anchorDate: "2026-01-01T08:00:00.000Z",
    });
    expect(interval({ hours: 23 }, options).timezone).toBe("Europe/Berlin");
    expect(interval({ days: 1, hours: 12 }, options).timezone).toBe("Europe/Berlin");
    expect(interval(86_400, options).timezone).toBe("Europe/Berlin");
  });
});

describe("rrule", () => {
  it("is in the time zone that it names", () => {
    const text = "DTSTART;TZID=America/New_York:20260101T090000\nRRULE:FREQ=DAILY";
    expect(rrule(text)).toMatchObject({ rrule: text, timezone: "America/New_York" });
    expect(rrule(text, { timezone: "America/New_York" }).timezone).toBe("America/New_York");
    expect(rrule("FREQ=DAILY").timezone).toBe("UTC");
    expect(() => rrule(text, { timezone: "Europe/Berlin" })).toThrow(
      "The rule starts in America/New_York, but its schedule is in Europe/Berlin.",
    );
  });
});

describe("a schedule is refused", () => {
  const wrong: [what: string, make: () => unknown, message: string | RegExp][] = [
    ["without a pattern", () => cron(" "), "`cron`: expected some text"],
    ["of no length", () => interval(0), "`intervalSeconds`: expected a length of time greater"],
    ["of a negative length", () => interval(-60), "`intervalSeconds`: expected a length of time"],
    ["of a part of no length", () => interval({ hours: -1 }), "cannot have `hours: -1`"],
    [
      "with a part that is none",
      // @ts-expect-error -- months differ in length
      () => interval({ months: 1 }),
      "cannot have `months: 1`",
    ],
    [
      "in no time zone",
      () => cron("@daily", { timezone: "Berlin" }),
      '`timezone`: expected a name of the IANA time zone database such as "Europe/Berlin", got "Berlin"',
    ],
    ["in an offset", () => cron("@daily", { timezone: "+02:00" }), "`timezone`: expected a name"],
    [
      "from no time",
      () => interval(60, { anchorDate: "tomorrow" }),
      '`anchorDate`: expected an ISO 8601 time such as "2026-01-31T09:00"',
    ],
    ["of a rule that is too long", () => rrule("X".repeat(6501)), "`rrule`: expected at most 6500"],
    [
      "with an option that is none",
      // @ts-expect-error -- it is called timezone
      () => cron("@daily", { timeZone: "UTC" }),
      /Unrecognized key: "timeZone"/,
    ],
    [
      "of two kinds",
      () => checkScheduleShape({ cron: "@daily", rrule: "FREQ=DAILY" }),
      "expected exactly one of cron, intervalSeconds, rrule, got cron and rrule",
    ],
    ["of no kind", () => checkScheduleShape({ timezone: "UTC", cron: null }), "got none"],
  ];

  it.each(wrong)("%s", (_, make, message) => {
    expect(make).toThrow(InvalidInput);
    expect(make).toThrow(message);
  });
});
