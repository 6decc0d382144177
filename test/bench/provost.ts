import { migrate } from "../../src/db/migrate.ts";
import { type Connection, createPool, type Pool } from "../../src/db/pool.ts";
import { carrierFlow } from "../../src/engine/background/carrierFlow.ts";
import { DelayedCalls } from "../../src/engine/background/delayedCalls.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { task } from "../../src/flow/task.ts";
import { interval } from "../../src/flow/deployments/schedule.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { startWorkerProcess } from "../../src/worker/workerProcess.ts";
import { makeFlows } from "./provostFlows.ts";
import { seedCrowd } from "./provostCrowd.ts";
import { seedHistory } from "./provostHistory.ts";
import { ProvostPlanning } from "./planning.ts";
import {
  type Background,
  type CrowdedQueue,
  type Inserter,
  type Kind,
  type System,
  type SystemKind,
  until,
} from "./system.ts";

/** Provost as `provost worker start` runs it: worker, services and listener in one process. */
export const provost: SystemKind = {
  async install(connection) {
    await migrate(connection);
    await using opened = await openPool(connection, 1);
    for (const flow of Object.values(makeFlows(ignore, ignore))) {
      await deployDefinition(opened.pool, flow.toDeployment({ name: "local" }));
    }
  },
  open: async (connection) => new Provost(connection),
  seedHistory,
};

function ignore(): void {}

async function openPool(connection: Connection, size: number) {
  const pool = createPool(connection, { size });
  return { pool, [Symbol.asyncDispose]: () => pool.end() };
}

const insertOne = `
insert into provost.flow_runs (deployment, parameters) values ($1, $2) returning id`;

const insertSized = `
insert into provost.flow_runs (deployment, parameters)
select $1, jsonb_build_object('i', g, 'size', $3::int) from generate_series(1, $2::int) g`;

const insertKeyed = `
insert into provost.flow_runs (deployment, fairness_key, parameters)
select 'noop/local', $1, jsonb_build_object('key', $1::text) from generate_series(1, $2::int)`;

const insertGiven = `
insert into provost.flow_runs (deployment, parameters) select 'typed/local', p from unnest($1::jsonb[]) p`;

const setCrowdedQueue = `
with paused as (select provost.set_work_queue_paused('default', 'crowd', $1))
select provost.set_work_queue_concurrency_limit('default', 'crowd', $2) from paused`;

const countPlanned = `
select count(distinct schedule_id)::int as planned from provost.flow_runs
where state_type = 'SCHEDULED' and auto_scheduled and next_scheduled_start_time = $1`;

const pruneStep = `
select provost.prune($1, batch_size => 5000, after => $2) ->> 'next' as next`;

const sizeOfTables = `
select sum(pg_total_relation_size(oid))::float as bytes from pg_class
where relkind = 'r'
  and relnamespace in ('provost'::regnamespace, 'provost_history'::regnamespace)`;

const countUnfinished = `
select count(*)::int as unfinished from provost.flow_runs
where (state_type not in ('COMPLETED', 'SCHEDULED') or next_scheduled_start_time <= now())
  and deployment <> 'noop/crowd'`;

