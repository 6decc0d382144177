import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { payFlow } from "./payFlow.ts";
import { killAllWorkers, startWorkerProcess } from "./workerProcess.ts";

const database = useDatabase();
const entrypoint = `${fileURLToPath(new URL("payFlow.ts", import.meta.url))}:payFlow`;
const invoices = 240;

beforeAll(async () => {
  await database.pool.query(
    "create table payments (id integer generated always as identity, invoice integer not null)",
  );
  await deployDefinition(database.pool, payFlow.toDeployment({ name: "local" }), entrypoint);
});
afterEach(killAllWorkers);

/** What was paid, and what is recorded as paid, in one snapshot. */
async function books() {
  const { rows } = await database.pool.query<{
    payments: number;
    matching: number;
    results: number;
  }>(
    `select (select count(*)::int from payments) as payments,
       (select count(*)::int from provost.task_runs where state_type = 'COMPLETED') as results,
       (select count(*)::int from payments p join provost.task_runs t
         on t.state_type = 'COMPLETED' and t.result = to_jsonb(p.id)) as matching`,
  );
  const [found] = rows;
  if (!found) throw new Error("Expected one row");
  return found;
}

describe("the transactional tasks of a worker that is killed", () => {
  it("have done their work exactly as often as they have results, at any moment", async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into provost.flow_runs (deployment, parameters) values ('pay/local', $1) returning id",
      [{ invoices }],
    );
    const isOver = async () =>
      (
        await database.pool.query(
          "select from provost.flow_runs where id = $1 and state_name = 'Completed'",
          [rows[0]?.id],
        )
      ).rowCount === 1;
    for (let kills = 0; kills < 4; kills++) {
      const before = (await books()).payments;
      const worker = startWorkerProcess(database.connection);
      const enough = Math.min(before + 20, invoices);
      await eventually(async () => (await books()).payments >= enough, { within: 30 });
      await sleep(Math.random() * 20);
      worker.signal("SIGKILL");
      const { payments, results, matching } = await books();
      expect([results, matching]).toEqual([payments, payments]);
      await worker.exited;
    }
    startWorkerProcess(database.connection);
    await eventually(isOver, { within: 40 });
    expect(await books()).toEqual({ payments: invoices, results: invoices, matching: invoices });
  });
});
