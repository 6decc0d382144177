import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { fromPostgres } from "../../src/errors.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { chooseSeed } from "../crash/random.ts";
import { times } from "../crash/scale.ts";
import { column, rows } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { anyJson, anyObject, anyText, brokenJson } from "../support/malformed.ts";
import { echo } from "./malformedFlow.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(database, {}, { per: "file" });
const { errors } = workers;
const refusals: string[] = [];
const seed = chooseSeed();
console.info(`Seed ${seed}`);
beforeAll(async () => {
  const { pool } = database;
  const file = fileURLToPath(new URL("malformedFlow.ts", import.meta.url));
  await deployDefinition(pool, echo.toDeployment({ name: "local" }), `${file}:echo`);
  await workers.start({ limit: 20 });
});

type Given = Record<string, string | string[] | Buffer | null>;

const text = fc.option(anyText, { freq: 3 });
const json = fc.oneof(
  { weight: 6, arbitrary: anyObject },
  { weight: 2, arbitrary: anyJson },
  { weight: 1, arbitrary: brokenJson },
);

/** Columns of a run, as texts, or as bytes that are no text at all. */
const anyRun: fc.Arbitrary<Given> = fc
  .record(
    {
      deployment: fc.oneof({ weight: 9, arbitrary: fc.constant("echo/local") }, text),
      parameters: json,
      name: fc.oneof(
        text,
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      ),
      tags: fc.array(anyText, { maxLength: 3 }),
      idempotency_key: text,
      labels: json,
      job_variables: fc.oneof(fc.constant(null), json),
      expected_start_time: fc.constantFrom(null, "epoch", "2000-02-30", "-infinity", "soon"),
    },
    { requiredKeys: ["deployment", "parameters"] },
  )
  .map((run) => run as Given);

async function insert(given: Given): Promise<string | undefined> {
  const names = Object.keys(given);
  try {
    const [id] = await column<string>(
      database.pool,
      `insert into provost.flow_runs (${names.join(", ")})
       values (${names.map((_name, i) => `$${i + 1}`).join(", ")}) returning id`,
      Object.values(given),
    );
    return id;
  } catch (thrown) {
    const { code, message } = fromPostgres(thrown);
    refusals.push(`${code} ${message}`);
    return undefined;
  }
}

it("runs of any input are refused with a code, or executed", async () => {
  const accepted: string[] = [];
  for (const each of fc.sample(anyRun, { numRuns: times(600), seed })) {
    const id = await insert(each);
    if (id !== undefined) accepted.push(id);
  }
  expect(accepted.length).toBeGreaterThan(20);
  expect(refusals.length).toBeGreaterThan(20);
  expect(refusals.filter((each) => !/^(VO|22|23|54001)/.test(each))).toEqual([]);
  const untypical = () =>
    rows(
      database.pool,
      `select state_name, state_message, left(parameters::text, 200) as parameters
       from provost.flow_runs where id = any ($1) and state_name <> 'Completed'`,
      [accepted],
    );
  await eventually(
    async () => {
      for (const run of await untypical()) {
        // What is nested thousands of times, or is no plain JSON and has a member of such a name.
        expect(run).toMatchObject({
          state_name: "Failed",
          state_message: expect.stringMatching(
            /^InvalidInput: The result of flow "echo" cannot be stored as JSON\. It (is nested too deeply|has a member named "(__proto__|constructor|prototype)")/,
          ),
        });
      }
    },
    { within: 60 },
  );
  expect(errors).toEqual([]);
});
