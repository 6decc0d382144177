import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { makeDeployment, PlayedRun } from "./playedRun.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();

const run = (...args: string[]) => runProvost(args, database);

async function names(): Promise<string[]> {
  const { stdout } = await run("deployment", "ls", "-o", "json");
  const rows: { name: string }[] = JSON.parse(stdout);
  return rows.map(({ name }) => name);
}

describe("deployment delete", () => {
  it("deletes those that are named, those of a flow, or all", async () => {
    const { pool } = database;
    for (const flow of ["a", "b"]) {
      await makeDeployment(pool, { flow, name: "one" });
      await makeDeployment(pool, { flow, name: "two" });
    }
    expect((await run("deployment", "delete", "a/one")).stderr).toBe(
      "Deleted deployment 'a/one'.\n",
    );
    expect(await names()).toEqual(["a/two", "b/one", "b/two"]);
    await run("deployment", "delete", "--all", "--flow", "b");
    expect(await names()).toEqual(["a/two"]);
    await run("deployment", "delete", "--all", "--yes");
    expect(await names()).toEqual([]);
  });

  it("know deployments by their ids, too", async () => {
    await makeDeployment(database.pool, { flow: "by", name: "id" });
    const { stdout } = await run("deployment", "inspect", "by/id", "-o", "json");
    const { id } = JSON.parse(stdout) as { id: string };
    expect((await run("deployment", "delete", "--id", id)).code).toBe(0);
    expect((await run("deployment", "inspect", "by/id")).code).toBe(3);
  });

  it("refuses to guess, and what does not exist", async () => {
    expect((await run("deployment", "delete")).code).toBe(2);
    expect((await run("deployment", "delete", "a/one", "--all")).code).toBe(2);
    expect((await run("deployment", "delete", "no/such")).code).toBe(3);
  });
});

describe("flow inspect and delete", () => {
  it("show a flow with its deployments, and delete both", async () => {
    await makeDeployment(database.pool, { flow: "shown", name: "nightly" });
    const { stdout } = await run("flow", "inspect", "shown", "-o", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      name: "shown",
      deployments: [{ name: "nightly", paused: false }],
    });
    expect((await run("flow", "delete", "shown")).code).toBe(0);
    expect((await run("flow", "inspect", "shown")).code).toBe(3);
    expect(await names()).not.toContain("shown/nightly");
  });
});

describe("task-run ls, inspect and logs", () => {
  it("find task runs, the newest first, and show everything about one", async () => {
    const { pool } = database;
    await makeDeployment(pool);
    const flowRun = await PlayedRun.create(pool, { name: "with-tasks" });
    await flowRun.claim();
    await flowRun.task("unpack", "COMPLETED");
    await flowRun.task("load", "RUNNING");
    const listed = await run("task-run", "ls", "--flow-run", "with-tasks", "-o", "json");
    const rows: { id: string; name: string; stateName: string }[] = JSON.parse(listed.stdout);
    expect(rows).toMatchObject([
      { taskName: "load", stateName: "Running" },
      { taskName: "unpack", stateName: "Completed" },
    ]);
    const some = await run("task-run", "ls", "--state-type", "completed", "-o", "json");
    expect(JSON.parse(some.stdout)).toMatchObject([{ taskName: "unpack" }]);
    const named = async (...options: string[]) => {
      const { stdout } = await run("task-run", "ls", ...options, "-o", "json");
      return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    };
    const names = rows.flatMap(({ name }) => ["--task-run-name", name]);
    expect(await named(...names)).toEqual(rows.map(({ id }) => id));
    expect(await named("--task-run-name", rows[0]?.name ?? "")).toEqual([rows[0]?.id]);
    expect(await named("--task", "unpack", "--task", "gone")).toEqual([rows[1]?.id]);
    const one = rows[1]?.id ?? "";
    const { stdout } = await run("task-run", "inspect", one, "-o", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      id: one,
      flowRunName: "with-tasks",
      stateType: "COMPLETED",
      states: [{ name: "Running" }, { name: "Completed" }],
    });
    expect((await run("task-run", "logs", one)).stderr).toBe("The task run has logged nothing.\n");
    expect((await run("task-run", "inspect", "ffffffff")).code).toBe(3);
  });
});
