import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ProvostError } from "../../src/errors.ts";
import { interval, type ScheduleTiming } from "../../src/flow/deployments/schedule.ts";
import { nextInstants } from "../../src/schedules/nextInstants.ts";
import { validateSchedule } from "../../src/schedules/validateSchedule.ts";

interface VectorSchedule {
  cron?: string;
  interval?: number | null;
  intervalIso?: string;
  exact?: boolean;
  rrule?: string;
  anchor?: string;
  timezone?: string;
  dayOr?: boolean;
}

interface Range {
  id: string;
  agreesWithPrefect?: boolean | null;
  schedule: VectorSchedule;
  start: string;
  end?: string;
  n: number | null;
}

interface DatesVector extends Range {
  kind: "dates";
  expected?: string[];
  cronerNpm11?: string[];
  expectedCount?: number;
  expectedFirst?: string;
  expectedLast?: string;
}

type Vector =
  | DatesVector
  | (Range & { kind: "quirk"; documentedIntent: string[] })
  | { kind: "validate"; id: string; cron: string; prefectValid: boolean }
  | {
      kind: "validate-schedule";
      id: string;
      schedule: VectorSchedule;
      expected: { valid: boolean };
    }
  | {
      kind: "previous";
      id: string;
      schedule: VectorSchedule;
      before: string;
      expected: [string];
    }
  | {
      kind: "match-fields";
      id: string;
      cron: string;
      fields: { min: number; hour: number; date: number; month: number; dow: number };
      expected: boolean;
    }
  | {
      kind: "expand";
      id: string;
      cron: string;
      expected: { minutes: number[]; hours: number[]; dows: number[] };
    }
  | {
      kind: "rrule-normalize";
      id: string;
      rrule: string;
      now: string;
      timezone: string | null;
      expected: string;
    };

const file = new URL("../../../shared/vectors/schedules.json", import.meta.url);
const areHere = existsSync(file);
const vectors: Vector[] = areHere ? JSON.parse(readFileSync(file, "utf8")) : [];

function timingOf({ cron, interval: seconds, rrule, ...rest }: VectorSchedule): ScheduleTiming {
  const { anchor, timezone, dayOr, exact, intervalIso } = rest;
  const zone = timezone === undefined ? {} : { timezone };
  const anchorDate = anchor === undefined ? {} : { anchorDate: anchor };
  if (exact) return interval({ seconds: seconds ?? Number.NaN }, { ...zone, ...anchorDate });
  // Lengths of time in text are the command line's business; here only the sign counts.
  const length = intervalIso?.startsWith("-") ? -1 : seconds;
  return {
    ...zone,
    ...anchorDate,
    ...(cron !== undefined && { cron }),
    ...(length !== undefined && { intervalSeconds: length }),
    ...(rrule !== undefined && { rrule }),
    ...(dayOr !== undefined && { dayOr }),
  };
}

function instantsIn({ schedule, start, end, n }: Range): string[] {
  const until = end === undefined ? undefined : new Date(end);
  const range = { from: new Date(start), until, count: n ?? undefined };
  return nextInstants(timingOf(schedule), range).map((instant) => instant.toISOString());
}

/** Instants have milliseconds here; a few vectors have microseconds. */
const milliseconds = (times: string[]) => times.map((time) => new Date(time).toISOString());

/** Long answers are given by their length and ends. */
const inShort = (times: string[]) => ({
  count: times.length,
  ends: milliseconds([times[0] ?? "", times.at(-1) ?? ""]),
});

/** "read", or the code of the error that refuses the schedule. */
function verdictOn(schedule: ScheduleTiming): string {
  try {
    validateSchedule(schedule);
    return "read";
  } catch (error) {
    return error instanceof ProvostError ? error.code : String(error);
  }
}

// Prefect refuses these patterns, and so do we: see the last of the tests.
const isForeign = (vector: Vector) =>
  "agreesWithPrefect" in vector && vector.agreesWithPrefect === false;

const dates = vectors.filter((vector) => vector.kind === "dates");
const ours = dates.filter((vector) => !isForeign(vector));

