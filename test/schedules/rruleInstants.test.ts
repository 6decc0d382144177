import { describe, expect, it } from "vitest";
import { nextInstants } from "../../src/schedules/nextInstants.ts";
import { validateSchedule } from "../../src/schedules/validateSchedule.ts";

function due(rrule: string, from: string, count = 1000, timezone = "UTC"): string[] {
  const found = nextInstants({ rrule, timezone }, { from: new Date(from), count });
  return found.map((instant) => instant.toISOString().replace(".000Z", "Z"));
}

describe("a recurrence", () => {
  it("starts at the beginning of 2020, in its time zone, unless it says otherwise", () => {
    expect(due("FREQ=WEEKLY;INTERVAL=2", "2019-01-01T00:00Z", 2, "America/New_York")).toEqual([
      "2020-01-01T05:00:00Z",
      "2020-01-15T05:00:00Z",
    ]);
    expect(due("DTSTART:20260105\nFREQ=WEEKLY;INTERVAL=2", "2026-01-06T00:00Z", 1)).toEqual([
      "2026-01-19T00:00:00Z",
    ]);
  });

  it("reads all of its times on the clocks of its time zone, whatever their suffix", () => {
    const rule = `DTSTART;TZID=Asia/Tokyo:20260101T090000
      RRULE:FREQ=DAILY;UNTIL=20260103T090000Z
      EXDATE:20260102T090000Z
      RDATE:20260110T120000Z`;
    expect(due(rule, "2025-01-01T00:00Z", 10, "Europe/Berlin")).toEqual([
      "2026-01-01T08:00:00Z",
      "2026-01-03T08:00:00Z",
      "2026-01-10T11:00:00Z",
    ]);
  });

  it("unites its rules and dates and leaves out its exceptions", () => {
    const rule = [
      "DTSTART:20260101T090000",
      "RRULE:FREQ=DAILY;COUNT=6",
      "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=2",
      "RDATE:20260120T000000,20260103T090000",
      "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2",
      "EXDATE:20260105T090000",
    ].join("\n");
    expect(due(rule, "2026-01-01T00:00Z")).toEqual([
      "2026-01-02T09:00:00Z",
      "2026-01-04T09:00:00Z",
      "2026-01-06T09:00:00Z",
      "2026-01-08T09:00:00Z",
      "2026-01-20T00:00:00Z",
    ]);
  });

  it("counts from its start, not from the start of the range", () => {
    const rule = "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;COUNT=5";
    expect(due(rule, "2026-01-04T00:00Z")).toEqual([
      "2026-01-04T00:00:00Z",
      "2026-01-05T00:00:00Z",
    ]);
    expect(due(rule, "2026-01-06T00:00Z")).toEqual([]);
  });

  it("ends with UNTIL, of which a date means its midnight", () => {
    const rule = "DTSTART:20260101T000000\nRRULE:FREQ=HOURLY;INTERVAL=12;UNTIL=20260102";
    expect(due(rule, "2026-01-01T00:00Z")).toEqual([
      "2026-01-01T00:00:00Z",
      "2026-01-01T12:00:00Z",
      "2026-01-02T00:00:00Z",
    ]);
  });

  it("passes over the repeated hour, and moves what the clocks skip", () => {
    const hourly = "DTSTART:20260101T000000\nRRULE:FREQ=HOURLY";
    expect(due(hourly, "2026-10-25T00:00Z", 2, "Europe/Berlin")).toEqual([
      "2026-10-25T00:00:00Z",
      "2026-10-25T02:00:00Z",
    ]);
    expect(due(hourly, "2026-03-29T00:00Z", 3, "Europe/Berlin")).toEqual([
      "2026-03-29T00:00:00Z",
      "2026-03-29T01:00:00Z",
      "2026-03-29T02:00:00Z",
    ]);
    const nightly = "DTSTART:20260101T023000\nRRULE:FREQ=DAILY";
    expect(due(nightly, "2026-03-29T00:00Z", 2, "Europe/Berlin")).toEqual([
      "2026-03-29T01:30:00Z",
      "2026-03-30T00:30:00Z",
    ]);
  });

  it("keeps the order of time where moved times fall among others", () => {
    const rule = "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;BYHOUR=2,3;BYMINUTE=10,40";
    expect(due(rule, "2026-03-29T00:00Z", 2, "Europe/Berlin")).toEqual([
      "2026-03-29T01:10:00Z",
      "2026-03-29T01:40:00Z",
    ]);
    const uneven =
      "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;BYHOUR=2;BYMINUTE=10,40\nRDATE:20260329T032000";
    expect(due(uneven, "2026-03-29T00:00Z", 3, "Europe/Berlin")).toEqual([
      "2026-03-29T01:10:00Z",
      "2026-03-29T01:20:00Z",
      "2026-03-29T01:40:00Z",
    ]);
    // A range that begins after the jump still finds what was moved into it.
    expect(due(uneven, "2026-03-29T01:30Z", 1, "Europe/Berlin")).toEqual(["2026-03-29T01:40:00Z"]);
  });

  it("answers at once however long ago it started and however often it recurs", () => {
    const rule = "DTSTART:19700101T000000\nRRULE:FREQ=SECONDLY;INTERVAL=7\nEXRULE:FREQ=MINUTELY";
    expect(due(rule, "2026-01-01T00:00Z", 1)).toEqual(["2026-01-01T00:00:07Z"]);
  });

  it("that never occurs, or only within its exceptions, is never due", () => {
    expect(due("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01T00:00Z")).toEqual([]);
    const excluded = "DTSTART:20260101T000000\nRRULE:FREQ=WEEKLY;COUNT=50\nEXRULE:FREQ=DAILY";
    expect(due(excluded, "2026-01-01T00:00Z")).toEqual([]);
  });

  it("ends in an error where its exceptions leave nothing of a rule without end", () => {
    const rule = "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;BYDAY=MO\nEXRULE:FREQ=DAILY";
    expect(() => due(rule, "2026-01-01T00:00Z", 1)).toThrow("Nothing seems to be left");
  });

  it("asks exceptions that never occur only once", () => {
    const rule = "DTSTART:20260101T000000\nRRULE:FREQ=MINUTELY\nEXRULE:FREQ=YEARLY;BYSETPOS=2";
    expect(due(rule, "2026-01-01T00:00Z")).toHaveLength(1000);
  });

  it("that chooses among too few times of its periods is never due, which is found out soon", () => {
    const rule = "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYSETPOS=3";
    expect(due(rule, "2026-01-01T00:00Z", 1)).toEqual([]);
  });

  it("ends where a Date does", () => {
    const rule = "DTSTART:20260101T000000\nRRULE:FREQ=YEARLY;INTERVAL=1000000";
    expect(due(rule, "2026-01-01T00:00Z")).toEqual(["2026-01-01T00:00:00Z"]);
  });

  it.each([
    // Every day of the weeks that are numbered so.
    ["FREQ=YEARLY;BYWEEKNO=20", ["2026-05-11", "2026-05-12", "2026-05-13"]],
    ["FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYSETPOS=-1", ["2026-01-04", "2028-01-09", "2030-12-31"]],
    ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", ["2026-05-11", "2027-05-17", "2028-05-15"]],
    ["FREQ=YEARLY;BYYEARDAY=100,200;BYDAY=FR", ["2026-04-10", "2030-07-19", "2032-04-09"]],
    ["FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR", ["2026-02-13", "2026-03-13", "2026-11-13"]],
    ["FREQ=MONTHLY;BYDAY=2TU,-1FR", ["2026-01-13", "2026-01-30", "2026-02-10"]],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-01-30", "2026-02-27", "2026-03-31"]],
    ["FREQ=WEEKLY;BYDAY=2MO", ["2026-01-05", "2026-01-12", "2026-01-19"]],
    // Also a day at the turn of the year counts for the year that it lies in.
    ["FREQ=YEARLY;INTERVAL=4;BYWEEKNO=1;BYMONTH=12", ["2036-12-29", "2036-12-30", "2036-12-31"]],
    ["FREQ=YEARLY;BYWEEKNO=1;BYSETPOS=-1", ["2026-01-04", "2027-01-10", "2028-01-09"]],
    [
      "FREQ=YEARLY;BYWEEKNO=20,21;BYMONTHDAY=-12;BYSETPOS=1",
      ["2026-05-20", "2027-05-20", "2028-05-20"],
    ],
    ["FREQ=YEARLY;INTERVAL=2;BYYEARDAY=1,100;BYDAY=SA", ["2028-01-01", "2038-04-10", "2044-04-09"]],
    [
      "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-7;BYWEEKNO=47,3",
      ["2030-11-24", "2035-11-24", "2040-11-24"],
    ],
    ["FREQ=WEEKLY;INTERVAL=3;BYYEARDAY=88,185", ["2026-07-04", "2027-03-29", "2028-07-03"]],
    // A year's weekdays, of which one is counted and the other is not.
    ["FREQ=YEARLY;BYDAY=1MO,TU", ["2026-01-05", "2026-01-06", "2026-01-13"]],
    // Counted weekdays along with other days, and weeks that begin on another day than Monday.
    ["FREQ=YEARLY;BYYEARDAY=1,100;BYDAY=1TH", ["2026-01-01", "2032-01-01", "2037-01-01"]],
    ["FREQ=YEARLY;BYMONTHDAY=-1;BYDAY=-1TH", ["2026-12-31", "2037-12-31", "2043-12-31"]],
    ["FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1,2;BYDAY=1FR", ["2026-05-01", "2031-05-02", "2036-05-02"]],
    ["FREQ=YEARLY;BYWEEKNO=1;BYSETPOS=1;WKST=SU", ["2026-01-04", "2027-01-03", "2028-01-02"]],
    ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=SU;WKST=SU", ["2026-05-17", "2027-05-16", "2028-05-14"]],
    // A year has a 53rd weekday, or it has not.
    ["FREQ=YEARLY;BYDAY=53TH", ["2026-12-31", "2032-12-30", "2037-12-31"]],
    ["freq=daily;bymonthday=31", ["2026-01-31", "2026-03-31", "2026-05-31"]],
  ])("follows %s", (rule, days) => {
    expect(due(rule, "2026-01-01T00:00Z", 3)).toEqual(days.map((day) => `${day}T00:00:00Z`));
  });

  it("is read over folded lines, spaces for line ends, and line ends in words", () => {
    const plain = due(
      "DTSTART:20260101T090000\nRRULE:FREQ=DAILY;BYDAY=MO,TU",
      "2026-01-01T00:00Z",
      5,
    );
    for (const text of [
      "DTSTART:20260101T090000 RRULE:FREQ=DAILY;BYDAY=MO,TU",
      "DTSTART:20260101T090000\\nRRULE:FREQ=DAILY;BYDAY=MO,TU",
      "DTSTART:20260101T090000\r\nRRULE:FREQ=DAILY;BY\r\n DAY=MO,TU\r\n",
      "FREQ=DAILY;BYDAY=MO,TU\n  DTSTART:2026-01-01T09:00:00",
    ]) {
      expect(due(text, "2026-01-01T00:00Z", 5)).toEqual(plain);
    }
  });
});

