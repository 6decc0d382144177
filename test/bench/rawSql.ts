import { createListener, type Listener } from "../../src/db/listen.ts";
import { type Connection, createPool, type Pool } from "../../src/db/pool.ts";
import { GroupCommit } from "../../src/engine/store/groupCommit.ts";
import { type Inserter, type Kind, type System, type SystemKind, until } from "./system.ts";

// The floor: the least SQL that is still a durable queue with results. No product around it.

const tables = `
create table runs (
  id bigint generated always as identity primary key, state smallint not null default 0,
  input jsonb, created timestamptz default now(), started timestamptz, ended timestamptz
) with (fillfactor = 70);
create index on runs (id) where state = 0;
create table steps (
  run_id bigint, number int, result jsonb, at timestamptz default now(),
  primary key (run_id, number))`;

const claimSql = `
update runs r set state = 1, started = now()
from (select id from runs where state = 0 order by id limit $1 for update skip locked) c
where r.id = c.id returning r.id, r.input`;

const finishSql = "update runs set state = 2, ended = now() where id = any ($1::bigint[])";

const stepSql = `
insert into steps (run_id, number, result) select * from unnest($1::bigint[], $2::int[], $3::jsonb[])`;

const enqueueSql = `
with added as (
  insert into runs (input)
  select jsonb_build_object('i', g, 'kind', $2::text, 'size', $3::int) from generate_series(1, $1::int) g)
select pg_notify('runs', '')`;

const insertOneSql = `
with added as (insert into runs (input) values ($1)) select pg_notify('runs', '')`;

const insertManySql = "insert into runs (input) select * from unnest($1::jsonb[])";

export const rawSql: SystemKind = {
  install: (connection) => execute(connection, tables),
  open: async (connection) => new RawSql(connection),
  seedHistory: (connection, runs) =>
    execute(
      connection,
      `insert into runs (state, input, started, ended)
       select 2, '{"i": 1}', now(), now() from generate_series(1, ${runs});
       insert into steps (run_id, number, result)
       select id, 0, '1' from runs`,
      "vacuum (analyze)",
    ),
};

async function execute(connection: Connection, ...statements: string[]): Promise<void> {
  const pool = createPool(connection, { size: 1 });
  for (const statement of statements) await pool.query(statement);
  await pool.end();
}

interface Input {
  kind?: Kind;
  size?: number;
}

interface Claimed {
  id: number;
  input: Input;
}

class RawSql implements System {
  readonly #connection: Connection;
  readonly #pool: Pool;
  #awaited = 0;
  #ended = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#pool = createPool(connection, { size: 8 });
  }

  async enqueue(kind: Kind, count: number, size = 0): Promise<void> {
    this.#awaited += count;
    await this.#pool.query(enqueueSql, [count, kind, size]);
  }

  async insertMany(inputs: readonly object[]): Promise<void> {
    await this.#pool.query(insertManySql, [inputs.map((input) => JSON.stringify(input))]);
  }

  inserter(connections: number): Inserter {
    const pool = createPool(this.#connection, { size: connections });
    return {
      insert: async (input) => {
        this.#awaited++;
        await pool.query({ name: "i", text: insertOneSql, values: [input] });
      },
      close: () => pool.end(),
    };
  }

  async startWorker(limit: number, onStart: (input: unknown) => void = () => {}) {
    const listener = createListener(this.#connection, { onError: console.error });
    const worker = new RawWorker(this.#pool, listener, limit, onStart, () => this.#ended++);
    await worker.begin();
    return {
      untilIdle: () => until(() => this.#ended >= this.#awaited),
      stop: () => worker.stop(),
    };
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

/** Claims in batches, and writes what ends or is recorded at the same moment as one statement. */
class RawWorker {
  readonly #pool: Pool;
  readonly #listener: Listener;
  readonly #limit: number;
  readonly #onStart: (input: unknown) => void;
  readonly #onEnd: () => void;
  readonly #finishes: GroupCommit<number, undefined>;
  readonly #steps: GroupCommit<{ id: number; number: number }, undefined>;
  #running = 0;
  #claiming = 0;
  #wakes = 0;
  #isStopped = false;

  constructor(
    pool: Pool,
    listener: Listener,
    limit: number,
    onStart: (input: unknown) => void,
    onEnd: () => void,
  ) {
    this.#onEnd = onEnd;
    this.#pool = pool;
    this.#listener = listener;
    this.#limit = limit;
    this.#onStart = onStart;
    this.#finishes = new GroupCommit({ run: (ids) => this.#write("f", finishSql, ids, [ids]) });
    this.#steps = new GroupCommit({
      run: (steps) => {
        const ids = steps.map(({ id }) => id);
        const numbers = steps.map(({ number }) => number);
        return this.#write("s", stepSql, steps, [ids, numbers, numbers.map(String)]);
      },
    });
  }

  async begin(): Promise<void> {
    const wake = () => {
      this.#wakes++;
      void this.#claim().catch(console.error);
    };
    await this.#listener.subscribe("runs", { onNotification: wake, onGap: wake }).ready;
    wake();
  }

  async #claim(): Promise<void> {
    while (!this.#isStopped && this.#claiming < 2 && this.#running < this.#limit) {
      const wanted = Math.min(this.#limit - this.#running, 100);
      this.#running += wanted;
      this.#claiming++;
      const wakes = this.#wakes;
      const { rows } = await this.#pool.query<Claimed>({
        name: "c",
        text: claimSql,
        values: [wanted],
      });
      this.#claiming--;
      this.#running -= wanted - rows.length;
      for (const run of rows) void this.#execute(run).catch(console.error);
      // What it looked at may be older than what has been put in meanwhile.
      if (rows.length === 0 && wakes === this.#wakes) return;
      void this.#claim().catch(console.error);
    }
  }

  async #execute({ id, input: { kind, size = 0, ...input } }: Claimed): Promise<void> {
    this.#onStart(input);
    if (kind === "steps") {
      for (let number = 0; number < size; number++) await this.#steps.add({ id, number });
    } else if (kind === "fanOut") {
      const add = (_none: unknown, number: number) => this.#steps.add({ id, number });
      await Promise.all(Array.from({ length: size }, add));
    }
    await this.#finishes.add(id);
    this.#running--;
    this.#onEnd();
    await this.#claim();
  }

  async #write(name: string, text: string, entries: readonly unknown[], values: unknown[]) {
    await this.#pool.query({ name, text, values });
    return entries.map(() => undefined);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#finishes.idle();
    await this.#listener.close();
  }
}
