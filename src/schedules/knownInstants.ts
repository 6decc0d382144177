import { LRUCache } from "lru-cache";
import type { ScheduleTiming } from "../flow/deployments/schedule.ts";
import { instantsFrom } from "./nextInstants.ts";

interface Series {
  /** All instants from here on, up to the last of `known`, are known. */
  since: Date;
  known: Date[];
  /** What comes after them. */
  rest: Generator<Date>;
}

/**
 * The instants of schedules, each computed once. A planner asks for those of the next hour again
 * and again, of which all but the last are the same, and calendar arithmetic is what it costs.
 */
export class KnownInstants {
  readonly #series: LRUCache<string, Series>;

  constructor(mostSchedules = 1000) {
    this.#series = new LRUCache({ max: mostSchedules });
  }

  /** As `instantsFrom`; `key` has to change whenever the schedule does. */
  *from(key: string, schedule: ScheduleTiming, from: Date): Generator<Date> {
    const { known, rest } = this.#seriesFrom(key, schedule, from);
    for (let index = 0; ; index++) {
      let instant = known[index];
      if (instant === undefined) {
        const { value, done } = rest.next() as IteratorResult<Date, undefined>;
        if (done) return;
        known.push((instant = value));
      }
      yield instant;
    }
  }

  #seriesFrom(key: string, schedule: ScheduleTiming, from: Date): Series {
    const found = this.#series.get(key);
    const passed = found?.known.findIndex((instant) => instant >= from) ?? -1;
    if (found && found.since <= from && passed >= 0) {
      found.known.splice(0, passed);
      found.since = from;
      return found;
    }
    const series = { since: from, known: [], rest: instantsFrom(schedule, from) };
    this.#series.set(key, series);
    return series;
  }
}
