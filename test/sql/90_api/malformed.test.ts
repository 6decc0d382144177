import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fromPostgres } from "../../../src/errors.ts";
import { chooseSeed } from "../../crash/random.ts";
import { times } from "../../crash/scale.ts";
import { anyJson, anyObject, anyText, brokenJson } from "../../support/malformed.ts";
import { useDatabase } from "../../support/database.ts";
import { onThisMachine } from "../../support/slowness.ts";
import { deploy, enqueue, registerWorker, running } from "../engine.ts";
import { publicFunctions } from "../publicFunctions.ts";
import { column } from "../rows.ts";

const database = useDatabase();
const seed = chooseSeed();
console.info(`Seed ${seed}`);

/** One of ours, or PostgreSQL's for data that it cannot read, that break a constraint, or are too deep. */
const stableCode = /^(VO|22|23|54001)/;
const known = { texts: ["local", "default"], ids: [] as string[] };

beforeAll(async () => {
  const { pool } = database;
  const deployment = await deploy(pool, {
    parameter_openapi_schema: { type: "object", properties: { n: { type: "integer" } } },
    schedules: [{ cron: "0 0 * * *" }],
  });
  const held = await running(pool, { deployment });
  const waiting = await enqueue(pool, { deployment });
  await pool.query("select provost.create_concurrency_limit('limit', 2)");
  const schedules = await column<string>(pool, "select id from provost.deployment_schedules");
  const deployments = await column<string>(pool, "select id from provost.deployments");
  known.texts.push(deployment, deployment.split("/")[0] ?? "", "limit", held.id);
  known.ids.push(held.id, waiting, await registerWorker(pool), ...schedules, ...deployments);
});

/** As a text that is then cast. Often right, so that what comes behind the first check is met, too. */
function valueOf(type: string): fc.Arbitrary<string | null> {
  const of: Record<string, fc.Arbitrary<string>> = {
    text: fc.oneof(
      fc.nat().map((n) => known.texts[n % known.texts.length] ?? ""),
      anyText,
    ),
    uuid: fc.oneof(
      fc.nat().map((n) => known.ids[n % known.ids.length] ?? ""),
      fc.uuid(),
      anyText,
    ),
    jsonb: fc.oneof({ weight: 4, arbitrary: fc.oneof(anyJson, anyObject) }, brokenJson),
    integer: fc.constantFrom("0", "1", "-1", "2147483647", "-2147483648", "2147483648", "x"),
    bigint: fc.constantFrom("0", "1", "-1", "9223372036854775807", "9223372036854775808"),
    "double precision": fc.constantFrom("0", "1", "-1", "NaN", "Infinity", "1e308", "1e-300", "x"),
    boolean: fc.constantFrom("true", "false", "maybe"),
    "timestamp with time zone": fc.constantFrom(
      ..."2030-01-01Z infinity -infinity epoch 294276-12-31Z 99999-13-01".split(" "),
    ),
    interval: fc.constantFrom("1 day", "-1 s", "178000000 years", "soon"),
  };
  const item = of[type.replace(/\[\]$/, "")] ?? anyText;
  const array = fc
    .array(
      item.filter((text) => !/["\\]/.test(text)),
      { maxLength: 3 },
    )
    .map((items) => `{${items.map((each) => `"${each}"`).join(",")}}`);
  return fc.option(type.endsWith("[]") ? array : item, { freq: 6 });
}

/** The codes with which a call is refused that is none of ours, and none that tells what is wrong. */
async function strangeRefusal(name: string, text: string, values: unknown[]) {
  try {
    await database.pool.query(text, values);
    return undefined;
  } catch (thrown) {
    const { code, message } = fromPostgres(thrown);
    return stableCode.test(code) ? undefined : `${name}: ${code} ${message}`;
  }
}

describe("malformed input", () => {
  it(
    "is taken by every public function, or refused with a code",
    { timeout: onThisMachine(times(180_000)) },
    async () => {
      const functions = await publicFunctions(database.pool);
      expect(functions.length).toBeGreaterThan(50);
      const strange = new Set<string>();
      for (const { name, arguments: given } of functions) {
        const places = given.map((each, i) => `"${each.name}" => $${i + 1}::text::${each.type}`);
        const call = `select provost.${name}(${places.join(", ")})`;
        const values = fc.tuple(...given.map(({ type }) => valueOf(type)));
        for (const each of fc.sample(values, {
          numRuns: given.length === 0 ? 1 : times(8),
          seed,
        })) {
          const refusal = await strangeRefusal(name, call, each);
          if (refusal !== undefined) strange.add(refusal);
        }
      }
      expect([...strange]).toEqual([]);
    },
  );
});
