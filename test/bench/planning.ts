import type { Pool } from "../../src/db/pool.ts";
import { planDueSchedules } from "../../src/services/planDueSchedules.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { clock, installTestClock } from "../../src/testing/clock.ts";
import { claim, deploy, finishAll, registerWorker } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import type { Planning } from "./system.ts";

const { scheduler: settings } = loadSettings({}).services;
const dueAtOnce = 10;

/** None of them comes to its time while it is measured. */
const insertSchedules = `
insert into provost.deployment_schedules (deployment_id, slug, interval_seconds, anchor_date)
select d.id, 'daily-' || g, 86400, now() + interval '1 hour' + g * interval '1 second'
from generate_series($1::int, $2::int) g, provost.deployments d where d.full_name = 'noop/local'`;

/** Whatever is edited is planned afresh. */
const edit = `
update provost.deployment_schedules set parameters = jsonb_build_object('tick', $2::int)
where deployment_id = (select id from provost.deployments where full_name = 'noop/local')
  and slug = any (select 'daily-' || g from generate_series(1, $1::int) g)`;

/** The scheduler of Provost, one round after the other, as fast as they go. */
export class ProvostPlanning implements Planning {
  readonly #pool: Pool;
  #count = 0;
  #edits = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async fill(count: number): Promise<void> {
    await this.#pool.query(insertSchedules, [this.#count + 1, count]);
    this.#count = count;
    while ((await this.#plan(1000)) > 0);
    await this.#pool.query("vacuum analyze provost.deployment_schedules, provost.flow_runs");
  }

  async tick(): Promise<void> {
    await this.#edit();
    const due = await this.#plan(settings.deploymentBatchSize);
    if (due !== dueAtOnce)
      throw new Error(`Expected ${dueAtOnce} schedules to be due, not ${due}.`);
  }

  async buffersOfALook(): Promise<number> {
    await this.#edit();
    const [{ Plan: plan }] = await value<[{ Plan: Record<string, number> }]>(
      this.#pool,
      `explain (analyze, buffers, format json) select * from provost_private.due_schedules(100)`,
    );
    await this.#plan(settings.deploymentBatchSize);
    return (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
  }

  async simulate(count: number): Promise<() => Promise<number>> {
    const client = await this.#pool.connect();
    await installTestClock(client);
    client.release();
    const now = await clock.freeze(this.#pool);
    for (let i = 0; i < count; i++) {
      const schedule = { interval_seconds: 60 * (2 + (i % 4)), anchor_date: now };
      await deploy(this.#pool, {
        flow: { name: `timed-${i}` },
        schedules: [{ slug: "s", ...schedule }],
      });
    }
    await this.#plan(settings.deploymentBatchSize);
    const worker = await registerWorker(this.#pool, { limit: 1000 });
    return async () => {
      let runs = 0;
      for (let minute = 0; minute < 60; minute++) {
        await clock.advance(this.#pool, "1 minute");
        await this.#plan(settings.deploymentBatchSize);
        const started = await claim(this.#pool, worker, 1000);
        runs += started.length;
        const ends = started.map(({ flow_run_id, epoch }) => ({ flow_run_id, epoch }));
        await finishAll(
          this.#pool,
          ends.map((end) => ({ ...end, type: "COMPLETED" })),
        );
      }
      return runs;
    };
  }

  async #edit(): Promise<void> {
    await this.#pool.query(edit, [dueAtOnce, this.#edits++]);
  }

  async #plan(deploymentBatchSize: number): Promise<number> {
    return await planDueSchedules({
      pool: this.#pool,
      settings: { ...settings, deploymentBatchSize },
      onError(error) {
        throw error;
      },
    });
  }
}
