import { RRuleTemporal } from "rrule-temporal";
import { InvalidInput } from "../errors.ts";
import type { ScheduleTiming } from "../flow/deployments/schedule.ts";
import { instantOf, isShown, offsetAt, wallTimeAt } from "../flow/deployments/zonedTime.ts";
import type { RecurrenceRule } from "./rruleParts.ts";
import { type NextTime, timesWithin } from "./rrulePeriods.ts";
import { readRecurrence, type Recurrence } from "./rruleText.ts";
import { readRruleTime, writeRruleTime } from "./rruleTime.ts";

const dayMs = 86_400_000;
/** Where rules without a DTSTART start. */
const defaultStart = Date.UTC(2020, 0, 1);
/**
 * Steps without an occurrence after which a rule is taken to have ended. Calendars repeat after 400
 * years; shorter steps, of which 20 000 days are 54 years, pass over months that do not fit.
 */
const maxIterations = { YEARLY: 500, MONTHLY: 5000, WEEKLY: 3000, DAILY: 20_000 } as const;
const mostIterations = 20_000;
/** Excluded occurrences in a row, or their time, after which nothing is taken to be left. */
const mostExcluded = 100_000;
const longestSearchMs = 5000;

/**
 * The instants of a recurrence at or after `from`. It is worked out on the wall clock of the time
 * zone, so 09:00 stays 09:00; then an hour that the clocks repeat counts once, and times that they
 * skip move forward by what was skipped.
 */
export function* rruleInstants(timing: ScheduleTiming, from: number): Generator<number> {
  const timezone = timing.timezone ?? "UTC";
  const recurrence = readRecurrence(timing.rrule ?? "");
  // Times skipped within the day before `from` may have been moved beyond it.
  const skipped = Math.max(0, offsetAt(from, timezone) - offsetAt(from - dayMs, timezone));
  const { start = defaultStart } = recurrence;
  const walls = wallTimes(recurrence, start, wallTimeAt(from, timezone) - skipped);

  const moved: number[] = [];
  for (const wall of walls) {
    const instant = instantOf(wall, timezone);
    if (instant < from) continue;
    if (!isShown(wall, timezone)) {
      moved.push(instant);
      continue;
    }
    for (let next = moved[0]; next !== undefined && next <= instant; next = moved[0]) {
      yield next;
      moved.shift();
    }
    yield instant;
  }
  yield* moved;
}

/** Throws InvalidInput if the recurrence of a schedule cannot be read, or one of its rules never occurs. */
export function checkRecurrence(timing: ScheduleTiming): void {
  const { rules, exceptRules, start = defaultStart } = readRecurrence(timing.rrule ?? "");
  for (const rule of exceptRules) compileRule(rule, start);
  for (const rule of rules) {
    compileRule(rule, start);
    // One that is over already is none that makes no sense.
    const { count: _count, ...endless } = { ...rule, parts: rule.parts.replace(untilPart, "") };
    if (compileRule(endless, start)(start, true) === undefined) {
      throw new InvalidInput(`The rule ${JSON.stringify(rule.parts)} never occurs.`, {
        hint: "Its parts exclude each other, as the 30th of February does.",
      });
    }
  }
}

/** The wall times of a recurrence from `from` on, in order, each once. */
function* wallTimes(recurrence: Recurrence, start: number, from: number): Generator<number> {
  const { rules, dates, exceptRules, exceptDates } = recurrence;
  const exceptions = [
    ...exceptRules.map((rule) => membership(rule, start)),
    (wall: number) => exceptDates.includes(wall),
  ];
  let inARow = 0;
  let since = performance.now();
  for (const wall of merge(rules, dates, start, from)) {
    if (!exceptions.some((excludes) => excludes(wall))) {
      yield wall;
      inARow = 0;
      since = performance.now();
    } else if (++inARow > mostExcluded || performance.now() - since > longestSearchMs) {
      throw new InvalidInput(
        `Nothing seems to be left of the recurrence: from ${new Date(wall).toISOString()} back, ${inARow} times in a row are excluded.`,
        { hint: "Let its EXRULE leave something of its RRULE, or end it with UNTIL." },
      );
    }
  }
}

