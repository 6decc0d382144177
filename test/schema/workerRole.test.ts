import { expect, inject, it, onTestFinished } from "vitest";
import { planMigrations } from "../../src/db/migrate.ts";
import { type Connection, connectClient } from "../../src/db/pool.ts";
import { type Finished, runProvost } from "../commands/runProvost.ts";
import { value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { randomName } from "../support/template.ts";

const database = useDatabase();
const flows = "test/commands/fixtures/flows.ts";

/** How a role connects that may log in, is a member of others, and owns nothing. */
async function connectionOf(roles: string): Promise<Connection> {
  const admin = await connectClient(inject("testServer").admin);
  const user = randomName();
  await admin.query(`create role ${user} login in role ${roles}`);
  onTestFinished(async () => {
    await admin.query(`drop role ${user}`);
    await admin.end();
  });
  const { connection } = database;
  if (typeof connection === "string") throw new Error("Expected the parts of a connection");
  return { ...connection, user };
}

it("who is a provost_worker executes runs, its own and those of deployments", async () => {
  await runProvost(["deploy", `${flows}:both`], database);
  const created = await runProvost(["deployment", "run", "sum/nightly", "-o", "json"], database);
  const { id }: { id: string } = JSON.parse(created.stdout);
  const connection = await connectionOf("provost_worker");
  const provost = (...args: string[]): Promise<Finished> => runProvost(args, { connection });
  expect(await provost("worker", "start", "--run-once")).toMatchObject({ code: 0 });
  const state = "select state_name from provost.flow_runs where id = $1";
  expect(await value(database.pool, state, [id])).toBe("Completed");
  expect(await provost("flow", "run", `${flows}:sum`, "-p", "a=1")).toMatchObject({ code: 0 });
  expect(await provost("work-pool", "create", "another")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("grant provost_operator, provost_worker to it"),
  });
});

it("who is a provost_operator as well does what the commands and the server do", async () => {
  const connection = await connectionOf("provost_operator, provost_worker");
  const provost = (...args: string[]): Promise<Finished> => runProvost(args, { connection });
  expect(await planMigrations(connection)).toMatchObject({ upToDate: true });
  for (const command of [
    ["work-pool", "create", "another"],
    ["deployment", "ls"],
    ["deployment", "schedule", "pause", "--all"],
    ["deployment", "run", "sum/nightly"],
  ]) {
    expect(await provost(...command)).toMatchObject({ code: 0 });
  }
});
