import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, uniqueName } from "../engine.ts";
import { column, rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const insert = `insert into provost.flow_runs (deployment, parameters, idempotency_key)
  values ($1, $2, $3) returning id`;

describe("an idempotency key", () => {
  it("makes the same insert add one run however often it is repeated", async () => {
    const deployment = await deploy(db);
    const first = await rows(db, insert, [deployment, { a: 1, b: 2 }, "order-42"]);
    const second = await rows(db, insert, [deployment, { b: 2, a: 1 }, "order-42"]);
    expect(first).toHaveLength(1);
    expect(second).toHaveLength(0);
    expect(await value(db, "select count(*) from provost.flow_run_states")).toBe(1);
  });

  it("compares what the caller gave, so that new defaults do not spoil a repeated request", async () => {
    const flow = { name: "defaults" };
    const save = (parameters: object) =>
      db.query("select provost.deploy($1)", [JSON.stringify({ flow, name: "one", parameters })]);
    await save({ a: 1 });
    await db.query(insert, ["defaults/one", { b: 1 }, "k"]);
    await save({ a: 2 });
    expect(await rows(db, insert, ["defaults/one", { b: 1 }, "k"])).toHaveLength(0);
    expect((await refusal(db, insert, ["defaults/one", { b: 2 }, "k"])).code).toBe("VODUP");
  });

  it("is refused for other input, and says which run has it", async () => {
    const deployment = await deploy(db);
    const id = await enqueue(db, { deployment, parameters: { a: 1 }, idempotency_key: "k" });
    const error = await refusal(db, insert, [deployment, { a: 2 }, "k"]);
    expect(error).toMatchObject({ code: "VODUP" });
    expect(error.message).toContain(id);
    expect(error.detail).toContain('{"a": 2}');
    expect(error.hint).toContain("new key");
  });

  it("belongs to its deployment alone", async () => {
    const [one, other] = [await deploy(db), await deploy(db)];
    await db.query(insert, [one, {}, "k"]);
    expect(await rows(db, insert, [other, { a: 1 }, "k"])).toHaveLength(1);
  });

  it("holds within one statement too", async () => {
    const deployment = await deploy(db);
    const ids = await column(
      db,
      `insert into provost.flow_runs (deployment, idempotency_key)
       select $1, 'k' || (i % 3) from generate_series(1, 9) i returning id`,
      [deployment],
    );
    expect(ids).toHaveLength(3);
  });

  it("is answered by create_flow_run with the run that exists", async () => {
    const deployment = await deploy(db);
    const create = "select (provost.create_flow_run($1, $2, idempotency_key => 'k')).id";
    const id = await value(db, create, [deployment, { a: 1 }]);
    expect(await value(db, create, [deployment, { a: 1 }])).toBe(id);
    expect((await refusal(db, create, [deployment, { a: 2 }])).code).toBe("VODUP");
  });

  it("has 1 to 1000 characters", async () => {
    const deployment = await deploy(db);
    for (const key of ["", "k".repeat(1001)]) {
      const error = await refusal(db, insert, [deployment, {}, key]);
      expect(error.code).toBe("VOARG");
      expect(error.message).toContain(`got ${key.length}`);
    }
    expect(await rows(db, insert, [deployment, {}, "k".repeat(1000)])).toHaveLength(1);
  });

  it("is not used up by a row that is skipped because its id exists", async () => {
    const deployment = await deploy(db);
    const id = await enqueue(db, { deployment });
    await db.query(
      `insert into provost.flow_runs (id, deployment, idempotency_key) values ($1, $2, 'k')
       on conflict (id) do nothing`,
      [id, deployment],
    );
    expect(await rows(db, insert, [deployment, {}, "k"])).toHaveLength(1);
  });

  it("may be any text, and null is none", async () => {
    const deployment = await deploy(db);
    const key = uniqueName("ключ 🔑 'quoted' %");
    expect(await rows(db, insert, [deployment, {}, key])).toHaveLength(1);
    expect(await rows(db, insert, [deployment, {}, key])).toHaveLength(0);
    expect(await rows(db, insert, [deployment, {}, null])).toHaveLength(1);
    expect(await rows(db, insert, [deployment, {}, null])).toHaveLength(1);
  });
});
