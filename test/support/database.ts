import {
  afterAll,
  beforeAll,
  beforeEach,
  inject,
  type RunnerTask,
  type RunnerTestFile,
} from "vitest";
import { type Connection, createPool, type Pool } from "../../src/db/pool.ts";
import { onThisMachine } from "./slowness.ts";
import { cloneDatabase, dropDatabase, inDatabase } from "./template.ts";

export interface TestDatabase {
  readonly connection: Connection;
  readonly name: string;
  readonly pool: Pool;
}

export interface DatabaseOptions {
  /** `migrated` is ready to use; `empty` has nothing in it. Default `migrated`. */
  start?: "migrated" | "empty";
  poolSize?: number;
}

/**
 * A database of its own for this test file, made before its first test. It is dropped when all of
 * them passed; otherwise it is kept, and its name printed.
 */
export function useDatabase(options: DatabaseOptions = {}): TestDatabase {
  let database: TestDatabase | undefined;
  const current = (): TestDatabase => {
    if (!database) throw new Error("The database is there from the first test or hook on");
    return database;
  };
  beforeAll(async () => {
    database = await createDatabase(options);
  });
  let file: RunnerTestFile | undefined;
  beforeEach(({ task }) => {
    file = task.file;
  });
  afterAll(async () => {
    if (!database) return;
    await database.pool.end();
    await dropOrKeep(database, !file?.tasks.some(hasFailed), file?.name ?? "");
  });
  return {
    get connection() {
      return current().connection;
    },
    get name() {
      return current().name;
    },
    get pool() {
      return current().pool;
    },
  };
}

/** A database for the length of `work`; kept when it throws. */
export async function withDatabase<T>(
  options: DatabaseOptions,
  work: (database: TestDatabase) => Promise<T>,
): Promise<T> {
  const database = await createDatabase(options);
  let passed = false;
  try {
    const result = await work(database);
    passed = true;
    return result;
  } finally {
    await database.pool.end();
    await dropOrKeep(database, passed, "one test");
  }
}

async function createDatabase(options: DatabaseOptions): Promise<TestDatabase> {
  const { admin, template } = inject("testServer");
  const name = await cloneDatabase(admin, options.start === "empty" ? "template0" : template);
  const connection = inDatabase(admin, name);
  const size = options.poolSize ?? 10;
  // Many queries of a test at once wait for their turn, on a slow machine for long.
  const connectTimeoutSeconds = onThisMachine(60);
  const pool = createPool(connection, { applicationName: "test", size, connectTimeoutSeconds });
  return { connection, name, pool };
}

async function dropOrKeep({ name }: TestDatabase, passed: boolean, owner: string): Promise<void> {
  if (passed) await dropDatabase(inject("testServer").admin, name);
  else console.error(`Kept database ${name} of ${owner}, which failed.`);
}

/** Tests of other suites may still be to come. */
function hasFailed(task: RunnerTask): boolean {
  return task.type === "suite" ? task.tasks.some(hasFailed) : task.result?.state === "fail";
}
