import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnreachable, fromPostgres, type ProvostError } from "../errors.ts";
import type { SqlFunction, Statement } from "./defineFunction.ts";
import { isPool, type Pool, type Queryable } from "./pool.ts";

export interface CallOptions {
  /** Once it is aborted there are no further attempts; the last error is thrown. */
  signal?: AbortSignal | undefined;
  /** How long an idempotent call outlives a lost connection, from when that is known. Default 60. */
  retrySeconds?: number;
  /** After this long without an answer the connection counts as lost. */
  timeoutSeconds?: number;
}

/**
 * Calls a function of the database: the one place where SQL is run. Arguments and columns are in
 * camelCase here and in snake_case there. Errors are `ProvostError`s. On a pool, deadlocks and the
 * like are retried, and lost connections too if the function is idempotent; on a single connection
 * nothing is, because it may be inside a transaction.
 */
export async function call<Args extends object, Result>(
  db: Queryable,
  fn: SqlFunction<Args, Result>,
  args: NoInfer<Args>,
  options: CallOptions = {},
): Promise<Result> {
  const statement = fn.statementFor(args);
  const values = statement.parameters.map(({ key, encode }) => encode(Reflect.get(args, key)));
  let lostAt: number | undefined;
  for (let attempt = 1; ; attempt++) {
    const name = withoutNames.has(db) ? undefined : statement.name;
    try {
      const result = await run(db, fn, statement, name, values, options.timeoutSeconds);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test compares definitions with the catalog
      return result as Result;
    } catch (thrown) {
      const error = fromPostgres(thrown);
      if (isPool(db) && isSilence(error)) dropIdleConnections(db);
      if (isPool(db) && prepareDifferently(error, db, statement, name)) continue;
      lostAt ??= performance.now() - (isSilence(error) ? (options.timeoutSeconds ?? 0) * 1000 : 0);
      const lostSeconds = (performance.now() - lostAt) / 1000;
      const pause = isPool(db) ? pauseBefore(error, attempt, lostSeconds, fn, options) : undefined;
      if (pause === undefined || !(await waited(pause, options.signal))) throw error;
    }
  }
}

const isSilence = (error: ProvostError): boolean => /\bQuery read timeout/.test(error.message);

/** Where one connection leads nowhere, others that have been idle meanwhile often do as well. */
function dropIdleConnections(pool: Pool): void {
  for (let idle = pool.idleCount; idle > 0; idle--) {
    pool.connect().then(
      (client) => client.release(true),
      () => {},
    );
  }
}

async function run<Args extends object, Result>(
  db: Queryable,
  { returns }: SqlFunction<Args, Result>,
  statement: Statement,
  name: string | undefined,
  values: unknown[],
  timeoutSeconds: number | undefined,
): Promise<unknown> {
  const { rows, fields } = await db.query<unknown[]>({
    ...(name !== undefined && { name }),
    text: statement.text,
    values,
    rowMode: "array",
    ...(timeoutSeconds === undefined ? {} : { query_timeout: timeoutSeconds * 1000 }),
  });
  if (returns === "void") return undefined;
  const decode = decoderFor(statement, fields);
  if (returns === "rows" || returns === "values") return rows.map(decode);
  const [row] = rows;
  return row && decode(row);
}

/** Made once; and again when the function was replaced by one with other columns. */
function decoderFor(
  statement: Statement,
  fields: readonly { name: string }[],
): (row: unknown[]) => unknown {
  const { columns } = statement;
  const isSame = columns?.length === fields.length && fields.every((f, i) => f.name === columns[i]);
  if (!isSame || !statement.decode) {
    statement.columns = fields.map(({ name }) => name);
    statement.decode = statement.makeDecoder(statement.columns);
  }
  return statement.decode;
}

// Pools behind a pooler that does not keep prepared statements apart for its clients.
const withoutNames = new WeakSet<Queryable>();
const unknownOrDuplicateStatement = new Set(["26000", "42P05"]);

/**
 * Whether the statement was refused before it ran, because of how it is prepared. If so it will be
 * prepared in another way from now on, and the call can be repeated at once.
 */
function prepareDifferently(
  error: ProvostError,
  db: Queryable,
  statement: Statement,
  usedName: string | undefined,
): boolean {
  // Another call may have found out meanwhile.
  if (unknownOrDuplicateStatement.has(error.code) && usedName !== undefined) {
    withoutNames.add(db);
    return true;
  }
  // The function was replaced by one with other columns, and the old plan cannot answer them.
  if (error.code !== "0A000" || !error.message.includes("cached plan")) return false;
  if (usedName !== undefined && statement.name === usedName) statement.name = nextVersion(usedName);
  return true;
}

function nextVersion(name: string): string {
  const [base = "", version = "0"] = name.split("#");
  return `${base}#${Number(version) + 1}`;
}

const serializationFailure = "40001";
const deadlockDetected = "40P01";
const lockNotAvailable = "55P03";
const conflicts = new Set([serializationFailure, deadlockDetected, lockNotAvailable]);
const mostConflicts = 5;

/** Whether somebody loaded newer functions while the statement called them. */
const isBeingReplaced = ({ code, message }: ProvostError): boolean =>
  code === "XX000" && message.startsWith("cache lookup failed for function");

/** Milliseconds to wait before the next attempt; undefined when there is to be none. */
function pauseBefore<Args extends object, Result>(
  error: ProvostError,
  attempt: number,
  lostSeconds: number,
  fn: SqlFunction<Args, Result>,
  { retrySeconds = 60 }: CallOptions,
): number | undefined {
  // PostgreSQL has undone the statement, whatever it was.
  if (conflicts.has(error.code) || isBeingReplaced(error)) {
    return attempt > mostConflicts ? undefined : 2 ** attempt * 5 * (0.5 + Math.random());
  }
  if (!(error instanceof DatabaseUnreachable) || !fn.idempotent) return undefined;
  // Once soon, as it is often one connection that was lost; then after 1 s, 2 s, ... 30 s.
  const seconds = attempt === 1 ? 0.1 : Math.min(2 ** Math.min(attempt - 2, 5), 30);
  const pause = seconds * 1000 * (0.75 + Math.random() / 4);
  return lostSeconds + pause / 1000 > retrySeconds ? undefined : pause;
}

/** False when the signal ended the wait. */
async function waited(milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, signal ? { signal } : {});
    return true;
  } catch {
    return false;
  }
}
