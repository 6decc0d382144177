import { expect, it } from "vitest";
import { type Client, connectClient } from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";
import { recordAll, running } from "../sql/engine.ts";
import { column } from "../sql/rows.ts";

const database = useDatabase();
const writers = 64;
const keys = Array.from({ length: 24 }, (_key, i) => `t#${i}`);

/** The same for the same seed, so that a failure can be played again. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed + 1;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return list
    .map((each) => [next(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}

/** A person sets some of them, which is one statement as well. */
async function setByHand(client: Client, runId: string, chosen: string[]): Promise<void> {
  await client.query(
    `select provost.set_task_run_state(t.id, '{"type": "FAILED"}', true)
     from provost.task_runs t where t.flow_run_id = $1 and t.key = any ($2) order by t.key`,
    [runId, chosen],
  );
}

it("64 writers of overlapping batches never wait for one another in a circle", async () => {
  const run = await running(database.pool);
  const clients = await Promise.all(
    Array.from({ length: writers }, () => connectClient(database.connection)),
  );
  try {
    const work = clients.map(async (client, writer) => {
      for (let round = 0; round < 6; round++) {
        const seed = writer * 100 + round;
        if (writer % 8 === 7) {
          await setByHand(client, run.id, shuffled(keys, seed).slice(0, 3));
          continue;
        }
        const chosen = shuffled(keys, seed).slice(0, 12);
        await recordAll(
          client,
          chosen.map((key, i) => ({
            flow_run_id: run.id,
            epoch: run.epoch,
            key,
            task_name: "t",
            type: ["RUNNING", "FAILED", "COMPLETED"][(seed + i) % (round % 2 === 0 ? 3 : 1)],
            ...(i % 3 === 0 && { cache_key: `cache ${i}` }),
          })),
        );
      }
    });
    await Promise.all(work);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  const books = await column<boolean>(
    database.pool,
    `select count(*) = t.state_count and max(s.seq) = t.state_count
     from provost.task_runs t join provost.task_run_states s on s.task_run_id = t.id
     where t.flow_run_id = $1 group by t.id, t.state_count`,
    [run.id],
  );
  expect(books).toEqual(keys.map(() => true));
});
