import { describe, expect, it } from "vitest";
import { claim, deploy, finishAll, registerWorker } from "../sql/engine.ts";
import { column, rows, value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { chooseSeed, createRandom } from "./random.ts";
import { times } from "./scale.ts";
import { aRhythm, type Rhythm, runKey, ScheduleOracle } from "./scheduleOracle.ts";
import { SchedulerCrowd } from "./schedulerCrowd.ts";

const database = useDatabase();
/** In the night of Europe, clocks are put forward. */
const start = new Date("2030-03-30T12:00:00.500Z");

interface Planned {
  id: string;
  rhythm: Rhythm;
  slug: string;
  isActive: boolean;
}

interface Deployed {
  flow: string;
  /** How often it, or a schedule of it, was edited: every run has to tell the latest. */
  edits: number;
  isPaused: boolean;
  schedules: Planned[];
}

class Play {
  readonly random = createRandom(chooseSeed());
  readonly #oracle = new ScheduleOracle();
  readonly #found: string[] = [];
  readonly #outdated: string[] = [];
  readonly #deployments: Deployed[] = [];
  readonly #startedEdits: (() => Promise<void>)[];
  #worker = "";

  constructor() {
    const edits = [
      (at: Deployed) => this.#changeRhythm(at),
      (at: Deployed) => this.#changeRhythm(at),
      (at: Deployed) => this.#switchOneOnOrOff(at),
      (at: Deployed) => this.#pauseOrResume(at),
      (at: Deployed) => this.#changeParameters(at),
      (at: Deployed) => this.#replaceSchedule(at),
      (at: Deployed) => this.#deployAgain(at),
      (at: Deployed) => this.#deleteAndDeploy(at),
    ];
    this.#startedEdits = edits.map((edit) => () => edit(this.random.pick(this.#deployments)));
  }

  async begin(): Promise<void> {
    await clock.freezeAt(database.pool, start);
    this.#worker = await registerWorker(database.pool, { limit: 1000 });
    for (const flow of ["a", "b", "c", "d"]) {
      const deployment = { flow, edits: 0, isPaused: false, schedules: [] };
      this.#deployments.push(deployment);
      await this.#deploy(deployment);
    }
  }

  /** Time goes on, what is due is started, and somebody edits while schedulers are at work. */
  async step(): Promise<void> {
    await this.untilPlanned();
    const moved = `${this.random.between(-5, 40)} minutes ${this.random.between(1, 50)} ms`;
    await clock.advance(database.pool, moved);
    await this.start();
    for (let edits = this.random.between(0, 2); edits > 0; edits--) {
      await this.random.pick(this.#startedEdits)();
      // A little time for some of them to come to work, as they like.
      await value(database.pool, "select pg_sleep($1)", [this.random.next() / 10]);
    }
  }

  /** Planning reaches an hour ahead, so no step goes beyond it. */
  async untilPlanned(): Promise<void> {
    await eventually(async () => {
      const due = await value<number>(
        database.pool,
        `select count(*) from provost.deployment_schedules s
         join provost.deployments d on d.id = s.deployment_id
         where s.active and not d.paused and s.next_plan_time <= provost_private.clock_now()`,
      );
      return due === 0;
    });
  }

  /** Starts what is due, and ends it. */
  async start(): Promise<void> {
    const now = await clock.now(database.pool);
    for (;;) {
      const started = await claim(database.pool, this.#worker, 1000);
      if (started.length === 0) break;
      const runs = await rows<{ schedule: string; at: Date; flow: string; edits: number }>(
        database.pool,
        `select r.schedule_id as schedule, r.expected_start_time as at,
           split_part(r.deployment, '/', 1) as flow, (r.parameters -> 'edits')::int as edits
         from provost.flow_runs r where r.id = any ($1)`,
        [started.map(({ flow_run_id }) => flow_run_id)],
      );
      this.#found.push(...runs.map(({ schedule, at }) => runKey(schedule, at)));
      this.#outdated.push(
        ...runs
          .filter(
            (run) => !this.#deployments.some((d) => d.flow === run.flow && d.edits === run.edits),
          )
          .map((run) => JSON.stringify(run)),
      );
      const ends = started.map(({ flow_run_id, epoch }) => ({
        flow_run_id,
        epoch,
        type: "COMPLETED",
      }));
      await finishAll(database.pool, ends);
    }
    this.#oracle.started(now);
  }

  /** Which runs were started, which had to be, and those that were not what was deployed last. */
  ended(): { found: string[]; wanted: string[]; outdated: string[] } {
    const outdated = this.#outdated;
    return { found: this.#found.toSorted(), wanted: this.#oracle.wanted(), outdated };
  }

  /** Deploys it, with new schedules for the slugs that it does not have. */
  async #deploy(deployment: Deployed): Promise<void> {
    const { flow, edits, schedules } = deployment;
    const slugs = ["r", "s", "t", "u", "v"];
    const planned = slugs.map((slug) => {
      const known = schedules.find((schedule) => schedule.slug === slug);
      return known ?? { id: "", slug, rhythm: aRhythm(this.random), isActive: true };
    });
    await deploy(database.pool, {
      flow: { name: flow },
      parameters: { edits },
      schedules: planned.map(({ slug, rhythm }) => ({ slug, catch_up: "all", ...rhythm.columns })),
    });
    const ids = await column<string>(
      database.pool,
      `select s.id from provost.deployment_schedules s
       join provost.deployments d on d.id = s.deployment_id
       where d.full_name = $1 order by s.slug`,
      [`${flow}/local`],
    );
    deployment.schedules = planned.map((schedule, index) => ({
      ...schedule,
      id: ids[index] ?? "",
    }));
    await this.#note(deployment);
  }

  /** What is planned from now on is what these schedules say now. */
  async #note(
    { isPaused, schedules }: Deployed,
    edited: readonly Planned[] = schedules,
  ): Promise<void> {
    const now = await clock.now(database.pool);
    for (const { id, rhythm, isActive } of edited) {
      if (isActive && !isPaused) this.#oracle.open(id, rhythm, now);
      else this.#oracle.close(id);
    }
  }

  async #changeRhythm(deployment: Deployed): Promise<void> {
    const schedule = this.random.pick(deployment.schedules);
    schedule.rhythm = aRhythm(this.random);
    const { cron, interval_seconds, anchor_date, rrule, timezone } = schedule.rhythm.columns;
    await database.pool.query(
      `update provost.deployment_schedules
       set cron = $2, interval_seconds = $3, anchor_date = $4, rrule = $5, timezone = $6
       where id = $1`,
      [schedule.id, cron, interval_seconds, anchor_date, rrule, timezone],
    );
    await this.#note(deployment, [schedule]);
  }

  async #switchOneOnOrOff(deployment: Deployed): Promise<void> {
    const schedule = this.random.pick(deployment.schedules);
    schedule.isActive = !schedule.isActive;
    await database.pool.query("update provost.deployment_schedules set active = $2 where id = $1", [
      schedule.id,
      schedule.isActive,
    ]);
    await this.#note(deployment, [schedule]);
  }

  async #pauseOrResume(deployment: Deployed): Promise<void> {
    deployment.isPaused = !deployment.isPaused;
    await database.pool.query(
      "update provost.deployments set paused = $2 where full_name = $1 || '/local'",
      [deployment.flow, deployment.isPaused],
    );
    await this.#note(deployment);
  }

  async #changeParameters(deployment: Deployed): Promise<void> {
    deployment.edits += 1;
    await database.pool.query(
      `update provost.deployment_schedules s set parameters = jsonb_build_object('edits', $2::int)
       from provost.deployments d where d.id = s.deployment_id and d.full_name = $1 || '/local'`,
      [deployment.flow, deployment.edits],
    );
    await this.#note(deployment);
  }

  async #replaceSchedule(deployment: Deployed): Promise<void> {
    const gone = this.random.pick(deployment.schedules);
    await database.pool.query("delete from provost.deployment_schedules where id = $1", [gone.id]);
    this.#oracle.close(gone.id);
    deployment.schedules = deployment.schedules.filter(({ id }) => id !== gone.id);
    await this.#deployAgain(deployment);
  }

  async #deployAgain(deployment: Deployed): Promise<void> {
    deployment.edits += 1;
    await this.#deploy(deployment);
  }

  async #deleteAndDeploy(deployment: Deployed): Promise<void> {
    const sql =
      this.random.next() < 0.5
        ? "delete from provost.deployments where full_name = $1"
        : "select provost.delete_deployment($1)";
    await database.pool.query(sql, [`${deployment.flow}/local`]);
    for (const { id } of deployment.schedules) this.#oracle.close(id);
    Object.assign(deployment, { schedules: [], isPaused: false });
    await this.#deployAgain(deployment);
  }
}

describe("schedulers that are killed and stopped, while time jumps and schedules are edited", () => {
  it(
    "plan exactly one run for each instant of each schedule, as it is at that instant",
    { timeout: onThisMachine(180_000 * times(1)) },
    async () => {
      const play = new Play();
      await play.begin();
      using crowd = new SchedulerCrowd(database.connection, play.random, 8);
      for (let step = 0; step < times(40); step++) {
        crowd.harm();
        await play.step();
      }
      await play.untilPlanned();
      await clock.advance(database.pool, "30 minutes");
      await play.start();
      const { seed } = play.random;
      const { found, wanted, outdated } = play.ended();
      expect({ seed, found, outdated }).toEqual({ seed, found: wanted, outdated: [] });
      // Whoever edits is never the one whose transaction is given up.
      const deadlocks = `select deadlocks from pg_stat_database where datname = current_database()`;
      expect(await value(database.pool, deadlocks)).toBe(0);
    },
  );
});
