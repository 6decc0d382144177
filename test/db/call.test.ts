import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { call } from "../../src/db/call.ts";
import { defineFunction } from "../../src/db/defineFunction.ts";
import { createPool, type Pool } from "../../src/db/pool.ts";
import { NotFound } from "../../src/errors.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

function poolOf(size: number): Pool {
  const pool = createPool(database.connection, { size });
  onTestFinished(() => pool.end());
  return pool;
}

beforeAll(async () => {
  await database.pool.query(`
    create function provost_private.echo(
      p_flow_run_id uuid, p_count integer default 7, p_tags text[] default '{}',
      p_parameters jsonb default null, p_items jsonb[] default '{}', p_records jsonb default '[]'
    ) returns table (
      flow_run_id uuid, run_count integer, tags text[], parameters jsonb, items jsonb[],
      records jsonb, big bigint, start_time timestamptz
    ) language sql stable
    return (p_flow_run_id, p_count, p_tags, p_parameters, p_items, p_records,
      5000000000::bigint, timestamptz '2026-01-02T03:04:05.678Z');
    create function provost.bare_names(flow_name text) returns text language sql return flow_name;
    create function provost_private.none() returns table (id integer)
      language sql begin atomic select 1 where false; end;
    create function provost_private.numbers() returns setof integer
      language sql begin atomic select generate_series(1, 3); end;
    create function provost_private.refuse() returns void language sql
      return provost_private.fail_with('VONFD', 'No such flow', 'Its name is "x".', 'Look again.');`);
});

interface EchoArgs {
  flowRunId: string;
  count?: number | null;
  tags?: string[];
  parameters?: unknown;
  items?: unknown[];
  records?: object[];
}

const echo = defineFunction<EchoArgs, Record<string, unknown>>({
  name: "echo",
  args: {
    flowRunId: "uuid",
    count: "integer",
    tags: "text[]",
    parameters: "jsonb",
    items: "jsonb[]",
    records: "records",
  },
  returns: "row",
  records: ["records"],
});

const flowRunId = "018f0000-0000-7000-8000-000000000001";

describe("call", () => {
  it("refuses what JSON cannot hold, and says what to do about it", async () => {
    const loop: { self?: object } = {};
    loop.self = loop;
    for (const parameters of [{ n: 1n }, loop]) {
      const flowRunId = "00000000-0000-7000-8000-000000000000";
      await expect(call(database.pool, echo, { flowRunId, parameters })).rejects.toMatchObject({
        code: "VOARG",
        message: expect.stringMatching(/^Expected data that JSON can hold: .*\.$/),
      });
    }
  });

  it("passes arguments by name and answers columns in camelCase", async () => {
    const row = await call(database.pool, echo, {
      flowRunId,
      count: 3,
      tags: ["a b", 'c"d', "{e,f}"],
      parameters: { keepThis_asItIs: [1, null, "x"] },
      items: [{ a: 1 }, "text", [2], null],
      records: [{ stateName: "Running", details: { innerKey: 1 } }],
    });
    expect(row).toEqual({
      flowRunId,
      runCount: 3,
      tags: ["a b", 'c"d', "{e,f}"],
      parameters: { keepThis_asItIs: [1, null, "x"] },
      items: [{ a: 1 }, "text", [2], null],
      records: [{ stateName: "Running", details: { innerKey: 1 } }],
      big: 5_000_000_000,
      startTime: new Date("2026-01-02T03:04:05.678Z"),
    });
  });

  it("turns the keys of records into snake_case, and takes JSON that is text already", async () => {
    const asTheyAre = defineFunction<EchoArgs, Record<string, unknown>>({
      name: "echo",
      args: {
        flowRunId: "uuid",
        count: "integer",
        tags: "text[]",
        parameters: "jsonb text",
        items: "jsonb[]",
        records: "records",
      },
      returns: "row",
    });
    const row = await call(database.pool, asTheyAre, {
      flowRunId,
      parameters: `{"stateName": 1}`,
      records: [{ stateName: "x" }],
    });
    expect(row).toMatchObject({
      parameters: { stateName: 1 },
      records: [{ state_name: "x" }],
    });
  });

  it("leaves what is undefined to SQL's default, and passes null as null", async () => {
    expect(await call(database.pool, echo, { flowRunId })).toMatchObject({ runCount: 7 });
    expect(await call(database.pool, echo, { flowRunId, count: null })).toMatchObject({
      runCount: null,
    });
  });

  it("names arguments of the public schema as they are", async () => {
    const bareNames = defineFunction<{ flowName: string }, string>({
      schema: "provost",
      name: "bare_names",
      args: { flowName: "text" },
      returns: "value",
    });
    expect(await call(database.pool, bareNames, { flowName: "etl" })).toBe("etl");
  });

  it("answers no row as undefined, and one column as values", async () => {
    const none = defineFunction<object, { id: number }>({ name: "none", args: {}, returns: "row" });
    const numbers = defineFunction<object, number>({
      name: "numbers",
      args: {},
      returns: "values",
    });
    expect(await call(database.pool, none, {})).toBeUndefined();
    expect(await call(database.pool, numbers, {})).toEqual([1, 2, 3]);
  });

  it("prepares a statement once for each connection", async () => {
    const pool = poolOf(1);
    for (const count of [1, 2, 3]) await call(pool, echo, { flowRunId, count });
    const { rows } = await pool.query("select name from pg_prepared_statements");
    expect(rows).toHaveLength(1);
  });

  it("throws the class that the SQLSTATE stands for", async () => {
    const refuse = defineFunction<object>({ name: "refuse", args: {}, returns: "void" });
    const refused = call(database.pool, refuse, {});
    await expect(refused).rejects.toBeInstanceOf(NotFound);
    await expect(refused).rejects.toMatchObject({
      message: "No such flow",
      detail: 'Its name is "x".',
      hint: "Look again.",
    });
  });
});

describe("call, with a prepared statement that does not fit any more", () => {
  const shape = defineFunction<object, Record<string, number>>({
    name: "shape",
    args: {},
    returns: "row",
  });

  it("notices that the function has got other columns", async () => {
    const pool = poolOf(1);
    const create = (columns: string, result: string) =>
      pool.query(`
        drop function if exists provost_private.shape();
        create function provost_private.shape() returns table (${columns}) language sql
        return ${result};`);
    await create("first_one integer, second integer", "(1, 2)");
    expect(await call(pool, shape, {})).toEqual({ firstOne: 1, second: 2 });
    await create("another_one integer, second integer", "(3, 4)");
    expect(await call(pool, shape, {})).toEqual({ anotherOne: 3, second: 4 });
    await create("a integer, b integer, c integer", "(5, 6, 7)");
    expect(await call(pool, shape, {})).toEqual({ a: 5, b: 6, c: 7 });
  });

  it("does without prepared statements behind a pooler that loses them", async () => {
    const pool = poolOf(1);
    await call(pool, echo, { flowRunId });
    await pool.query("deallocate all");
    expect(await call(pool, echo, { flowRunId })).toMatchObject({ flowRunId });
    await pool.query("deallocate all");
    expect(await call(pool, echo, { flowRunId })).toMatchObject({ flowRunId });
  });

  it("does so for each of the calls that find out at once", async () => {
    const pool = poolOf(3);
    const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
    for (const client of clients) {
      await call(client, echo, { flowRunId });
      await client.query("deallocate all");
    }
    for (const client of clients) client.release();
    const calls = clients.map(() => call(pool, echo, { flowRunId }));
    expect(await Promise.all(calls)).toMatchObject(clients.map(() => ({ flowRunId })));
  });
});
