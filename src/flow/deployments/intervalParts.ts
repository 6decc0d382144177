import { InvalidInput } from "../../errors.ts";
import { shown } from "../optionChecks.ts";

/** A length of time in parts; days and weeks are days of the calendar. */
export interface IntervalParts {
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

const secondsPer = new Map(
  Object.entries({ weeks: 604_800, days: 86_400, hours: 3600, minutes: 60, seconds: 1 }),
);

/** The parts together, in seconds; a plain number is in seconds already. */
export function secondsIn(every: number | IntervalParts): number {
  if (typeof every !== "object" || every === null) return every;
  return Object.entries(every).reduce((total, [part, amount]) => {
    const seconds = secondsPer.get(part);
    if (seconds !== undefined && Number.isFinite(amount) && amount >= 0) {
      return total + amount * seconds;
    }
    throw new InvalidInput(`An interval cannot have \`${part}: ${shown(amount)}\`.`, {
      hint: "Give weeks, days, hours, minutes or seconds, each a number of 0 or more.",
    });
  }, 0);
}
