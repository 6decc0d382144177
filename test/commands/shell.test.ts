import { describe, expect, it } from "vitest";
import { enqueue } from "../sql/engine.ts";
import { column, row, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { finished, runProvost, startProvost } from "./runProvost.ts";

const database = useDatabase();
const shell = (...args: string[]) =>
  runProvost(["shell", "watch", ...args], { connection: database.connection });

describe("provost shell watch", () => {
  it("runs a command as a run of a flow, with its output as the log", async () => {
    const { code } = await shell("echo one; echo two >&2", "--flow-name", "echoes", "--tag", "a");
    expect(code).toBe(0);
    expect(await row(database.pool, "select state_name, tags from provost.flow_runs")).toEqual({
      state_name: "Completed",
      tags: ["shell", "a"],
    });
    expect(await column(database.pool, "select message from provost.logs order by 1")).toEqual(
      expect.arrayContaining(["one", "two"]),
    );
  });

  it("fails with a command that does", async () => {
    const { code, stderr } = await shell("exit 7", "--flow-run-name", "seven");
    expect(code).toBe(1);
    expect(stderr).toContain("The command ended with 7.");
    expect(
      await row(database.pool, "select state_type from provost.flow_runs where name = 'seven'"),
    ).toEqual({ state_type: "FAILED" });
  });
});

describe("provost shell serve", () => {
  it("goes on when a run is cancelled, whose command it ends", async () => {
    const child = startProvost(["shell", "serve", "sleep 60", "--flow-name", "slow"], database);
    const serving = finished(child);
    const stateOf = (id: string) =>
      value<string>(database.pool, "select state_name from provost.flow_runs where id = $1", [id]);
    for (const _time of [1, 2]) {
      const id = await eventually(() => enqueue(database.pool, { deployment: "slow/shell" }));
      await eventually(async () => (await stateOf(id)) === "Running");
      await database.pool.query("select provost.cancel_flow_run($1)", [id]);
      await eventually(async () => (await stateOf(id)) === "Cancelled");
    }
    child.kill("SIGINT");
    expect((await serving).code).toBe(0);
  });

  it("ends with what is due, when asked to run once", async () => {
    const serve = ["shell", "serve", "echo hello", "--flow-name", "slow", "--run-once"];
    const id = await enqueue(database.pool, { deployment: "slow/shell" });
    const { code, stderr } = await runProvost(serve, database);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(
      await row(
        database.pool,
        `select r.state_name, d.tags, d.paused from provost.flow_runs r
         join provost.deployments d on d.id = r.deployment_id where r.id = $1`,
        [id],
      ),
    ).toEqual({ state_name: "Completed", tags: ["shell"], paused: true });
  });
});
