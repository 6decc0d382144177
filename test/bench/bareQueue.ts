import { loadGraphileWorker } from "../../src/db/graphileWorker.ts";
import { type Connection, createPool, type Pool } from "../../src/db/pool.ts";
import { type Inserter, type Kind, type System, type SystemKind, until } from "./system.ts";

const concurrency = 24;
/** What graphile-worker's documentation recommends for speed. */
const preset = {
  worker: {
    concurrentJobs: concurrency,
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
};

/** graphile-worker alone: a queue without states, results or history. */
export const bareQueue: SystemKind = {
  async install(connection) {
    const { runMigrations } = await loadGraphileWorker();
    const pgPool = createPool(connection, { size: 1 });
    await runMigrations({ pgPool, logger: await silentLogger() });
    await pgPool.end();
  },
  async open(connection) {
    const queue = new BareQueue(connection);
    await queue.begin();
    return queue;
  },
};

async function silentLogger() {
  const { Logger } = await loadGraphileWorker();
  return new Logger(() => () => {});
}

interface Payload {
  size?: number;
}

type Graphile = Awaited<ReturnType<typeof loadGraphileWorker>>;
type Utils = Awaited<ReturnType<Graphile["makeWorkerUtils"]>>;

class BareQueue implements System {
  readonly #connection: Connection;
  readonly #pool: Pool;
  #utils: Utils | undefined;
  #awaited = 0;
  #ended = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#pool = createPool(connection, { size: concurrency + 1 });
  }

  async begin(): Promise<void> {
    this.#utils = await this.#makeUtils(this.#pool);
  }

  async #makeUtils(pgPool: Pool): Promise<Utils> {
    const { makeWorkerUtils } = await loadGraphileWorker();
    return await makeWorkerUtils({ pgPool, logger: await silentLogger() });
  }

  async enqueue(kind: Kind, count: number, size = 0): Promise<void> {
    this.#awaited += count * jobsOf(kind, size);
    await this.#addJobs(kind, count, size);
  }

  async #addJobs(kind: Kind, count: number, size = 0): Promise<void> {
    const job = (_none: unknown, i: number) => ({ identifier: kind, payload: { i, size } });
    await this.#utils?.addJobs(Array.from({ length: count }, job));
  }

  async insertMany(inputs: readonly object[]): Promise<void> {
    await this.#utils?.addJobs(inputs.map((payload) => ({ identifier: "noop", payload })));
  }

  inserter(connections: number): Inserter {
    const pool = createPool(this.#connection, { size: connections });
    const ready = this.#makeUtils(pool);
    return {
      insert: async (input) => {
        this.#awaited++;
        await (await ready).addJob("noop", input);
      },
      close: async () => {
        await (await ready).release();
        await pool.end();
      },
    };
  }

  async startWorker(_limit: number, onStart: (input: unknown) => void = () => {}) {
    const { runTaskList } = await loadGraphileWorker();
    const tasks = this.#makeTasks(onStart);
    const logger = await silentLogger();
    const runner = runTaskList({ preset, logger, noHandleSignals: true }, tasks, this.#pool);
    return {
      untilIdle: () =>
        until(async () => this.#ended >= this.#awaited && (await this.#countJobs()) === 0),
      stop: async () => {
        await runner.gracefulShutdown();
      },
    };
  }

  #makeTasks(onStart: (input: unknown) => void) {
    return {
      noop: (payload: unknown) => {
        onStart(payload);
        this.#ended++;
      },
      /** The nearest to a run of steps: each job adds the next one. Nothing is recorded. */
      steps: async (payload: unknown) => {
        const { size = 0 } = payload as Payload;
        if (size > 1) await this.#addJobs("steps", 1, size - 1);
        this.#ended++;
      },
      fanOut: async (payload: unknown) => {
        await this.#addJobs("noop", (payload as Payload).size ?? 0);
        this.#ended++;
      },
    };
  }

  /** Cron knows whole minutes only. */
  async startSchedules(count: number, leadSeconds: number, onStart: () => void) {
    const { run, parseCronItems } = await loadGraphileWorker();
    const dueAt = Math.ceil(Date.now() / 60_000 + leadSeconds / 60) * 60_000;
    const items = Array.from({ length: count }, (_none, i) => ({
      task: "noop",
      match: "* * * * *",
      identifier: `c${i}`,
    }));
    const runner = await run({
      preset,
      pgPool: this.#pool,
      taskList: this.#makeTasks(() => Date.now() >= dueAt && onStart()),
      parsedCronItems: parseCronItems(items),
      logger: await silentLogger(),
      noHandleSignals: true,
    });
    return { dueAt, stop: () => runner.stop() };
  }

  async #countJobs(): Promise<number> {
    const { rows } = await this.#pool.query<{ n: number }>(
      "select count(*)::int as n from graphile_worker._private_jobs",
    );
    return rows[0]?.n ?? 0;
  }

  async close(): Promise<void> {
    await this.#utils?.release();
    await this.#pool.end();
  }
}

function jobsOf(kind: Kind, size: number): number {
  if (kind === "noop") return 1;
  return kind === "steps" ? size : size + 1;
}
