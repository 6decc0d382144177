import { randomBytes } from "node:crypto";
import {
  Client as PgClient,
  type ClientConfig,
  escapeIdentifier,
  Pool as PgPool,
  type PoolClient,
  TypeOverrides,
} from "pg";
import { DatabaseUnreachable, fromPostgres, redactUrl } from "../errors.ts";
import { afterListening } from "../timers.ts";

export type Pool = PgPool;
export type Client = PgClient;
export type { PoolClient };
/** Anything that a statement can be sent to. */
export type Queryable = Pool | Client | PoolClient;

/**
 * Where a database is: a `postgres://` URL (a Unix socket goes into `?host=/folder`), or its parts.
 */
export type Connection =
  | string
  | {
      host: string;
      port?: number;
      user?: string;
      password?: string;
      database: string;
    };

export interface PoolOptions {
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Most connections at once. */
  size?: number;
  /** How long to wait for a connection before giving up. */
  connectTimeoutSeconds?: number;
  /** Server settings for each connection, such as `{ synchronous_commit: "off" }`. */
  serverOptions?: Readonly<Record<string, string | number>>;
  /** Told about errors of idle connections; the pool replaces them by itself. */
  onError?: (error: Error) => void;
  /** Whether the process may end while connections are idle. Default: they keep it alive. */
  letsProcessEnd?: boolean | undefined;
  /** After this long without an answer a statement fails, and its connection counts as lost. */
  answerTimeoutSeconds?: number;
}

interface SessionConfig extends ClientConfig {
  connectTimeoutSeconds?: number | undefined;
  answerTimeoutSeconds?: number | undefined;
}

const usualConnectTimeoutSeconds = 10;

// oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- pg's overloads take and answer anything

/**
 * A connection on which times are written as pg reads them, and texts read as we write them. Its
 * time limits are ours, not pg's, whose timers go off first thing after the process was busy.
 */
class Session extends PgClient {
  readonly #answerTimeoutSeconds: number;

  constructor(config: SessionConfig = {}) {
    super(config);
    const { connectTimeoutSeconds = usualConnectTimeoutSeconds, answerTimeoutSeconds = 0 } = config;
    this.#answerTimeoutSeconds = answerTimeoutSeconds;
    const { connection } = this;
    const stop = afterListening(connectTimeoutSeconds * 1000, () =>
      connection.stream.destroy(new Error("timeout expired")),
    );
    connection.once("readyForQuery", stop);
    connection.once("end", stop);
  }

  override query(asked: any, values?: any, callback?: any): any {
    const limit = asked.query_timeout ?? this.#answerTimeoutSeconds * 1000;
    if (limit === 0 || "submit" in Object(asked)) return super.query(asked, values, callback);
    if (!callback) {
      return new Promise((resolve, reject) => {
        const settle = (error?: Error, result?: any) => (error ? reject(error) : resolve(result));
        this.query(asked, values, settle);
      });
    }
    const query = { ...(typeof asked === "string" ? { text: asked } : asked), query_timeout: 0 };
    let isOver = false;
    const end = (error?: Error, result?: any): void => {
      if (isOver) return;
      isOver = true;
      stop();
      callback(error, result);
    };
    const stop = afterListening(limit, () => {
      end(new Error("Query read timeout"));
      this.connection.stream.destroy();
    });
    return super.query(query, values, end);
  }

  /** What pg says at its start; poolers let these pass, and keep them for each of their clients. */
  getStartupConf(): object {
    const usual: unknown = Reflect.get(PgClient.prototype, "getStartupConf").call(this);
    return Object.assign({}, usual, { datestyle: "ISO", standard_conforming_strings: "on" });
  }
}

/** A pool that counts the wait for a free connection in the same way. */
class SessionPool extends PgPool {
  override connect(callback?: any): any {
    if (!callback) {
      return new Promise((resolve, reject) => {
        const settle = (error?: Error, client?: any) => (error ? reject(error) : resolve(client));
        this.connect(settle);
      });
    }
    const options: SessionConfig = this.options;
    const { connectTimeoutSeconds = usualConnectTimeoutSeconds } = options;
    let isLate = false;
    const stop = afterListening(connectTimeoutSeconds * 1000, () => {
      isLate = true;
      callback(new Error("timeout exceeded when trying to connect"), undefined, () => {});
    });
    return super.connect((error, client, release) => {
      if (isLate) return release();
      stop();
      callback(error, client, release);
    });
  }
}
// oxlint-enable

/** What the sessions of this process, and of no other, are called in `pg_stat_activity`. */
const processName = `provost ${randomBytes(6).toString("hex")}`;

