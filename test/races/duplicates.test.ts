import { expect, it } from "vitest";
import { fromPostgres } from "../../src/errors.ts";
import { type Client, connectClient, type Queryable } from "../../src/db/pool.ts";
import { chooseSeed, createRandom, type Random } from "../crash/random.ts";
import { brokenInvariants } from "../crash/invariants.ts";
import { deploy } from "../sql/engine.ts";
import { column, rows, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const clients = 64;
const keys = 25;
const uses = 1000;

interface Use {
  key: string;
  parameters: { value: number };
  how: "insert" | "create" | "refuse" | "roll back";
}

/** What a use of a key has come to: the run that was answered, if one was, or the code. */
interface Outcome extends Use {
  id?: string | undefined;
  code?: string;
}

/** Each key is used equally often; about one use in six has other input than the rest. */
function chooseUses(random: Random): Use[] {
  return Array.from({ length: uses }, (_, i) => ({
    key: `order-${i % keys}`,
    parameters: { value: random.next() < 0.15 ? 2 : 1 },
    how: random.pick(["insert", "insert", "create", "create", "refuse", "roll back", "roll back"]),
  }));
}

const insert = async (db: Queryable, deployment: string, { key, parameters }: Use) =>
  (
    await column<string>(
      db,
      `insert into provost.flow_runs (deployment, parameters, idempotency_key)
       values ($1, $2, $3) returning id`,
      [deployment, parameters, key],
    )
  )[0];

const create = (db: Queryable, deployment: string, { key, parameters }: Use) =>
  value<string>(db, "select (provost.create_flow_run($1, $2, idempotency_key => $3)).id", [
    deployment,
    parameters,
    key,
  ]);

async function use(client: Client, deployment: string, chosen: Use): Promise<Outcome> {
  try {
    if (chosen.how === "insert") return { ...chosen, id: await insert(client, deployment, chosen) };
    if (chosen.how === "create") return { ...chosen, id: await create(client, deployment, chosen) };
    await client.query("begin");
    await insert(client, deployment, chosen);
    // A transaction that something else makes fail rolls back, too.
    if (chosen.how === "refuse") await insert(client, "no/such", chosen);
    return chosen;
  } catch (error) {
    return { ...chosen, code: fromPostgres(error).code };
  } finally {
    if (chosen.how === "refuse" || chosen.how === "roll back") await client.query("rollback");
  }
}

it("64 clients that use the same keys a thousand times, and often roll back, make one run a key", async () => {
  const seed = chooseSeed();
  console.info(`Seed ${seed}`);
  const { pool, connection } = database;
  const deployment = await deploy(pool);
  const left = chooseUses(createRandom(seed));
  const outcomes: Outcome[] = [];
  const sessions = await Promise.all(
    Array.from({ length: clients }, () => connectClient(connection)),
  );
  try {
    await Promise.all(
      sessions.map(async (client) => {
        for (let next = left.shift(); next; next = left.shift()) {
          outcomes.push(await use(client, deployment, next));
        }
      }),
    );
  } finally {
    await Promise.all(sessions.map((client) => client.end()));
  }

  const runs = await rows<{ key: string; id: string; parameters: Use["parameters"] }>(
    pool,
    "select idempotency_key as key, id, parameters from provost.flow_runs where deployment = $1",
    [deployment],
  );
  expect(outcomes).toHaveLength(uses);
  expect(runs.map(({ key }) => key).toSorted()).toEqual(
    [...new Set(outcomes.map(({ key }) => key))].toSorted(),
  );
  for (const { key, id, parameters } of runs) {
    const kept = outcomes.filter(
      ({ how, ...outcome }) => outcome.key === key && (how === "insert" || how === "create"),
    );
    const isSame = (one: Outcome) => one.parameters.value === parameters.value;
    // An insert answers the run that it made; create_flow_run the one that there is.
    expect(new Set(kept.filter(isSame).map((one) => one.id ?? id))).toEqual(new Set([id]));
    expect(kept.filter((one) => isSame(one) && one.how === "create" && one.id !== id)).toEqual([]);
    expect(kept.filter((one) => one.how === "insert" && one.id).length).toBeLessThanOrEqual(1);
    for (const other of kept.filter((one) => !isSame(one))) {
      expect(other).toMatchObject({ code: "VODUP" });
    }
  }
  expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set([undefined, "VODEP", "VODUP"]));
  expect(await brokenInvariants(pool)).toEqual([]);
});
