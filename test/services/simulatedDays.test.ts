import { describe, expect, it } from "vitest";
import { nextInstants } from "../../src/schedules/nextInstants.ts";
import { planDueSchedules } from "../../src/services/planDueSchedules.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { chooseSeed, createRandom, type Random } from "../crash/random.ts";
import { claim, type ClaimedRow, deploy, finishAll, registerWorker } from "../sql/engine.ts";
import { row, rows } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { onThisMachine } from "../support/slowness.ts";

const database = useDatabase();
const { scheduler: settings } = loadSettings({}).services;

const days = Number(process.env["PROVOST_TEST_DAYS"] ?? 1);
const count = 80;
const stepSeconds = 60;
/** In the night of Europe, clocks are put forward. */
const start = new Date("2030-03-30T12:00:00Z");

interface Timing {
  cron?: string;
  intervalSeconds?: number;
  anchorDate?: Date;
  timezone: string;
}

/** What a schedule was from a moment on, up to another. */
interface Era {
  timing: Timing;
  from: Date;
  until: Date;
}

/** Every 2 to 5 minutes: from any second on, or by the clocks of some zone. */
function aTiming(random: Random): Timing {
  const minutes = random.between(2, 5);
  const timezone = random.pick(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]);
  if (random.next() < 0.5) return { cron: `*/${minutes} * * * *`, timezone };
  const anchorDate = new Date(start.getTime() + random.between(0, 299) * 1000);
  return { intervalSeconds: minutes * 60, anchorDate, timezone };
}

function onError(error: unknown): never {
  throw error;
}

class Play {
  readonly #random = createRandom(chooseSeed());
  readonly #eras = new Map<string, Era[]>();
  #worker = "";
  #now = start;
  /** What was looked at, and what was started. */
  looks = 0;
  starts = 0;
  latestMs = 0;
  readonly pileUps: string[] = [];
  /** Flows whose old schedule and new one may both be due in this step. */
  readonly #edited = new Set<string>();

  async begin(): Promise<void> {
    await clock.freezeAt(database.pool, start);
    this.#worker = await registerWorker(database.pool, { limit: 1000 });
    for (let index = 0; index < count; index++) await this.#deploy(`flow-${index}`);
    await this.#plan();
  }