/** Whether a wall time is one of a rule's; asked for one after the other, in order. */
function membership(rule: RecurrenceRule, start: number): (wall: number) => boolean {
  if (rule.count !== undefined) {
    const times = new Set(occurrences(rule, start, start));
    return (wall) => times.has(wall);
  }
  const nextTime = compileRule(rule, start);
  let next: number | undefined = -Infinity;
  return (wall) => {
    if (next !== undefined && next < wall) next = nextTime(wall, true);
    return next === wall;
  };
}

/** The times of several rules and a list of dates as one, in order, each once. */
function* merge(
  rules: RecurrenceRule[],
  dates: number[],
  start: number,
  from: number,
): Generator<number, void> {
  const sorted = dates.filter((date) => date >= from).sort((a, b) => a - b);
  const sources: Iterator<number, void>[] = [
    sorted.values(),
    ...rules.map((rule) => occurrences(rule, start, from)),
  ];
  const heads = sources.map((source) => source.next());
  for (;;) {
    const earliest = Math.min(...heads.map((head) => (head.done ? Infinity : head.value)));
    if (earliest === Infinity) return;
    yield earliest;
    for (const [index, source] of sources.entries()) {
      while (!heads[index]?.done && heads[index]?.value === earliest) heads[index] = source.next();
    }
  }
}

/** The times of one rule from `from` on. A rule that counts is counted from its start. */
function* occurrences(rule: RecurrenceRule, start: number, from: number): Generator<number, void> {
  const nextTime = compileRule(rule, start);
  const { count = Infinity } = rule;
  let time = nextTime(count === Infinity ? from : start, true);
  for (let counted = 1; time !== undefined && counted <= count; counted += 1) {
    if (time >= from) yield time;
    time = nextTime(time, false);
  }
}

function iterationsOf({ parts }: RecurrenceRule): number {
  const frequency = /FREQ=(\w+)/.exec(parts)?.[1];
  return frequency && frequency in maxIterations
    ? maxIterations[frequency as keyof typeof maxIterations]
    : mostIterations;
}

const untilPart = /;UNTIL=([^;]*)/;

function compileRule(rule: RecurrenceRule, start: number): NextTime {
  const { parts, periods, isNever = false } = rule;
  if (isNever) return () => undefined;
  if (periods === undefined) return timesOf(rule, start);
  const [, until] = untilPart.exec(parts) ?? [];
  const next = timesWithin(periods, start, maxIterations[periods.unit]);
  if (until === undefined) return next;
  const end = readRruleTime(until, parts);
  return (after, inclusive) => {
    const time = after > end ? undefined : next(after, inclusive);
    return time !== undefined && time <= end ? time : undefined;
  };
}

function timesOf(rule: RecurrenceRule, start: number): NextTime {
  const library = readByLibrary(rule, start);
  return (after, inclusive) => {
    try {
      return library.next(new Date(after), inclusive)?.epochMilliseconds;
    } catch (error) {
      // The library gives up on rules that never occur, such as the 30th of February.
      if (error instanceof Error && error.message.startsWith("Maximum ")) return undefined;
      // That is beyond what a Date can hold.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
}

function readByLibrary(rule: RecurrenceRule, start: number): RRuleTemporal {
  try {
    return new RRuleTemporal({
      rruleString: `DTSTART:${writeRruleTime(start)}\nRRULE:${rule.parts}`,
      maxIterations: iterationsOf(rule),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInput(`Invalid recurrence rule ${JSON.stringify(rule.parts)}: ${reason}.`, {
      hint: "See RFC 5545, section 3.3.10, for which parts go together.",
      cause,
    });
  }
}
