import { createClient, type FormattedExecutionResult } from "graphql-ws";
import { afterAll, beforeAll } from "vitest";
import type { Pool } from "../../src/db/pool.ts";
import { type RunningServer, startServer } from "../../src/server/startServer.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { type TestDatabase, useDatabase } from "../support/database.ts";

export interface GraphqlAnswer<Data> {
  status: number;
  data?: Data | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions?: Record<string, unknown>;
  }[];
}

export interface LogEntry {
  level: "info" | "warn" | "error";
  fields: object;
  message: string;
}

export interface ServerUnderTest {
  readonly database: TestDatabase;
  /** Connects with all rights, past the server. */
  readonly pool: Pool;
  readonly url: string;
  readonly log: LogEntry[];
  query<Data>(source: string, variables?: object): Promise<GraphqlAnswer<Data>>;
  subscribe<Data>(source: string, variables: object): Subscribed<Data>;
}

export interface Subscribed<Data> extends AsyncDisposable {
  events: AsyncIterableIterator<FormattedExecutionResult<Data, unknown>>;
}

/** A server on a database of its own, for the tests of a file. */
export function useServer(env: Record<string, string> = {}): ServerUnderTest {
  const database = useDatabase();
  const log: LogEntry[] = [];
  let server: RunningServer | undefined;
  const url = (): string => {
    if (!server) throw new Error("The server is there from the first test on");
    return server.url;
  };
  beforeAll(async () => {
    const { connection } = database;
    server = await startServer({
      connection,
      settings: loadSettings(env),
      port: 0,
      log: into(log),
    });
  });
  afterAll(() => server?.close());
  return {
    database,
    log,
    get pool() {
      return database.pool;
    },
    get url() {
      return url();
    },
    query: (source, variables = {}) => post(url(), { query: source, variables }),
    subscribe: (source, variables) => subscribe(url(), source, variables),
  };
}

/** A log that the test can read. */
export function into(entries: LogEntry[]) {
  const keep = (level: LogEntry["level"]) => (fields: object, message: string) =>
    void entries.push({ level, fields, message });
  return { info: keep("info"), warn: keep("warn"), error: keep("error") };
}

export async function post<Data>(url: string, body: object): Promise<GraphqlAnswer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Omit<GraphqlAnswer<Data>, "status">;
  return { status: response.status, ...answer };
}

export function subscribe<Data>(url: string, query: string, variables: object): Subscribed<Data> {
  const client = createClient({ url: `${url.replace("http", "ws")}/graphql`, retryAttempts: 0 });
  const events = client.iterate<Data>({ query, variables: { ...variables } });
  return {
    events,
    async [Symbol.asyncDispose]() {
      await events.return?.();
      await client.dispose();
    },
  };
}
