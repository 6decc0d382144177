import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import { testProvost, type TestProvost } from "../../src/testing/index.ts";

const ship = flow(
  { name: "ship", parameters: z.object({ order: z.number().int() }) },
  async ({ order }) => `order ${order} shipped`,
);

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
  await provost.deploy(ship, { name: "local" });
  await provost.query("create table orders (id integer primary key, product text not null)");
});
afterAll(async () => await provost.close());

/** Takes an order and enqueues its run, in one transaction that ends as it is told. */
async function order(id: number, end: "commit" | "rollback"): Promise<void> {
  const client = await provost.pool.connect();
  try {
    await client.query("begin");
    await client.query("insert into orders values ($1, 'lamp')", [id]);
    await client.query(
      `insert into provost.flow_runs (deployment, parameters, idempotency_key)
       values ('ship/local', jsonb_build_object('order', $1::int), 'order-' || $1)`,
      [id],
    );
    await client.query(end);
  } finally {
    client.release();
  }
}

const orders = () => provost.query<{ id: number }>("select id from orders order by id");
const runs = () =>
  provost.query<{ id: string; state_name: string }>(
    "select id, state_name from provost.flow_runs order by id",
  );

describe("an order and its run, inserted in one transaction", () => {
  it("are both gone when it rolls back", async () => {
    await order(1, "rollback");
    expect(await orders()).toEqual([]);
    expect(await runs()).toEqual([]);
    expect(await provost.work()).toBe(0);
  });

  it("are both there when it commits, and a rolled back attempt does not use up the key", async () => {
    await order(1, "commit");
    expect(await provost.work()).toBe(1);
    expect(await orders()).toEqual([{ id: 1 }]);
    const [run, ...others] = await runs();
    expect(others).toEqual([]);
    expect(await provost.read(run?.id ?? "")).toMatchObject({
      state: { name: "Completed" },
      result: "order 1 shipped",
    });
  });
});
