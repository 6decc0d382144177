import { describe, expect, it } from "vitest";
import { fromPostgres, type ProvostError } from "../../src/errors.ts";
import type { Queryable } from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";
import { cancel, deploy } from "../sql/engine.ts";
import { column, value } from "../sql/rows.ts";
import { race } from "./race.ts";

const database = useDatabase();

const insertWith = (deployment: string, parameters: object) => (db: Queryable) =>
  column<string>(
    db,
    `insert into provost.flow_runs (deployment, parameters, idempotency_key)
     values ($1, $2, 'order-42') returning id`,
    [deployment, parameters],
  );

const countRuns = (deployment: string) =>
  value<number>(database.pool, "select count(*) from provost.flow_runs where deployment = $1", [
    deployment,
  ]);

describe("an idempotency key that is used twice at the same moment", () => {
  it("adds no second run when the first commits", async () => {
    const deployment = await deploy(database.pool);
    const insert = insertWith(deployment, { a: 1 });
    const moves = await race(
      database.connection,
      ({ client }) => insert(client),
      ({ client }) => insert(client),
    );
    expect(moves.first).toHaveLength(1);
    expect(moves.second).toHaveLength(0);
    expect(await countRuns(deployment)).toBe(1);
  });

  it("adds the second when the first rolls back", async () => {
    const deployment = await deploy(database.pool);
    const insert = insertWith(deployment, { a: 1 });
    const moves = await race(
      database.connection,
      ({ client }) => insert(client),
      ({ client }) => insert(client),
      "rollback",
    );
    expect(moves.second).toHaveLength(1);
    expect(
      await column(database.pool, "select id from provost.flow_runs where deployment = $1", [
        deployment,
      ]),
    ).toEqual(moves.second);
  });

  it("refuses the second when the first commits other input", async () => {
    const deployment = await deploy(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => insertWith(deployment, { a: 1 })(client),
      ({ client }): Promise<string[] | ProvostError> =>
        insertWith(deployment, { a: 2 })(client).catch(fromPostgres),
    );
    expect(moves.second).toMatchObject({ code: "VODUP" });
    expect(await countRuns(deployment)).toBe(1);
  });

  it("takes the second's input when the first rolls back other input", async () => {
    const deployment = await deploy(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => insertWith(deployment, { a: 1 })(client),
      ({ client }) => insertWith(deployment, { a: 2 })(client),
      "rollback",
    );
    expect(moves.second).toHaveLength(1);
    expect(await countRuns(deployment)).toBe(1);
  });

  it("is answered with the run of the first in the statement that inserts, too", async () => {
    const deployment = await deploy(database.pool);
    const insertOrFind = (db: Queryable) =>
      column<string>(
        db,
        `with given as (select $1::text as deployment, k as key from unnest(array['a', 'b']) k),
         added as (
           insert into provost.flow_runs (deployment, idempotency_key)
           select deployment, key from given returning id, idempotency_key)
         select coalesce(a.id, (select id from provost.flow_run_of_key(g.deployment, g.key)))
         from given g left join added a on a.idempotency_key = g.key order by g.key`,
        [deployment],
      );
    const moves = await race(
      database.connection,
      ({ client }) => insertOrFind(client),
      ({ client }) => insertOrFind(client),
    );
    expect(moves.second).toEqual(moves.first);
    expect(await countRuns(deployment)).toBe(2);
  });

  it("is answered with the run of the first by create_flow_run", async () => {
    const deployment = await deploy(database.pool);
    const create = (db: Queryable) =>
      value<string>(db, "select (provost.create_flow_run($1, idempotency_key => 'k')).id", [
        deployment,
      ]);
    const moves = await race(
      database.connection,
      ({ client }) => create(client),
      ({ client }) => create(client),
    );
    expect(moves.second).toBe(moves.first);
  });

  it("keeps the run that it was answered with from being erased meanwhile", async () => {
    const deployment = await deploy(database.pool);
    const create = (db: Queryable) =>
      value<string>(db, "select (provost.create_flow_run($1, idempotency_key => 'k')).id", [
        deployment,
      ]);
    const id = await create(database.pool);
    await cancel(database.pool, id);
    const moves = await race(
      database.connection,
      ({ client }) => create(client),
      ({ client }) =>
        column(client, "select provost_private.erase_flow_runs(array[$1::uuid])", [id]),
    );
    expect(moves).toEqual({ first: id, second: [id] });
    expect(await create(database.pool)).not.toBe(id);
  });
});
