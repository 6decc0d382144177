import { InvalidInput, fromPostgres } from "../errors.ts";
import type { ProvostError } from "../errors.ts";
import { longestTimer } from "../timers.ts";
import type { Pool, PoolClient } from "./pool.ts";

export interface BeginOptions {
  isolation: string;
  /** After this long without a statement, the server ends the transaction. */
  idleSeconds: number;
  /** After this long, it cancels a statement. */
  statementSeconds?: number | undefined;
}

/** A transaction on a connection of its own, for statements of users. End it in any case. */
export interface SqlTransaction {
  readonly client: PoolClient;
  query(
    text: string,
    parameters?: readonly unknown[],
  ): Promise<{ rows: object[]; rowCount: number | null }>;
  commit(): Promise<void>;
  /** Rolls back what is not committed, and gives the connection back. */
  end(): Promise<void>;
}

/** Transactions may take half of the connections; the others are for the records of all runs. */
const inUse = new WeakMap<Pool, { count: number; waiting: (() => void)[] }>();

export async function beginTransaction(pool: Pool, options: BeginOptions): Promise<SqlTransaction> {
  const leave = await enter(pool);
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    leave();
    throw fromPostgres(error);
  }
  const transaction = new OpenSqlTransaction(client, leave);
  try {
    await transaction.begin(options);
    return transaction;
  } catch (error) {
    await transaction.end();
    throw error;
  }
}

async function enter(pool: Pool): Promise<() => void> {
  const most = Math.max(Math.floor((pool.options.max ?? 10) / 2), 1);
  const use = inUse.get(pool) ?? { count: 0, waiting: [] };
  inUse.set(pool, use);
  if (use.count >= most) await new Promise<void>((resolve) => use.waiting.push(resolve));
  else use.count++;
  return () => {
    const next = use.waiting.shift();
    if (next) next();
    else use.count--;
  };
}

const endsTransaction =
  /^\s*(?:begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+(?:(?:work|transaction)\s+)?to\b))\b/i;

class OpenSqlTransaction implements SqlTransaction {
  readonly client: PoolClient;
  readonly #leave: () => void;
  #state: "open" | "committed" | "unknown" | "ended" = "open";

  constructor(client: PoolClient, leave: () => void) {
    this.client = client;
    this.#leave = leave;
  }

  async begin({ isolation, idleSeconds, statementSeconds = 0 }: BeginOptions): Promise<void> {
    // The level is one of a few words, the others are numbers.
    await this.#run(`begin isolation level ${isolation}`);
    await this.#run(
      `select set_config('idle_in_transaction_session_timeout', $1, true),
         set_config('statement_timeout', $2, true)`,
      [idleSeconds, statementSeconds].map(serverLimit),
    );
  }

  async query(text: string, parameters: readonly unknown[] = []) {
    if (this.#state !== "open") {
      throw new InvalidInput("A statement was sent after the transaction of its task had ended.", {
        hint: "Await every `sql.query` before the task returns.",
      });
    }
    if (endsTransaction.test(text)) {
      throw new InvalidInput(`A transactional task cannot run "${text.trim().slice(0, 40)}".`, {
        detail: "Its transaction is begun before it, and committed with its result.",
        hint: "Throw to roll back everything; use savepoints to roll back a part.",
      });
    }
    // It takes as long as it takes; what limits it is on the server.
    return await this.#run(text, parameters, longestTimer);
  }

  async commit(): Promise<void> {
    this.#state = "unknown";
    await this.#run("commit");
    this.#state = "committed";
  }

  async end(): Promise<void> {
    const { client } = this;
    const was = this.#state;
    if (was === "ended") return;
    this.#state = "ended";
    let isSound = was === "committed";
    if (was === "open") {
      isSound = await client.query("rollback").then(
        () => true,
        () => false,
      );
    }
    client.release(!isSound);
    this.#leave();
  }

  async #run(text: string, parameters: readonly unknown[] = [], query_timeout?: number) {
    try {
      // One statement at a time: the simple protocol would take several, `commit` among them.
      const query = {
        text,
        values: [...parameters],
        queryMode: "extended" as const,
        ...(query_timeout && { query_timeout }),
      };
      return await this.client.query<Record<string, unknown>>(query);
    } catch (thrown) {
      throw explainSqlError(thrown);
    }
  }
}

/** Milliseconds as text; PostgreSQL's limits go no further than Node's timers. */
const serverLimit = (seconds: number): string =>
  String(Math.min(Math.ceil(seconds * 1000), longestTimer));

const failedTransaction = "25P02";

/** Says what to do about a statement that was refused because an earlier one had failed. */
export function explainSqlError(thrown: unknown): ProvostError {
  const error = fromPostgres(thrown);
  if (error.code !== failedTransaction) return error;
  return new InvalidInput("A statement of the transaction has failed, and so has all of it.", {
    code: error.code,
    detail: error.message,
    hint: "Let the error be thrown; to go on after a failure, set a savepoint before it.",
    cause: error,
  });
}