/** The name that the sessions of a pool have in `pg_stat_activity`, if it is of this process alone. */
export function ownSessionName(pool: Pool): string | undefined {
  return pool.options.application_name === processName ? processName : undefined;
}

/**
 * A pool of connections. Errors of idle connections never crash the process. Values arrive as:
 * timestamptz -> Date, bigint -> number (bigint when not a safe integer), date -> string.
 */
export function createPool(connection: Connection, options: PoolOptions = {}): Pool {
  const pool = new SessionPool({
    ...clientConfig(connection, options),
    Client: Session,
    max: options.size ?? 10,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: options.letsProcessEnd ?? false,
  });
  return reportErrors(pool, options.onError);
}

/** A pool of the same database, reached in the same way, with sessions of its own. */
export function createPoolBeside(
  { options }: Pool,
  { size, onError }: Pick<PoolOptions, "size" | "onError"> = {},
): Pool {
  // pg keeps the password from being copied by accident.
  const { password, max } = options;
  const pool = new SessionPool({ ...options, ...(password && { password }), max: size ?? max });
  return reportErrors(pool, onError);
}

function reportErrors(pool: Pool, onError: PoolOptions["onError"]): Pool {
  // pg tells the connection, too, which is nothing for a log.
  const report = (error: Error): void => onError?.(error);
  pool.on("error", report);
  // An error between two queries of a connection that is checked out reaches the client alone.
  pool.on("connect", (client) => void client.on("error", report));
  return pool;
}

/**
 * One direct connection, connected. For what needs a session: LISTEN, migrations, a leader's lock.
 * Fails with `DatabaseUnreachable` (redacted) when there is no server.
 */
export async function connectClient(
  connection: Connection,
  options: PoolOptions = {},
): Promise<Client> {
  const client = new Session(clientConfig(connection, options));
  client.on("error", options.onError ?? (() => {}));
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(connection, error);
  }
  return client;
}

const farewellMilliseconds = 2000;

/** Ends a connection of `connectClient`, also one whose peer does not answer any more. */
export async function closeClient(client: Client): Promise<void> {
  const hangUp = setTimeout(() => client.connection.stream.destroy(), farewellMilliseconds);
  await client.end().catch(() => {});
  clearTimeout(hangUp);
}

/** Says which database could not be reached, without its secrets. */
export function connectionError(connection: Connection, thrown: unknown): Error {
  const error = fromPostgres(thrown);
  if (!(error instanceof DatabaseUnreachable)) return error;
  return new DatabaseUnreachable(
    `Cannot connect to PostgreSQL at ${describeConnection(connection)}: ${causeMessage(thrown)}`,
    { code: error.code, detail: error.detail, hint: error.hint, cause: thrown },
  );
}

function causeMessage(thrown: unknown): string {
  const { message } = fromPostgres(thrown);
  return message.replace(/^The database cannot be reached: /, "");
}

/** A connection in words, without its secrets. */
export function describeConnection(connection: Connection): string {
  if (typeof connection === "string") return redactUrl(connection);
  const { host, port = 5432, database } = connection;
  return host.startsWith("/")
    ? `socket ${host}/.s.PGSQL.${port}, database "${database}"`
    : `${host}:${port}, database "${database}"`;
}

export function isPool(db: Queryable): db is Pool {
  return db instanceof PgPool;
}

/** Quotes a name for use as an SQL identifier. */
export const quoteIdentifier = (name: string): string => escapeIdentifier(name);

function clientConfig(connection: Connection, options: PoolOptions): SessionConfig {
  return {
    ...connectionConfig(connection),
    application_name: options.applicationName ?? processName,
    connectTimeoutSeconds: options.connectTimeoutSeconds,
    answerTimeoutSeconds: options.answerTimeoutSeconds,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueParsers(),
    ...(options.serverOptions && { options: serverOptions(options.serverOptions) }),
  };
}

function serverOptions(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${String(value).replaceAll(/[\\ ]/g, "\\$&")}`)
    .join(" ");
}

function connectionConfig(connection: Connection): ClientConfig {
  if (typeof connection === "string") return { connectionString: connection };
  // Written out, so that PGPORT, PGPASSWORD or PGSSLMODE of the surroundings change nothing.
  return { port: 5432, ...connection, ...(connection.host.startsWith("/") ? { ssl: false } : {}) };
}

const int8 = 20;
const date = 1082;

/** Not pg's global table: the process may use pg for itself. */
function valueParsers(): TypeOverrides {
  const parsers = new TypeOverrides();
  parsers.setTypeParser(int8, parseInt8);
  parsers.setTypeParser(date, String);
  return parsers;
}

function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
