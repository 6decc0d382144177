import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { call } from "../../src/db/call.ts";
import { defineFunction } from "../../src/db/defineFunction.ts";
import { connectClient, createPool, type Pool } from "../../src/db/pool.ts";
import { DatabaseUnreachable } from "../../src/errors.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

function poolOf(size: number): Pool {
  const pool = createPool(database.connection, { size });
  onTestFinished(() => pool.end());
  return pool;
}

/** Counts how often a function was entered, also by attempts that were undone. */
async function attempts(name: string): Promise<number> {
  const { rows } = await database.pool.query<{ last_value: number }>(
    `select last_value from provost_private.${name}_attempts`,
  );
  return rows[0]?.last_value ?? 0;
}

const restart = (name: string) =>
  database.pool.query(`alter sequence provost_private.${name}_attempts restart`);

beforeAll(async () => {
  await database.pool.query(`
    create sequence provost_private.conflict_attempts;
    create function provost_private.conflict(p_failures integer) returns integer language plpgsql
    as $$
    begin
      if nextval('provost_private.conflict_attempts') <= p_failures then
        raise exception 'conflict' using errcode = '40001';
      end if;
      return p_failures;
    end
    $$;

    create sequence provost_private.replaced_attempts;
    create function provost_private.replaced() returns text language plpgsql
    as $$
    begin
      if nextval('provost_private.replaced_attempts') = 1 then
        raise exception 'cache lookup failed for function 4711' using errcode = 'XX000';
      end if;
      return 'new';
    end
    $$;

    create sequence provost_private.die_attempts;
    create function provost_private.die() returns text language plpgsql
    as $$
    begin
      if nextval('provost_private.die_attempts') = 1 then
        perform pg_terminate_backend(pg_backend_pid());
      end if;
      return 'alive';
    end
    $$;
    create sequence provost_private.die_late_attempts;
    create function provost_private.die_late() returns text language plpgsql
    as $$
    begin
      if nextval('provost_private.die_late_attempts') = 1 then
        perform pg_sleep(0.6);
        perform pg_terminate_backend(pg_backend_pid());
      end if;
      return 'alive';
    end
    $$;
    create function provost_private.sleep(p_seconds double precision) returns void language sql
      return pg_sleep(p_seconds);`);
});

describe("call, after a conflict", () => {
  const conflict = defineFunction<{ failures: number }, number>({
    name: "conflict",
    args: { failures: "integer" },
    returns: "value",
  });

  it("tries again until it goes through", async () => {
    await restart("conflict");
    expect(await call(database.pool, conflict, { failures: 3 })).toBe(3);
    expect(await attempts("conflict")).toBe(4);
  });

  it("tries again when a function was replaced at that moment, as by a newer release", async () => {
    const replaced = defineFunction<object, string>({
      name: "replaced",
      args: {},
      returns: "value",
    });
    expect(await call(database.pool, replaced, {})).toBe("new");
    expect(await attempts("replaced")).toBe(2);
  });

  it("gives up after five more attempts", async () => {
    await restart("conflict");
    await expect(call(database.pool, conflict, { failures: 100 })).rejects.toMatchObject({
      code: "40001",
    });
    expect(await attempts("conflict")).toBe(6);
  });

  it("does not try again on a single connection, which may be in a transaction", async () => {
    await restart("conflict");
    const client = await connectClient(database.connection);
    onTestFinished(() => client.end());
    await expect(call(client, conflict, { failures: 1 })).rejects.toMatchObject({ code: "40001" });
    expect(await attempts("conflict")).toBe(1);
  });
});

describe("call, when the connection is lost", () => {
  const die = { name: "die", args: {}, returns: "value" } as const;

  it("calls an idempotent function again", async () => {
    await restart("die");
    const idempotent = defineFunction<object, string>({ ...die, idempotent: true });
    expect(await call(poolOf(2), idempotent, {})).toBe("alive");
    expect(await attempts("die")).toBe(2);
  });

  it("does so after a call that took long, too: it is the loss that it is to outlive", async () => {
    const late = defineFunction<object, string>({ ...die, name: "die_late", idempotent: true });
    expect(await call(poolOf(2), late, {}, { retrySeconds: 0.3 })).toBe("alive");
    expect(await attempts("die_late")).toBe(2);
  });

  it("leaves the unknown outcome of any other function to the caller", async () => {
    await restart("die");
    const once = defineFunction<object, string>(die);
    await expect(call(poolOf(2), once, {})).rejects.toBeInstanceOf(DatabaseUnreachable);
    expect(await attempts("die")).toBe(1);
  });

  it("takes a missing answer for a lost connection", async () => {
    const slow = defineFunction<{ seconds: number }>({
      name: "sleep",
      args: { seconds: "double precision" },
      returns: "void",
    });
    const answer = call(poolOf(1), slow, { seconds: 20 }, { timeoutSeconds: 0.05 });
    await expect(answer).rejects.toBeInstanceOf(DatabaseUnreachable);
  });

  it("stops trying at its deadline, or when the signal says so", async () => {
    const pool = createPool({ host: "/nowhere", database: "none", user: "nobody" });
    const idempotent = defineFunction<object, string>({ ...die, idempotent: true });
    const deadline = call(pool, idempotent, {}, { retrySeconds: 0.3 });
    await expect(deadline).rejects.toBeInstanceOf(DatabaseUnreachable);
    const aborting = new AbortController();
    const stopped = call(pool, idempotent, {}, { signal: aborting.signal });
    aborting.abort();
    await expect(stopped).rejects.toBeInstanceOf(DatabaseUnreachable);
  });
});