  /** Plans, starts what is due and ends it 2 to 10 s later, and now and then deploys anew. */
  async step(): Promise<void> {
    await this.#advanceTo(new Date(this.#now.getTime() + stepSeconds * 1000));
    const started = await claim(database.pool, this.#worker, 1000);
    this.#judge(started);
    // Who schedules may be away for a while.
    const minute = (this.#now.getTime() - start.getTime()) / 60_000;
    const arePlanned = minute % 360 > 20;
    if (arePlanned) await this.#plan();
    const length = this.#random.between(2, 10) * 1000;
    await clock.advanceTo(database.pool, new Date(this.#now.getTime() + length));
    if (started.length > 0) {
      const ended = { type: "COMPLETED" };
      await finishAll(
        database.pool,
        started.map(({ flow_run_id, epoch }) => ({ flow_run_id, epoch, ...ended })),
      );
    }
    if (arePlanned && this.#random.next() < 0.02) await this.#redeploy();
    if (minute % 60 === 0) await this.#lookForPileUps();
  }

  async #advanceTo(instant: Date): Promise<void> {
    this.#now = instant;
    await clock.advanceTo(database.pool, instant);
  }

  async #plan(editedWithinSeconds?: number): Promise<void> {
    for (let due = settings.deploymentBatchSize; due === settings.deploymentBatchSize;) {
      due = await planDueSchedules({ pool: database.pool, settings, onError }, editedWithinSeconds);
      this.looks += due;
    }
  }

  #judge(started: readonly ClaimedRow[]): void {
    this.starts += started.length;
    const names = started
      .map(({ flow_name }) => flow_name)
      .filter((name) => !this.#edited.has(String(name)));
    this.#edited.clear();
    if (new Set(names).size < names.length) {
      this.pileUps.push(`${this.#now.toISOString()}: several runs of one schedule`);
    }
    for (const run of started) {
      const due = run["expected_start_time"] as Date;
      this.latestMs = Math.max(this.latestMs, this.#now.getTime() - due.getTime());
    }
  }

  async #deploy(flow: string, eras: Era[] = []): Promise<void> {
    const timing = aTiming(this.#random);
    await deploy(database.pool, {
      flow: { name: flow },
      parameters: { deployed: eras.length },
      schedules: [
        {
          slug: "s",
          cron: timing.cron,
          interval_seconds: timing.intervalSeconds,
          anchor_date: timing.anchorDate,
          timezone: timing.timezone,
        },
      ],
    });
    const from = await clock.now(database.pool);
    for (const era of eras.slice(-1)) era.until = from;
    this.#eras.set(flow, [...eras, { timing, from, until: new Date(8.64e15) }]);
  }

  async #redeploy(): Promise<void> {
    const [flow, eras] = this.#random.pick([...this.#eras]);
    this.#edited.add(flow);
    await this.#deploy(flow, eras);
    await this.#plan(settings.recentLoopSeconds + 1);
  }

  async #lookForPileUps(): Promise<void> {
    const left = await row<{ held: number; late: number; planned: number }>(
      database.pool,
      `select
         (select count(*) from provost_private.active_runs) as held,
         (select count(*) from provost.flow_runs where state_type = 'SCHEDULED'
            and next_scheduled_start_time <= provost_private.clock_now() - interval '1 min') as late,
         (select count(*) from provost.flow_runs where state_type = 'SCHEDULED') as planned`,
    );
    // An hour ahead, of every two minutes at the most.
    if (left.held > 0 || left.late > 0 || left.planned > count * 32) {
      this.pileUps.push(`${this.#now.toISOString()}: ${JSON.stringify(left)}`);
    }
  }

  /** Flow and instant of every run that should have ended by now, and of every one that has. */
  async ended(): Promise<{ wanted: string[]; found: string[] }> {
    const wanted = [...this.#eras].flatMap(([flow, eras]) => {
      const all = eras.flatMap((era) => instantsOf(era, this.#now));
      return [...new Set(all.map((instant) => `${flow} ${instant.toISOString()}`))];
    });
    const found = await rows<{ flow: string; at: Date }>(
      database.pool,
      `select f.name as flow, r.expected_start_time as at
       from provost.flow_runs r join provost.flows f on f.id = r.flow_id
       where r.state_type = 'COMPLETED'`,
    );
    return {
      wanted: wanted.toSorted(),
      found: found.map(({ flow, at }) => `${flow} ${at.toISOString()}`).toSorted(),
    };
  }
}

function instantsOf({ timing, from, until }: Era, now: Date): Date[] {
  const end = until < now ? until : now;
  const found: Date[] = [];
  for (let next = from; next <= end;) {
    const some = nextInstants(timing, { from: next, until: end });
    found.push(...some);
    next = new Date((some.at(-1) ?? end).getTime() + 1);
  }
  return found;
}

describe(`${count} schedules of every 2 to 5 minutes, with runs of 2 to 10 s`, () => {
  it(
    `are on time for ${days === 1 ? "a day" : `${days} days`}, each instant once`,
    { timeout: onThisMachine(180_000 + days * 600_000) },
    async () => {
      const play = new Play();
      await play.begin();
      const steps = (days * 86_400) / stepSeconds;
      for (let step = 0; step < steps; step++) await play.step();

      expect(play.pileUps).toEqual([]);
      const { wanted, found } = await play.ended();
      expect(found).toEqual(wanted);
      expect(play.latestMs).toBeLessThanOrEqual(stepSeconds * 1000);
      // Planning costs what is due: hardly a look at a schedule that gave no run.
      expect(play.starts).toBeGreaterThan(days * 20_000);
      expect(play.looks / play.starts).toBeLessThan(1.1);
    },
  );
});
