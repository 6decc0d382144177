import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planInstants, type PlanSettings } from "../../src/schedules/planRuns.ts";

interface VectorSchedule {
  interval: number;
  anchor?: string;
  anchorSecondsFromNow?: number;
  active?: boolean;
}

interface Vector {
  id: string;
  settings?: PlanSettings;
  deployment?: { paused: boolean };
  deployments?: number;
  schedule?: VectorSchedule;
  schedules?: VectorSchedule[];
  call?: {
    startDays?: number;
    endDays?: number;
    minTimeDays?: number;
    minRuns?: number;
    maxRuns?: number;
    autoScheduled?: boolean;
  };
  callTwice?: boolean;
  steps?: string[];
  expected: { runs?: number; first?: number; second?: number };
}

const file = new URL("../../../shared/vectors/scheduler.json", import.meta.url);
const areHere = existsSync(file);
const vectors: Vector[] = areHere ? JSON.parse(readFileSync(file, "utf8")) : [];

const day = 86_400;
const now = new Date("2026-03-10T11:22:33.444Z");
const nothingPlanned = { count: 0, latest: null };

function settingsOf({ settings, call = {} }: Vector): PlanSettings {
  const { startDays = 0, endDays = 100 + startDays, minTimeDays, minRuns, maxRuns } = call;
  return {
    minRuns: minRuns ?? settings?.minRuns ?? 3,
    maxRuns: maxRuns ?? settings?.maxRuns ?? 100,
    minScheduledTimeSeconds:
      minTimeDays === undefined ? (settings?.minScheduledTimeSeconds ?? 3600) : minTimeDays * day,
    maxScheduledTimeSeconds: settings?.maxScheduledTimeSeconds ?? (endDays - startDays) * day,
  };
}

function planOf(vector: Vector, schedule: VectorSchedule): Date[] {
  const start = new Date(now.getTime() + (vector.call?.startDays ?? 0) * day * 1000);
  const { interval, anchor, anchorSecondsFromNow = 0 } = schedule;
  const anchorDate = anchor ?? new Date(now.getTime() + anchorSecondsFromNow * 1000);
  return planInstants(
    { intervalSeconds: interval, anchorDate },
    { now: start, alreadyPlanned: nothingPlanned, settings: settingsOf(vector) },
  );
}

// What the database does with the instants (inserting each once, pausing, tags) is tested on it.
const databaseOnly = new Map([
  ["paused-deployment", "due_schedules passes over paused deployments"],
  ["auto-scheduled-tag", "plan_flow_runs sets the tags"],
  ["no-auto-scheduled-tag", "plan_flow_runs sets the tags"],
]);
const planned = vectors.filter(({ id }) => !databaseOnly.has(id));

describe.skipIf(!areHere)("the scheduler vectors", () => {
  it.for(planned.filter(({ callTwice, steps }) => !callTwice && !steps))("$id", (vector) => {
    const { schedule, schedules = schedule ? [schedule] : [], deployments = 1 } = vector;
    const active = schedules.filter((each) => each.active !== false);
    const runs = active.reduce((sum, each) => sum + planOf(vector, each).length, 0);
    expect(runs * deployments).toBe(vector.expected.runs);
  });

  it.for(planned.filter(({ callTwice }) => callTwice))("$id", (vector) => {
    const schedule = { intervalSeconds: day, anchorDate: vector.schedule?.anchor ?? null };
    const settings = settingsOf(vector);
    const first = planInstants(schedule, { now, alreadyPlanned: nothingPlanned, settings });
    const alreadyPlanned = { count: first.length, latest: first.at(-1) ?? null };
    const second = planInstants(schedule, { now, alreadyPlanned, settings });
    expect({ first: first.length, second: second.length }).toEqual(vector.expected);
  });

  it.for(planned.filter(({ steps }) => steps))("$id", (vector) => {
    const schedule = { intervalSeconds: vector.schedules?.[0]?.interval ?? 0, anchorDate: now };
    const settings = settingsOf(vector);
    const first = planInstants(schedule, { now, alreadyPlanned: nothingPlanned, settings });
    // One of them was cancelled: the same instants are asked for, and all of them exist already.
    const alreadyPlanned = { count: first.length - 1, latest: first.at(-1) ?? null };
    const second = planInstants(schedule, { now, alreadyPlanned, settings });
    expect(new Set([...first, ...second].map(Number)).size).toBe(vector.expected.runs);
  });

  it.for([...databaseOnly])("%s is the database's business", ([id, reason], { skip }) => {
    expect(vectors.map((vector) => vector.id)).toContain(id);
    skip(reason);
  });
});
