import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { makeDeployment, PlayedRun } from "./playedRun.ts";
import { type Finished, runProvost } from "./runProvost.ts";

const database = useDatabase();
let failed: PlayedRun;
let running: PlayedRun;
let waiting: PlayedRun;

beforeEach(async () => {
  const { pool } = database;
  await pool.query("truncate provost.flow_runs, provost_private.active_runs");
  await makeDeployment(pool);
  failed = await PlayedRun.create(pool);
  await failed.claim();
  await failed.become("FAILED", "no paper");
  running = await PlayedRun.create(pool);
  await running.claim();
  waiting = await PlayedRun.create(pool, { name: "patient" });
});

const flowRun = (...args: string[]): Promise<Finished> =>
  runProvost(["flow-run", ...args, "-o", "json"], database);

async function states(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ id: string; state: string }>(
    "select id, state_name as state from provost.flow_runs",
  );
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
}

describe("flow-run cancel, retry and delete", () => {
  it("deal with all runs that fit the options", async () => {
    const cancelled = await flowRun("cancel", "--flow", "etl");
    expect(JSON.parse(cancelled.stdout)).toEqual({
      matched: 2,
      changed: 2,
      refused: 0,
      reasons: {},
    });
    expect(await states()).toEqual({
      [failed.id]: "Failed",
      [running.id]: "Cancelling",
      [waiting.id]: "Cancelled",
    });
    const retried = await flowRun("retry", "--deployment", "etl/nightly");
    expect(JSON.parse(retried.stdout)).toMatchObject({ changed: 1 });
    expect(await states()).toMatchObject({ [failed.id]: "AwaitingRetry" });
  });

  it("go on batch by batch", async () => {
    const { stdout } = await flowRun("cancel", "--all", "--batch-size", "1");
    expect(JSON.parse(stdout)).toMatchObject({ matched: 2, changed: 2 });
  });

  it("only count with --dry-run", async () => {
    const { code, stdout, stderr } = await flowRun("delete", "--all", "--dry-run");
    expect({ code, answer: JSON.parse(stdout) }).toEqual({
      code: 0,
      answer: {
        dryRun: true,
        matched: 3,
        byState: { FAILED: 1, RUNNING: 1, SCHEDULED: 1 },
      },
    });
    expect(stderr).toContain("Nothing was changed");
    expect(Object.keys(await states())).toHaveLength(3);
  });

  it("delete named runs, and tell which are refused", async () => {
    const deleted = await flowRun("delete", failed.id, "patient");
    expect(JSON.parse(deleted.stdout)).toMatchObject({ changed: 2, refused: 0 });
    expect(Object.keys(await states())).toEqual([running.id]);
    const refused = await flowRun("delete", running.id);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ changed: 0, refused: 1 });
  });

  it("filter by time, and leave what is too young", async () => {
    const { stdout } = await flowRun("delete", "--older-than", "1h");
    expect(JSON.parse(stdout)).toMatchObject({ matched: 0 });
  });

  it("refuse to guess which runs are meant", async () => {
    for (const verb of ["cancel", "retry", "delete"]) {
      const refused = await flowRun(verb);
      expect(refused).toMatchObject({ code: 2, stdout: "" });
      expect(refused.stderr).toContain("Name runs, or filter them");
    }
    expect((await flowRun("delete", "--flow", "no-such")).code).toBe(3);
    expect((await flowRun("delete", "--created-before", "soon")).code).toBe(2);
  });
});
