import type { Random } from "./random.ts";

const minuteMs = 60_000;

/** A schedule of every so many minutes, in words of the database; due at `phase` after its grid. */
export interface Rhythm {
  everyMs: number;
  phaseMs: number;
  columns: {
    cron: string | null;
    interval_seconds: number | null;
    anchor_date: Date | null;
    rrule: string | null;
    timezone: string;
  };
}

/** Every 2 to 5 minutes, in any of the three ways, also where clocks change meanwhile. */
export function aRhythm(random: Random): Rhythm {
  const minutes = random.between(2, 5);
  const phase = random.between(0, minutes - 1);
  const nothing = { cron: null, interval_seconds: null, anchor_date: null, rrule: null };
  const timezone = random.pick(["UTC", "Europe/Berlin", "Asia/Kolkata"]);
  const everyMs = minutes * minuteMs;
  const phaseMs = phase * minuteMs;
  // Zones that are half an hour off keep the grid of 2, 3 and 5 minutes, and not that of 4.
  const zone = minutes === 4 && timezone === "Asia/Kolkata" ? "UTC" : timezone;
  switch (random.between(0, 2)) {
    case 0:
      return {
        everyMs,
        phaseMs,
        columns: { ...nothing, cron: `${phase}-59/${minutes} * * * *`, timezone: zone },
      };
    case 1: {
      const anchor = Date.UTC(2030, 0, 1) + phaseMs;
      const columns = { interval_seconds: minutes * 60, anchor_date: new Date(anchor) };
      return { everyMs, phaseMs, columns: { ...nothing, ...columns, timezone } };
    }
    default: {
      const rule = `DTSTART:20300101T00${String(phase).padStart(2, "0")}00\nRRULE:FREQ=MINUTELY;INTERVAL=${minutes}`;
      return { everyMs, phaseMs, columns: { ...nothing, rrule: rule, timezone: "UTC" } };
    }
  }
}

/** What a schedule was from a moment on, up to the last at which its runs were started. */
interface Era {
  rhythm: Rhythm;
  from: number;
  until: number;
}

/** Which runs there have to be, by arithmetic alone, whatever is edited meanwhile. */
export class ScheduleOracle {
  readonly #eras = new Map<string, Era[]>();
  readonly #open = new Map<string, Era>();

  /** A schedule begins, or is another from now on. */
  open(id: string, rhythm: Rhythm, now: Date): void {
    const era = { rhythm, from: now.getTime(), until: now.getTime() };
    this.#open.set(id, era);
    this.#eras.set(id, [...(this.#eras.get(id) ?? []), era]);
  }

  /** It is paused or deleted. */
  close(id: string): void {
    this.#open.delete(id);
  }

  /** All that is due has been started, at this moment. */
  started(now: Date): void {
    for (const era of this.#open.values()) era.until = Math.max(era.until, now.getTime());
  }

  /** Schedule and instant of every run that there has to be, in the order of the text. */
  wanted(): string[] {
    const all = [...this.#eras].flatMap(([id, eras]) =>
      eras.flatMap((era) => instantsOf(era).map((instant) => runKey(id, instant))),
    );
    return [...new Set(all)].toSorted();
  }
}

export const runKey = (scheduleId: string, instant: Date): string =>
  `${scheduleId} ${instant.toISOString()}`;

function instantsOf({ rhythm: { everyMs, phaseMs }, from, until }: Era): Date[] {
  const found: Date[] = [];
  const first = Math.ceil((from - phaseMs) / everyMs) * everyMs + phaseMs;
  for (let instant = first; instant <= until; instant += everyMs) found.push(new Date(instant));
  return found;
}
