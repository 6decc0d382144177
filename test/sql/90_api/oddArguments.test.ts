import { beforeAll, describe, expect, it } from "vitest";
import { fromPostgres } from "../../../src/errors.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, registerWorker, running } from "../engine.ts";
import { type PublicFunction, publicFunctions } from "../publicFunctions.ts";
import { value } from "../rows.ts";

const database = useDatabase();

/** What is right for most arguments of a name, or of a type. */
const right = new Map<string, string | null>();

beforeAll(async () => {
  const { pool } = database;
  const deployment = await deploy(pool, { schedules: [{ cron: "0 0 * * *" }] });
  const run = await running(pool, { deployment });
  await registerWorker(pool);
  await pool.query("select provost.create_concurrency_limit('limit', 2)");
  const waiting = await enqueue(pool, { deployment });
  const facts: Record<string, string | null> = {
    flow_run_id: run.id,
    id: waiting,
    schedule_id: await value(pool, "select id from provost.deployment_schedules"),
    deployment,
    flow: deployment.split("/")[0] ?? "",
    work_pool: "default",
    work_queue: "default",
    priority: "2",
    name: null,
    lease_duration_seconds: "300",
    mode: "concurrency",
    pool: "default",
    uuid: run.id,
    text: "limit",
    jsonb: "{}",
    integer: "1",
    bigint: "1",
    "double precision": "1",
    boolean: "true",
    "timestamp with time zone": "2030-01-01Z",
    interval: "1 day",
  };
  for (const [name, fact] of Object.entries(facts)) right.set(name, fact);
});

/** The same of JSON. */
const rightJson: Record<string, string> = {
  args: "[]",
  runs: "[{}]",
  filter: '{"all": true}',
  state: '{"type": "SCHEDULED"}',
  resource: '{"provost.resource.id": "a"}',
  related: "[]",
  schedule: '{"cron": "0 0 * * *"}',
};

/** Of the right type, and yet not what anybody means. */
const oddOnes: Record<string, (string | null)[]> = {
  uuid: [null, "00000000-0000-0000-0000-000000000000"],
  text: [null, "", " ", "x".repeat(5000), "\n", "%", "a/b/c", "'"],
  jsonb: [
    ...'null|[]|7|true|""|{}|[null]|[[]]|{"": null}'.split("|"),
    null,
    '{"type": null}',
    '{"type": "RUNNING", "state_details": {"scheduled_time": 7}}',
    '{"name": null, "flow": null}',
    '{"name": "a", "flow": {"name": "b"}, "schedules": [null], "tags": [null]}',
    '{"ids": [null], "tags": [null], "created_after": null}',
    '{"ids": ["x"], "created_after": "x"}',
    '{"created_after": "2030-01-01 00:00 No/Where"}',
    '{"type": "SCHEDULED", "state_details": {"scheduled_time": "2030-01-01T00:00:00+99:00"}}',
    '[{"tags": "x"}]',
    '[{"scheduled_time": "x"}]',
    '[{"enforce_parameter_schema": "x"}]',
    '{"provost.resource.id": null}',
    '[{"provost.resource.id": 7}]',
  ],
  integer: [null, "0", "-1", "2147483647", "-2147483648"],
  bigint: [null, "0", "-1", "9223372036854775807"],
  "double precision": [null, "0", "-1", "NaN", "Infinity", "-Infinity", "1e308", "1e-300"],
  boolean: [null, "false"],
  "timestamp with time zone": [null, "infinity", "-infinity", "epoch", "294276-12-31Z"],
  interval: [null, "0", "-1 s", "178000000 years"],
};

function oddOf(type: string): (string | null)[] {
  if (!type.endsWith("[]")) return oddOnes[type] ?? [null];
  return [null, "{}", "{NULL}", ...(type === "text[]" ? ['{""}', "{a,a}", "{{a},{b}}"] : [])];
}

function rightOf({ name, type }: { name: string; type: string }): string | null {
  const known = type === "jsonb" ? rightJson[name] : right.get(name);
  const fact = known ?? right.get(type.replace(/\[\]$/, "")) ?? null;
  return type.endsWith("[]") && fact !== null ? `{${fact}}` : fact;
}

/** Calls where all is null, all is right, and each argument in turn is odd while the rest is right, or null. */
function callsOf({ arguments: given }: PublicFunction): (string | null)[][] {
  const nulls: (string | null)[] = given.map(() => null);
  const rights = given.map(rightOf);
  const odd = given.flatMap(({ type }, at) =>
    oddOf(type).flatMap((each) => [rights.with(at, each), nulls.with(at, each)]),
  );
  return [nulls, rights, ...odd];
}

/** How a call is refused without a word of ours: the names of constraints are such words. */
async function rawRefusal(name: string, text: string, values: unknown[]) {
  const connection = await database.pool.connect();
  try {
    await connection.query("begin");
    await connection.query(text, values);
    return undefined;
  } catch (thrown) {
    const { code, message } = fromPostgres(thrown);
    return /^VO|^23514/.test(code) ? undefined : `${name}: ${code} ${message}`;
  } finally {
    await connection.query("rollback");
    connection.release();
  }
}

describe("arguments of the right type", () => {
  it("are taken by every public function, or refused in words of ours", async () => {
    const raw = new Map<string, unknown[]>();
    for (const each of await publicFunctions(database.pool)) {
      const places = each.arguments.map(
        ({ name, type }, i) => `"${name}" => $${i + 1}::text::${type}`,
      );
      const text = `select provost.${each.name}(${places.join(", ")})`;
      for (const values of callsOf(each)) {
        const refusal = await rawRefusal(each.name, text, values);
        if (refusal !== undefined && !raw.has(refusal)) raw.set(refusal, values);
      }
    }
    expect(Object.fromEntries(raw)).toEqual({});
  });
});
