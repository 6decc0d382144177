import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { flow } from "../../src/flow/flow.ts";
import { task } from "../../src/flow/task.ts";

const pay = task({ name: "pay", transactional: true }, async (sql, invoice: number) => {
  const { rows } = await sql.query<{ id: number }>(
    "insert into payments (invoice) values ($1) returning id",
    [invoice],
  );
  // The moment at which it is worst to die.
  await sleep(5);
  return rows[0]?.id;
});

/** Pays invoices one after the other, and a few at a time. */
export const payFlow = flow(
  { name: "pay", parameters: z.object({ invoices: z.number().int() }) },
  async ({ invoices }) => {
    for (let invoice = 0; invoice < invoices; invoice += 4) {
      await pay.map([0, 1, 2, 3].map((i) => invoice + i));
    }
  },
);
