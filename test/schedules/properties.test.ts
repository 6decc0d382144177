import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cron, interval, rrule, type ScheduleTiming } from "../../src/flow/deployments/schedule.ts";
import { wallTimeAt } from "../../src/flow/deployments/zonedTime.ts";
import { nextInstants } from "../../src/schedules/nextInstants.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
// Half an hour of daylight saving, none, a 45-minute offset, a day that was skipped.
const timezone = fc.constantFrom(
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "UTC",
);
const earliest = Date.UTC(2010, 0, 1);
const latest = Date.UTC(2036, 0, 1);
const minute = fc
  .integer({ min: earliest / minuteMs, max: latest / minuteMs })
  .map((minutes) => new Date(minutes * minuteMs));

// Around the changes of clocks of the zones above.
const nearChange = fc
  .tuple(
    fc.constantFrom(
      "2026-03-29T01:00Z", // Berlin forward
      "2026-10-25T01:00Z", // Berlin back
      "2026-03-08T07:00Z", // New York forward
      "2026-11-01T06:00Z", // New York back
      "2026-04-04T15:00Z", // Lord Howe back
      "2026-10-03T15:30Z", // Lord Howe forward
      "2011-12-30T10:00Z", // Apia skips a day
    ),
    fc.integer({ min: -60 * 60, max: 60 * 60 }),
  )
  .map(([change, minutes]) => new Date(Date.parse(change) + minutes * minuteMs));
const start = fc.oneof(minute, nearChange);

const field = (lowest: number, highest: number) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant("*") },
    fc.integer({ min: lowest, max: highest }).map(String),
    fc.integer({ min: 2, max: 12 }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min: lowest, max: highest }), fc.integer({ min: lowest, max: highest }))
      .map(([a, b]) => `${a},${b}`),
  );
const cronSchedule = fc
  .record({
    fields: fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6)),
    timezone,
    dayOr: fc.boolean(),
  })
  .map(({ fields, ...options }) => cron(fields.join(" "), options));

const intervalSchedule = fc
  .record({
    seconds: fc.oneof(
      fc.integer({ min: 60, max: 7 * 86_400 }),
      fc.integer({ min: 1, max: 40 }).map((days) => days * 86_400),
    ),
    anchorDate: start,
    timezone,
  })
  .map(({ seconds, ...options }) => interval(seconds, options));

const rruleSchedule = fc
  .record({
    frequency: fc.constantFrom("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    every: fc.integer({ min: 1, max: 40 }),
    limit: fc.constantFrom(
      "",
      ";BYDAY=MO,SU",
      ";BYMONTHDAY=1,25,29",
      ";COUNT=200",
      ";BYMINUTE=0,30",
    ),
    hours: fc.constantFrom("", ";BYHOUR=1,2,3", ";BYHOUR=2"),
    begin: fc.constantFrom("20110101T023000", "20200229T013000", "20260328T020000"),
    timezone,
  })
  .map(({ frequency, every, limit, hours, begin, timezone: zone }) =>
    rrule(`DTSTART:${begin}\nRRULE:FREQ=${frequency};INTERVAL=${every}${limit}${hours}`, {
      timezone: zone,
    }),
  );

const schedule: fc.Arbitrary<ScheduleTiming> = fc.oneof(
  cronSchedule,
  intervalSchedule,
  rruleSchedule,
);

describe("the instants of any schedule", () => {
  it("lie within the range, in order, each once", () => {
    fc.assert(
      fc.property(schedule, start, fc.integer({ min: 0, max: 400 }), (timing, from, days) => {
        const until = new Date(from.getTime() + days * dayMs);
        const found = nextInstants(timing, { from, until, count: 50 }).map(Number);
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
        expect(found.filter((at) => at < from.getTime() || at > until.getTime())).toEqual([]);
      }),
    );
  });

  it("are the same wherever one begins to look", () => {
    fc.assert(
      fc.property(schedule, start, fc.integer({ min: 0, max: 20 }), (timing, from, index) => {
        const all = nextInstants(timing, { from, count: 30 });
        const later = all[index];
        fc.pre(later !== undefined);
        const count = all.length - index;
        expect(nextInstants(timing, { from: later, count })).toEqual(all.slice(index));
        const between = new Date(later.getTime() - 1);
        fc.pre(between >= from);
        expect(nextInstants(timing, { from: between, count })).toEqual(all.slice(index));
      }),
    );
  });

  it("are given up to the end of the range, which belongs to it", () => {
    fc.assert(
      fc.property(schedule, start, (timing, from) => {
        const all = nextInstants(timing, { from, count: 10 });
        const until = all.at(-1);
        fc.pre(until !== undefined);
        expect(nextInstants(timing, { from, until })).toEqual(all);
      }),
    );
  });
});

describe("an interval of whole days", () => {
  it("keeps the local hour of its anchor whenever the clock shows it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        start,
        start,
        timezone,
        (days, anchorDate, from, zone) => {
          const timing = interval({ days }, { anchorDate, timezone: zone });
          const timeOfDay = (at: Date) => wallTimeAt(at.getTime(), zone) % dayMs;
          const moved = nextInstants(timing, { from, count: 30 }).filter(
            (at) => timeOfDay(at) !== timeOfDay(anchorDate),
          );
          // A run at another hour is right only where no clock showed the hour of the anchor.
          for (const at of moved) {
            const wall = wallTimeAt(at.getTime(), zone);
            const missing = wall - (wall % dayMs) + timeOfDay(anchorDate);
            expect(wallTimeAt(at.getTime() - (wall - missing), zone)).not.toBe(missing);
          }
        },
      ),
    );
  });
});

describe("an interval of less than a day", () => {
  it("counts elapsed time from its anchor, in both directions", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 86_399 }),
        start,
        start,
        timezone,
        (seconds, anchorDate, from, zone) => {
          const timing = interval(seconds, { anchorDate, timezone: zone });
          for (const at of nextInstants(timing, { from, count: 20 })) {
            expect(Math.abs(at.getTime() - anchorDate.getTime()) % (seconds * 1000)).toBe(0);
          }
        },
      ),
    );
  });
});