class Provost implements System {
  readonly #connection: Connection;
  readonly #settings = loadSettings({ PROVOST_LOGGING_LEVEL: "ERROR" });
  readonly #pool: Pool;
  #awaited = 0;
  #ended = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#pool = createPool(connection, { size: this.#settings.database.poolSize });
  }

  async enqueue(kind: Kind, count: number, size = 0): Promise<void> {
    this.#awaited += count;
    await this.#pool.query(insertSized, [`${kind}/local`, count, size]);
  }

  async enqueueFor(key: string, count: number): Promise<void> {
    this.#awaited += count;
    await this.#pool.query(insertKeyed, [key, count]);
  }

  async insertMany(inputs: readonly object[]): Promise<void> {
    await this.#pool.query(insertGiven, [inputs.map((input) => JSON.stringify(input))]);
  }

  inserter(connections: number): Inserter {
    const pool = createPool(this.#connection, { size: connections });
    return {
      insert: async (input) => {
        const deployment = "customer" in input ? "typed/local" : "noop/local";
        this.#awaited++;
        await pool.query({ name: "insert", text: insertOne, values: [deployment, input] });
      },
      close: () => pool.end(),
    };
  }

  readonly crowdedQueue: CrowdedQueue = {
    create: async () => {
      await this.#pool.query(
        "select provost.create_work_queue('default', 'crowd', is_paused => true)",
      );
      const { noop } = makeFlows(ignore, ignore);
      await deployDefinition(this.#pool, noop.toDeployment({ name: "crowd", workQueue: "crowd" }));
    },
    fill: (runs) => seedCrowd(this.#connection, "noop/crowd", runs),
    block: async (how) => {
      await this.#pool.query(setCrowdedQueue, [how === "paused", how === "full" ? 0 : null]);
    },
    open: async () => {
      await this.#pool.query(setCrowdedQueue, [false, null]);
    },
  };

  get planning(): ProvostPlanning {
    return new ProvostPlanning(this.#pool);
  }

  readonly background: Background = {
    send: (count) => this.#send(count),
    serve: (limit) => this.#serve(limit),
  };

  async #send(count: number): Promise<void> {
    const calls = new DelayedCalls(this.#pool);
    this.#awaited += count;
    const send = (i: number) => calls.send([{ task: "no-op", args: [i] }]);
    await Promise.all(Array.from({ length: count }, (_none, i) => send(i)));
  }

  #serve(limit: number) {
    const noop = task({ name: "no-op" }, () => void this.#ended++);
    return this.#start(limit, new Map([["no-op", carrierFlow(noop)]]), {
      workPool: "tasks",
      workQueues: ["no-op"],
    });
  }

  async startWorker(limit: number, onStart: (input: unknown) => void = ignore) {
    const flows = makeFlows(onStart, () => this.#ended++);
    const served = new Map<string, FlowDefinition>();
    for (const flow of Object.values(flows)) served.set(`${flow.name}/local`, flow);
    // The crowd is not waited for.
    served.set("noop/crowd", makeFlows(ignore, ignore).noop);
    return await this.#start(limit, served);
  }

  async #start(
    limit: number,
    served: ReadonlyMap<string, FlowDefinition>,
    where: { workPool?: string; workQueues?: readonly string[] } = {},
  ) {
    const running = await startWorkerProcess({
      database: { pool: this.#pool, connection: this.#connection, close: async () => {} },
      settings: this.#settings,
      limit,
      served,
      ...where,
    });
    return {
      untilIdle: () =>
        // A run is held until its end has been answered, so that it is committed by then.
        until(() => this.#ended >= this.#awaited && running.worker.running === 0),
      stop: async () => {
        await running.stop();
        await this.#expectFinished();
      },
    };
  }

  /** The schedules are a day apart and all start from the same instant: a planner plans them. */
  async startSchedules(count: number, leadSeconds: number, onStart: () => void) {
    const dueAt = Math.ceil(Date.now() / 1000 + leadSeconds) * 1000;
    const schedules = Array.from({ length: count }, (_none, i) =>
      interval({ days: 1 }, { slug: `s${i}`, anchorDate: new Date(dueAt) }),
    );
    const { noop } = makeFlows(ignore, ignore);
    await deployDefinition(this.#pool, noop.toDeployment({ name: "local", schedules }));
    const worker = await this.startWorker(500, onStart);
    await until(async () => {
      const { rows } = await this.#pool.query<{ planned: number }>(countPlanned, [new Date(dueAt)]);
      return rows[0]?.planned === count;
    });
    if (Date.now() > dueAt - 1500) throw new Error("The runs were not planned in time.");
    return { dueAt, stop: worker.stop };
  }

  async prune(olderThan: string): Promise<{ before: number; after: number }> {
    const pool = this.#pool;
    const takeStep = async (after: string | null): Promise<string | null> => {
      const { rows } = await pool.query<{ next: string | null }>(pruneStep, [olderThan, after]);
      return rows[0]?.next ?? null;
    };
    const before = await this.#size();
    let next = await takeStep(null);
    while (next !== null) next = await takeStep(next);
    return { before, after: await this.#size() };
  }

  async #size(): Promise<number> {
    const { rows } = await this.#pool.query<{ bytes: number }>(sizeOfTables);
    return rows[0]?.bytes ?? 0;
  }

  /** What was measured must have happened. */
  async #expectFinished(): Promise<void> {
    const { rows } = await this.#pool.query<{ unfinished: number }>(countUnfinished);
    const unfinished = rows[0]?.unfinished;
    if (unfinished !== 0)
      throw new Error(`Expected all runs to be Completed, ${unfinished} are not.`);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
