import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { makeDeployment, PlayedRun } from "./playedRun.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();

beforeAll(async () => {
  await makeDeployment(database.pool);
});

/** A run in a worker's hands that waits for an approval. */
async function waitingRun(): Promise<PlayedRun> {
  const run = await PlayedRun.create(database.pool);
  await run.claim();
  await database.pool.query(
    `insert into provost.flow_run_waits (flow_run_id, key, kind, run_count, input_schema)
     values ($1, 'pause#0', 'pause', 1, $2)`,
    [run.id, { type: "object", properties: { approved: { type: "boolean" } } }],
  );
  return run;
}

describe("flow-run resume", () => {
  it("hands over the input, and tells what is wrong with one that does not fit", async () => {
    const run = await waitingRun();
    const wrong = await runProvost(
      ["flow-run", "resume", run.id, "--input", '{"approved": 1}'],
      database,
    );
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain("/approved");
    const right = await runProvost(
      ["flow-run", "resume", run.id, "--input", '{"approved": true}', "-o", "json"],
      database,
    );
    expect(right.code).toBe(0);
    expect(JSON.parse(right.stdout)).toMatchObject([{ id: run.id, status: "ACCEPT" }]);
  });

  it("refuses input that is no JSON", async () => {
    const { code, stderr } = await runProvost(
      ["flow-run", "resume", "nobody", "--input", "{approved}"],
      database,
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain("Expected JSON from --input");
  });
});

describe("flow-run suspend", () => {
  it("refuses a timeout that is no length of time", async () => {
    const { code, stderr } = await runProvost(
      ["flow-run", "suspend", "any", "--timeout", "banana"],
      database,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('Expected a length of time, got "banana".');
  });

  it("lets a run that is executed come to its next task, and refuses one that waits", async () => {
    const [running, waiting] = [
      await PlayedRun.create(database.pool),
      await PlayedRun.create(database.pool),
    ];
    await running.claim();
    const { code, stdout } = await runProvost(
      ["flow-run", "suspend", running.id, waiting.id, "-o", "json"],
      database,
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { status: "ACCEPT", state: { name: "Suspending" } },
      { status: "REJECT", state: { type: "SCHEDULED" } },
    ]);
  });
});
