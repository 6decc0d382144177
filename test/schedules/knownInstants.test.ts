import { describe, expect, it } from "vitest";
import { KnownInstants } from "../../src/schedules/knownInstants.ts";
import { nextInstants } from "../../src/schedules/nextInstants.ts";
import { createRandom } from "../crash/random.ts";

const start = new Date("2030-03-30T20:00Z");
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

function take(instants: Iterable<Date>, count: number): Date[] {
  const taken: Date[] = [];
  if (count === 0) return taken;
  for (const instant of instants) if (taken.push(instant) === count) break;
  return taken;
}

describe("known instants", () => {
  it.each([
    { cron: "*/7 * * * *", timezone: "Europe/Berlin" },
    { cron: "30 1,2,3 * * *", timezone: "Europe/Berlin" },
    { intervalSeconds: 420, anchorDate: start },
    { rrule: "DTSTART:20300330T200000Z\nRRULE:FREQ=MINUTELY;INTERVAL=7;COUNT=100" },
  ])("of $cron$intervalSeconds$rrule are those that are computed afresh", (schedule) => {
    const random = createRandom(1);
    const known = new KnownInstants();
    // Mostly a little on, now and then far on, or back.
    for (let round = 0, minute = 0; round < 300; round++) {
      const from = later(minute);
      const count = random.between(0, 12);
      const fresh = nextInstants(schedule, { from, count });
      expect(take(known.from("s", schedule, from), count)).toEqual(fresh);
      minute += random.next() < 0.1 ? random.between(-300, 300) : random.between(0, 9);
    }
  });

  it("are told apart by their keys", () => {
    const known = new KnownInstants();
    const first = take(known.from("1", { intervalSeconds: 60, anchorDate: start }, start), 2);
    const second = take(known.from("2", { intervalSeconds: 120, anchorDate: start }, start), 2);
    expect([first, second]).toEqual([
      [start, later(1)],
      [start, later(2)],
    ]);
  });
});
