import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { deployments } from "../../src/examples/deployments.ts";
import { connectClient } from "../../src/db/pool.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { killAllWorkers, startWorkerProcess } from "../crash/workerProcess.ts";
import { eventually } from "../support/eventually.ts";
import { csvText } from "./csvText.ts";
import { useExamples } from "./useExamples.ts";

const examples = useExamples();
const { folder, database } = examples;

afterEach(killAllWorkers);

const rowCount = 40_000;
const batchSize = 1000;

async function enqueue(source: string): Promise<string> {
  for (const { definition, file, exportName } of deployments) {
    if (definition.flow.name !== "etl") continue;
    await deployDefinition(database.pool, definition, `${new URL(file).pathname}:${exportName}`);
  }
  const [run] = await examples.query(
    `insert into provost.flow_runs (deployment, parameters) values ('etl/local', $1)
     returning id::text`,
    [{ source, batchSize }],
  );
  return String(run?.["id"]);
}

/** A worker with local files of its own, as on another machine. */
function startWorkerWithHome(name: string) {
  const home = join(folder.path, name);
  mkdirSync(home);
  return startWorkerProcess(database.connection, { PROVOST_HOME: home });
}

const completedLoads = (id: string) =>
  examples.query(
    `select key, state_timestamp from provost.task_runs
     where flow_run_id = $1 and task_name = 'clean-and-load' and state_type = 'COMPLETED'`,
    [id],
  );

/** Once four batches are loaded, nothing more is recorded, until it is told to go on. */
async function holdAfterSome(): Promise<{ goOn(): Promise<void> }> {
  const client = await connectClient(database.connection, { applicationName: "test" });
  await client.query(`
    select pg_advisory_lock(4);
    create function hold() returns trigger language plpgsql as $$
    begin
      if (select count(*) from provost.task_runs
        where task_name = 'clean-and-load' and state_type = 'COMPLETED') >= 4
      then perform pg_advisory_xact_lock_shared(4); end if;
      return null;
    end $$;
    create trigger hold before insert or update on provost.task_runs
      for each statement execute function hold()`);
  return { goOn: () => client.end() };
}

describe("a worker that is killed while it loads", () => {
  it("leaves the rest to another one, and the table is exact", async () => {
    const held = await holdAfterSome();
    const rows = Array.from({ length: rowCount }, (_, i) => [String(i), `name ${i}`]);
    const source = folder.write("crash.csv", csvText([["id", "name"], ...rows]));
    const first = startWorkerWithHome("first");
    const id = await enqueue(source);
    await eventually(async () => (await completedLoads(id)).length >= 4, { within: 20 });
    first.signal("SIGKILL");
    await first.exited;
    const before = await completedLoads(id);
    expect(before.length).toBeLessThan(rowCount / batchSize);
    await held.goOn();

    startWorkerWithHome("second");
    const [run] = await eventually(
      async () => {
        const ended = await examples.query(
          `select state_name, state_message, result from provost.flow_runs
         where id = $1 and end_time is not null`,
          [id],
        );
        expect(ended).toHaveLength(1);
        return ended;
      },
      { within: 25 },
    );
    expect(run).toMatchObject({ state_name: "Completed" });
    expect(run?.["result"]).toMatchObject({ rows: rowCount, loaded: rowCount, rejected: 0 });
    const [totals] = await examples.query(
      "select count(*) as rows, count(distinct name) as names, sum(id)::float8 as ids from crash",
    );
    const ids = (rowCount * (rowCount - 1)) / 2;
    expect(totals).toEqual({ rows: rowCount, names: rowCount, ids });
    // What had been loaded was not loaded again.
    expect(await completedLoads(id)).toEqual(expect.arrayContaining(before));
  });
});
