import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { fromPostgres } from "../../src/errors.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { deploy, enqueue, readRun } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import * as flows from "./oversizeFlows.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(database, {}, { per: "file" });
const { errors } = workers;
beforeAll(async () => {
  const { pool } = database;
  const file = fileURLToPath(new URL("oversizeFlows.ts", import.meta.url));
  for (const [name, each] of Object.entries(flows)) {
    await deployDefinition(pool, each.toDeployment({ name: "local" }), `${file}:${name}`);
  }
  await workers.start();
});

const start = (name: string): Promise<string> =>
  enqueue(database.pool, { deployment: `${name}/local` });

async function untilEnded(id: string) {
  return await eventually(
    async () => {
      const run = await readRun(database.pool, id);
      expect(run.end_time).not.toBeNull();
      return run;
    },
    { within: 60 },
  );
}

it("what is too large is put aside, cut off or refused, and neighbours do not notice", async () => {
  const large = {
    result: await start("large-result"),
    log: await start("large-log"),
    error: await start("large-error"),
    event: await start("large-event"),
    key: await start("large-key"),
  };
  const neighbours = await Promise.all(Array.from({ length: 5 }, () => start("neighbour")));
  for (const id of neighbours) {
    expect(await untilEnded(id)).toMatchObject({ state_name: "Completed", result: 20, epoch: 1 });
  }
  expect(await untilEnded(large.result)).toMatchObject({ state_name: "Completed", result: 20e6 });
  expect(
    await value(
      database.pool,
      "select result_meta - 'key' from provost.task_runs where flow_run_id = $1 and task_name = 'generous'",
      [large.result],
    ),
  ).toMatchObject({ storage: "database", size: 20e6 + 2 });

  expect((await untilEnded(large.log)).state_name).toBe("Completed");
  expect(
    await value(
      database.pool,
      `select array_agg(right(message, 15) || length(message) order by timestamp, id)
       from provost.logs where flow_run_id = $1 and name = 'provost.flow_runs'`,
      [large.log],
    ),
  ).toEqual(expect.arrayContaining(["... [truncated]1000015", "and goes on11"]));

  const failed = await untilEnded(large.error);
  expect(failed.state_message).toMatch(/^RangeError: x+\.\.\. \[truncated\]$/);
  expect(failed.state_message?.length).toBeLessThan(70_000);

  expect(await untilEnded(large.key)).toMatchObject({
    state_name: "Failed",
    state_message: expect.stringMatching(
      /^InvalidInput: Expected the `key` of task "keyed" to be a text of 1 to 512 characters, got "x+/,
    ),
  });
  expect(await untilEnded(large.event)).toMatchObject({
    state_name: "Failed",
    state_message: "TooLarge: The event takes more than the 1500000 bytes that are allowed.",
  });
  expect(errors).toEqual([]);
});

/** That neither an index nor a table compresses. */
const text = (length: number): string => randomBytes(length / 2).toString("hex");
const json = (value: unknown): string => JSON.stringify(value);
const some = "(select id from provost.flow_runs order by id limit 1)";
const insert = (column: string): string =>
  `insert into provost.flow_runs (deployment, ${column}) values ($1, $2)`;

it.each<[string, string, string, unknown]>([
  ["parameters", "VOSIZ", insert("parameters"), json({ text: text(2e6) })],
  ["labels", "VOSIZ", insert("labels"), json({ text: text(2e6) })],
  ["job variables", "VOSIZ", insert("job_variables"), json({ text: text(2e6) })],
  ["tags", "VOSIZ", insert("tags"), [text(2e6)]],
  ["a name", "VOSIZ", insert("name"), text(2e6)],
  ["an idempotency key", "VOARG", insert("idempotency_key"), text(9000)],
  [
    "an input",
    "VOSIZ",
    `select $1, provost.send_flow_run_input(${some}, $2)`,
    json({ text: text(2e6) }),
  ],
  [
    "the key of an input",
    "VOARG",
    `select $1, provost.send_flow_run_input(${some}, '1', key => $2)`,
    text(9000),
  ],
  ["an event", "VOSIZ", `select provost.emit_event($1, '"r"', $2)`, json({ text: text(2e6) })],
  ["the name of an event", "VOARG", `select provost.emit_event($1 || $2, '"r"')`, text(9000)],
  [
    "a state",
    "VOSIZ",
    `select $1, provost.set_flow_run_state(${some}, $2)`,
    json({ type: "COMPLETED", data: text(20e6) }),
  ],
  ["the name of a pool", "VOARG", "select $1, provost.create_work_pool($2)", text(9000)],
  [
    "the name of a queue",
    "VOARG",
    "select $1, provost.create_work_queue('default', $2)",
    text(9000),
  ],
  [
    "the name of a limit",
    "VOARG",
    "select $1, provost.create_concurrency_limit($2, 1)",
    text(9000),
  ],
  [
    "the name of a flow",
    "VOARG",
    "select $1, provost.deploy($2)",
    json({ name: "x", flow: { name: text(9000) } }),
  ],
  [
    "the name of a deployment",
    "VOARG",
    "select $1, provost.deploy($2)",
    json({ name: text(9000), flow: { name: "x" } }),
  ],
  [
    "a schema",
    "VOSIZ",
    "select $1, provost.deploy($2)",
    json({
      name: "x",
      flow: { name: "x" },
      parameter_openapi_schema: { description: text(4e6) },
    }),
  ],
  ["the name of a task", "VOARG", "select $1, provost.delay_task($2, '[]')", text(9000)],
])("refuses %s of such a size", async (_what, code, statement, value) => {
  const deployment = await deploy(database.pool);
  const refused = await database.pool.query(statement, [deployment, value]).catch(fromPostgres);
  expect(refused).toMatchObject({ code, hint: expect.stringMatching(/\S/) });
});
