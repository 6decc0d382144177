import type { Pool } from "../../src/db/pool.ts";

export interface DeploymentOptions {
  flow?: string;
  name?: string;
  schedules?: object[];
}

/** Makes a deployment known and answers its full name. */
export async function makeDeployment(
  pool: Pool,
  { flow = "etl", name = "nightly", schedules = [] }: DeploymentOptions = {},
): Promise<string> {
  await pool.query("select provost.deploy($1)", [{ flow: { name: flow }, name, schedules }]);
  return `${flow}/${name}`;
}

/** A flow run whose worker is played by a test: statement by statement, with the real functions. */
export class PlayedRun {
  readonly id: string;
  readonly #pool: Pool;
  #epoch = 0;

  private constructor(pool: Pool, id: string) {
    this.#pool = pool;
    this.id = id;
  }

  static async create(
    pool: Pool,
    { deployment = "etl/nightly", name = null }: { deployment?: string; name?: string | null } = {},
  ): Promise<PlayedRun> {
    const { rows } = await pool.query<{ id: string }>(
      "insert into provost.flow_runs (deployment, name) values ($1, $2) returning id",
      [deployment, name],
    );
    const [row] = rows;
    if (!row) throw new Error("Expected the id of the new run");
    return new PlayedRun(pool, row.id);
  }

  async claim(): Promise<void> {
    const { rows } = await this.#pool.query<{ epoch: number }>(
      `select c.epoch
       from provost_private.register_worker('default', 'player', 'worker', 10, '0') as w,
         provost_private.claim_flow_run($1, w) as c`,
      [this.id],
    );
    const [row] = rows;
    if (!row) throw new Error(`Expected to claim run ${this.id}`);
    this.#epoch = row.epoch;
  }

  async log(...messages: string[]): Promise<void> {
    const lines = messages.map((message, seq) => {
      return { flow_run_id: this.id, epoch: this.#epoch, level: 20, name: "test", message, seq };
    });
    await this.#pool.query("select provost_private.write_logs($1)", [JSON.stringify(lines)]);
  }

  async task(key: string, type: "RUNNING" | "COMPLETED"): Promise<void> {
    const record = { flow_run_id: this.id, epoch: this.#epoch, key, task_name: key, type };
    await this.#pool.query("select * from provost_private.record_task_runs($1)", [
      JSON.stringify([record]),
    ]);
  }

  async become(type: string, message?: string): Promise<void> {
    await this.#pool.query("select provost.set_flow_run_state($1, $2)", [
      this.id,
      { type, message },
    ]);
  }
}
