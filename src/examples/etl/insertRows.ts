import type { PoolClient } from "../../db/pool.ts";
import { fromPostgres } from "../../errors.ts";

/** What became of rows that were to be inserted. */
export interface Inserted {
  /** How many rows were new, or had changed. */
  written: number;
  /** Those that PostgreSQL refused. */
  refused: { line: number; reason: string }[];
}

/**
 * Runs an insert of the rows between two lines, `$1` and `$2`, for all given lines; further values
 * are `more`. When PostgreSQL refuses something, each half is tried by itself, until a row that it
 * refuses stands alone.
 */
export async function insertRows(
  client: PoolClient,
  insert: string,
  more: readonly unknown[],
  lines: readonly number[],
): Promise<Inserted> {
  const done: Inserted = { written: 0, refused: [] };
  const insertBetween = async (first: number, last: number): Promise<number> =>
    (await client.query(insert, [first, last, ...more])).rowCount ?? 0;
  await insertSome(client, insertBetween, lines, done);
  return done;
}

async function insertSome(
  client: PoolClient,
  insertBetween: (first: number, last: number) => Promise<number>,
  lines: readonly number[],
  done: Inserted,
): Promise<void> {
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return;
  await client.query("savepoint inserting");
  try {
    done.written += await insertBetween(first, last);
    await client.query("release savepoint inserting");
    return;
  } catch (error) {
    const reason = refusalOf(error);
    if (reason === undefined) throw error;
    await client.query("rollback to savepoint inserting");
    await client.query("release savepoint inserting");
    if (lines.length === 1) {
      done.refused.push({ line: first, reason });
      return;
    }
  }
  const middle = Math.ceil(lines.length / 2);
  await insertSome(client, insertBetween, lines.slice(0, middle), done);
  await insertSome(client, insertBetween, lines.slice(middle), done);
}

// Two rows with one key in a statement, data that does not fit, a constraint, a trigger that raises.
const refusals = /^(?:21000|22...|23...|44000|P0001)$/;

function refusalOf(error: unknown): string | undefined {
  const { code, message, detail } = fromPostgres(error);
  if (!refusals.test(code)) return undefined;
  return detail ? `${message}: ${detail}` : message;
}
