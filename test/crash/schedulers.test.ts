import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { nextInstants } from "../../src/schedules/nextInstants.ts";
import { deploy } from "../sql/engine.ts";
import { column, value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { connectionUrl } from "./connectionUrl.ts";
import { chooseSeed, createRandom } from "./random.ts";
import { onThisMachine } from "../support/slowness.ts";
import { times } from "./scale.ts";

const database = useDatabase();
const file = fileURLToPath(new URL("schedulerProcess.ts", import.meta.url));
const start = new Date("2030-03-30T12:00:00Z");

const processes: ChildProcess[] = [];
const startOne = (): void => {
  const args = [file, connectionUrl(database.connection)];
  processes.push(spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] }));
};
afterAll(() => {
  for (const each of processes) each.kill("SIGKILL");
});

/** Every 2 to 5 minutes, as an interval or as a cron in a zone whose clocks change that night. */
const timings = Array.from({ length: 20 }, (_, index) => {
  const minutes = 2 + (index % 4);
  return index % 2 === 0
    ? { intervalSeconds: minutes * 60, anchorDate: start }
    : { cron: `*/${minutes} * * * *`, timezone: "Europe/Berlin" };
});

async function deployAll(size: number): Promise<void> {
  await deploy(database.pool, {
    flow: { name: "planned" },
    parameters: { size },
    schedules: timings.map(({ intervalSeconds, anchorDate, cron, timezone }, index) => ({
      slug: `s${index}`,
      interval_seconds: intervalSeconds,
      anchor_date: anchorDate,
      cron,
      timezone,
      catch_up: "all",
    })),
  });
}

describe("schedulers that are killed, while time jumps and schedules are edited", () => {
  it(
    "plan exactly one run for each instant of each schedule",
    { timeout: onThisMachine(120_000 * times(1)) },
    async () => {
      const random = createRandom(chooseSeed());
      await clock.freezeAt(database.pool, start);
      await deployAll(0);
      for (let count = 0; count < 8; count++) startOne();

      for (let step = 0; step < times(30); step++) {
        await clock.advance(database.pool, `${random.between(-5, 40)} minutes`);
        const victim = random.between(0, processes.length - 1);
        if (random.next() < 0.4) {
          processes.splice(victim, 1)[0]?.kill("SIGKILL");
          startOne();
        }
        if (random.next() < 0.3) await deployAll(step);
        if (random.next() < 0.3) {
          await database.pool.query(
            "update provost.deployment_schedules set parameters = $1 where slug = $2",
            [JSON.stringify({ step }), `s${random.between(0, timings.length - 1)}`],
          );
        }
        // A little time for some of them to come to work, as they like.
        await value(database.pool, "select pg_sleep($1)", [random.next() / 5]);
      }
      await clock.advance(database.pool, "2 hours");
      const end = await value<Date>(database.pool, "select provost_private.clock_now()");
      for (const [index, timing] of timings.entries()) {
        const wanted = nextInstants(timing, { from: new Date(start.getTime() + 1), until: end });
        const planned = () =>
          column<Date>(
            database.pool,
            `select r.expected_start_time from provost.flow_runs r
             join provost.deployment_schedules s on s.id = r.schedule_id
             where s.slug = $1 and r.expected_start_time > $2 and r.expected_start_time <= $3
             order by 1`,
            [`s${index}`, start, end],
          );
        await eventually(async () =>
          expect({ seed: random.seed, index, planned: await planned() }).toEqual({
            seed: random.seed,
            index,
            planned: wanted,
          }),
        );
      }
    },
  );
});
