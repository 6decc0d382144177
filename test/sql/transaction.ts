import { afterEach, beforeEach } from "vitest";
import { fromPostgres, type ProvostError } from "../../src/errors.ts";
import type { PoolClient, Queryable } from "../../src/db/pool.ts";
import type { TestDatabase } from "../support/database.ts";

/**
 * One connection whose transaction begins before each test and is rolled back after it, so that
 * tests of a file see nothing of one another: no runs, no workers, no clock.
 */
export function useTransaction(database: TestDatabase): PoolClient {
  let current: PoolClient | undefined;
  beforeEach(async () => {
    current = await database.pool.connect();
    await current.query("begin");
  });
  afterEach(async () => {
    await current?.query("rollback");
    current?.release();
    current = undefined;
  });
  return new Proxy({} as PoolClient, {
    get(_target, key) {
      if (!current) throw new Error("The transaction is there inside tests only");
      const member: unknown = Reflect.get(current, key);
      return typeof member === "function" ? member.bind(current) : member;
    },
  });
}

/** The error with which a statement is refused; the transaction goes on. Fails if it is not. */
export async function refusal(
  db: Queryable,
  text: string,
  values: unknown[] = [],
): Promise<ProvostError> {
  await db.query("savepoint before_refusal");
  try {
    await db.query(text, values);
  } catch (thrown) {
    await db.query("rollback to savepoint before_refusal");
    return fromPostgres(thrown);
  }
  throw new Error(`Expected a refusal, but it was accepted: ${text}`);
}

/** Runs `work` as another role, inside the transaction. */
export async function asRole<T>(db: Queryable, role: string, work: () => Promise<T>): Promise<T> {
  await db.query(`savepoint before_role; set local role ${role}`);
  try {
    const result = await work();
    await db.query("reset role");
    return result;
  } catch (error) {
    await db.query("rollback to savepoint before_role");
    throw error;
  }
}