describe.skipIf(!areHere)("the schedule vectors", () => {
  describe("instants", () => {
    it.for(ours.filter(({ expected }) => expected))("$id", (vector) => {
      const { expected = [], cronerNpm11 = expected } = vector;
      expect([expected, cronerNpm11].map(milliseconds)).toContainEqual(instantsIn(vector));
    });

    it.for(ours.filter(({ expected }) => !expected))("$id", (vector) => {
      const { expectedCount, expectedFirst = "", expectedLast = "" } = vector;
      expect(inShort(instantsIn(vector))).toEqual({
        count: expectedCount,
        ends: milliseconds([expectedFirst, expectedLast]),
      });
    });
  });

  describe("patterns that are read or refused", () => {
    it.for(vectors.filter((vector) => vector.kind === "validate"))("$id", (vector) => {
      expect(verdictOn({ cron: vector.cron })).toBe(vector.prefectValid ? "read" : "VOARG");
    });
  });

  describe("schedules that are read or refused", () => {
    it.for(vectors.filter((vector) => vector.kind === "validate-schedule"))("$id", (vector) => {
      const verdict = verdictOn(timingOf(vector.schedule));
      expect(verdict).toBe(vector.expected.valid ? "read" : "VOARG");
    });
  });

  describe("the latest instant before a time", () => {
    it.for(vectors.filter((vector) => vector.kind === "previous"))("$id", (vector) => {
      const latest = new Date(vector.expected[0]);
      const found = nextInstants(timingOf(vector.schedule), { from: latest, count: 2 });
      expect(found[0]).toEqual(latest);
      expect(found[1]?.getTime()).toBeGreaterThanOrEqual(Date.parse(vector.before));
    });
  });

  describe("times that fit a pattern", () => {
    it.for(vectors.filter((vector) => vector.kind === "match-fields"))("$id", (vector) => {
      const { min, hour, date, month, dow } = vector.fields;
      const time = Array.from(
        { length: 28 },
        (_, years) => new Date(Date.UTC(2000 + years, month - 1, date, hour, min)),
      ).find((each) => each.getUTCDay() === dow);
      const found = nextInstants({ cron: vector.cron }, { from: time ?? new Date(), until: time });
      expect(found).toEqual(vector.expected ? [time] : []);
    });
  });

  describe("the values of a pattern", () => {
    it.for(vectors.filter((vector) => vector.kind === "expand"))("$id", ({ cron, expected }) => {
      const found = nextInstants({ cron }, { from: new Date("2026-01-01T00:00Z"), count: 1000 });
      const distinct = (read: (instant: Date) => number) =>
        [...new Set(found.map(read))].sort((a, b) => a - b);
      expect({
        minutes: distinct((instant) => instant.getUTCMinutes()),
        hours: distinct((instant) => instant.getUTCHours()),
        dows: distinct((instant) => instant.getUTCDay()),
      }).toEqual(expected);
    });
  });

  // The text of a rule stays as it was given; what counts is that it means the same instants.
  describe("rules without a start", () => {
    it.for(vectors.filter((vector) => vector.kind === "rrule-normalize"))("$id", (vector) => {
      const { rrule, timezone, expected } = vector;
      const range = { from: new Date(vector.now), count: 100 };
      const anchored = nextInstants({ rrule: expected, timezone }, range);
      expect(nextInstants({ rrule, timezone }, range)).toEqual(anchored);
    });
  });

  // Where Prefect does other than its documentation says, the documentation is followed.
  describe("quirks", () => {
    it.for(vectors.filter((vector) => vector.kind === "quirk"))("$id", (vector) => {
      expect(instantsIn(vector)).toEqual(milliseconds(vector.documentedIntent));
    });
  });

  describe("patterns beyond Prefect's, with the weekday nearest to a day (W)", () => {
    it.for(dates.filter(isForeign))("$id is refused, as by Prefect", ({ schedule }) => {
      expect(verdictOn(timingOf(schedule))).toBe("VOARG");
    });
  });

  it("are all of a kind that is answered above", () => {
    const answered = new Set([
      "dates",
      "validate",
      "validate-schedule",
      "previous",
      "match-fields",
      "expand",
      "rrule-normalize",
      "quirk",
    ]);
    expect(vectors.filter(({ kind }) => !answered.has(kind))).toEqual([]);
  });
});
