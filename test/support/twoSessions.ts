import { type Client, type Connection, connectClient, type Queryable } from "../../src/db/pool.ts";
import { eventually, type EventuallyOptions } from "./eventually.ts";

export interface Session extends AsyncDisposable {
  readonly client: Client;
  readonly pid: number;
  query: Client["query"];
}

export interface TwoSessions extends AsyncDisposable {
  a: Session;
  b: Session;
  /** Waits until PostgreSQL itself reports that a session waits for another one's lock. */
  untilBlocked(session: { pid: number }, options?: EventuallyOptions): Promise<void>;
  /** The same of somebody else's sessions in this database, by their application's name. */
  untilOneIsBlocked(applicationName: string): Promise<void>;
}

/** Two connections and an observer, to play a race move by move. Use with `await using`. */
export async function twoSessions(connection: Connection): Promise<TwoSessions> {
  const observer = await connectClient(connection, { applicationName: "observer" });
  const a = await openSession(connection, "a");
  const b = await openSession(connection, "b");
  return {
    a,
    b,
    untilBlocked: (session, options) => untilBlocked(observer, session.pid, options),
    untilOneIsBlocked: (applicationName) => untilOneIsBlocked(observer, applicationName),
    async [Symbol.asyncDispose]() {
      await Promise.all([a, b].map((session) => session[Symbol.asyncDispose]()));
      await observer.end();
    },
  };
}

async function openSession(connection: Connection, name: string): Promise<Session> {
  const client = await connectClient(connection, { applicationName: `session ${name}` });
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const [row] = rows;
  if (!row) throw new Error("Expected a backend's pid");
  return {
    client,
    pid: row.pid,
    query: client.query.bind(client),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** Earlier sessions of the application may be about to end, and wait for nothing. */
async function untilOneIsBlocked(observer: Queryable, applicationName: string): Promise<void> {
  await eventually(async () => {
    const { rows } = await observer.query(
      `select pid from pg_stat_activity
       where application_name = $1 and datname = current_database()
         and cardinality(pg_blocking_pids(pid)) > 0`,
      [applicationName],
    );
    return rows.length > 0;
  });
}

/** Waits until PostgreSQL reports that the backend waits for a lock. */
export async function untilBlocked(
  observer: Queryable,
  pid: number,
  options?: EventuallyOptions,
): Promise<void> {
  await eventually(async () => {
    const { rows } = await observer.query<{ blocked: boolean }>(
      "select cardinality(pg_blocking_pids($1)) > 0 as blocked",
      [pid],
    );
    return rows[0]?.blocked === true;
  }, options);
}