describe("a recurrence is refused", () => {
  it.each([
    ["bad rrule string", 'Cannot read "BAD" in the rule "bad".'],
    ["DTSTART:20260101T000000", "The recurrence has neither an RRULE nor an RDATE."],
    ["RRULE:INTERVAL=2", 'The rule "INTERVAL=2" has no FREQ.'],
    ["FREQ=SOMETIMES", 'The rule "FREQ=SOMETIMES" has no FREQ.'],
    ["FREQ=DAILY;FOO=1", 'Cannot read "FOO=1" in the rule'],
    ["FREQ=DAILY;FREQ=WEEKLY", 'Cannot read "FREQ=WEEKLY" in the rule'],
    ["FREQ=DAILY;", 'Cannot read "" in the rule'],
    ["FREQ=DAILY;INTERVAL=0", 'Cannot read "INTERVAL=0"'],
    ["FREQ=DAILY;COUNT=0", 'Cannot read "COUNT=0"'],
    ["FREQ=DAILY;COUNT=10001", 'Cannot read "COUNT=10001"'],
    ["FREQ=DAILY;BYHOUR=24", 'Cannot read "BYHOUR=24"'],
    ["FREQ=DAILY;BYHOUR=-1", 'Cannot read "BYHOUR=-1"'],
    ["FREQ=DAILY;BYMONTH=13", 'Cannot read "BYMONTH=13"'],
    ["FREQ=MONTHLY;BYMONTHDAY=0", 'Cannot read "BYMONTHDAY=0"'],
    ["FREQ=MONTHLY;BYMONTHDAY=-32", 'Cannot read "BYMONTHDAY=-32"'],
    ["FREQ=DAILY;BYDAY=XX", 'Cannot read "BYDAY=XX"'],
    ["FREQ=DAILY;WKST=1", 'Cannot read "WKST=1"'],
    ["FREQ=DAILY;UNTIL=20260230T000000", 'got "20260230T000000"'],
    ["DTSTART:tomorrow\nFREQ=DAILY", 'Expected a time in "DTSTART:tomorrow", got "tomorrow".'],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never occurs"],
    ["FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31;UNTIL=20300101", "never occurs"],
    ["BEGIN:VEVENT\nRRULE:FREQ=DAILY", 'Unknown recurrence property in "BEGIN:VEVENT".'],
    ["FREQ=HOURLY;BYMONTH=8,10;BYYEARDAY=70", "never occurs"],
    ["FREQ=DAILY;BYDAY=MO;BYSETPOS=3", "never occurs"],
    ["FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3", "never occurs"],
    ["FREQ=YEARLY;BYWEEKNO=40;BYDAY=2WE", "never occurs"],
  ])("%j", (rrule, message) => {
    const check = () => validateSchedule({ rrule });
    expect(check).toThrow(expect.objectContaining({ code: "VOARG" }));
    expect(check).toThrow(message);
  });

  it.each(["UNTIL=20200105", "UNTIL=20190105", "COUNT=1"])(
    "but not one that is over: %s",
    (end) => {
      const rrule = `DTSTART:20200101T000000\nRRULE:FREQ=DAILY;${end}`;
      expect(() => validateSchedule({ rrule })).not.toThrow();
    },
  );

  it("when it is longer than 6500 characters", () => {
    const dates = Array.from({ length: 500 }, () => "20260101T000000").join(",");
    expect(() => due(`RDATE:${dates}`, "2026-01-01T00:00Z")).toThrow(
      "Expected a recurrence of at most 6500 characters, got 8005.",
    );
  });
});
