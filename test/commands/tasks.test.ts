import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { defaultLease, killAllWorkers, startWorkerProcess } from "../crash/workerProcess.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();
const tasksFile = fileURLToPath(new URL("../worker/tasks.ts", import.meta.url));

afterEach(killAllWorkers);

async function printed<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runProvost([...args, "-o", "json"], database);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const data: T = JSON.parse(stdout);
  return data;
}

describe("provost task", () => {
  it("sends tasks off, shows that nobody serves them, and serves them", async () => {
    const sent = await printed("task", "delay", "add", "2", "3", "--tag", "x", "--name", "sum");
    expect(sent).toMatchObject({
      name: "sum",
      task: "add",
      stateName: "Scheduled",
      parameters: { args: [2, 3] },
      tags: ["x"],
    });
    const waiting = { name: "add", servers: 0, due: 1, running: 0, lastRunState: "Scheduled" };
    expect(await printed("task", "ls")).toMatchObject([waiting]);
    expect(await printed("flow-run", "ls")).toEqual([]);
    expect(await printed("flow-run", "ls", "--all")).toMatchObject([{ id: sent["id"] }]);

    const server = startWorkerProcess(database.connection, {}, defaultLease, [
      "task",
      "serve",
      tasksFile,
    ]);
    const watched = await runProvost(["task", "delay", "add", "1", "1", "--watch"], database);
    expect(watched).toMatchObject({ code: 0 });
    await eventually(async () => {
      const tasks = await printed<{ name: string }[]>("task", "ls");
      expect(tasks.find(({ name }) => name === "add")).toMatchObject({
        servers: 1,
        due: 0,
        lastRunState: "Completed",
      });
    });
    server.signal("SIGTERM");
    expect(await server.exited).toBe(0);
  });

  it("serves all tasks of a module, which is a package or a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "provost-module-"));
    try {
      const inside = join(folder, "node_modules/@acme/jobs");
      await mkdir(inside, { recursive: true });
      await writeFile(
        join(inside, "package.json"),
        '{ "name": "@acme/jobs", "type": "module", "exports": { "import": "./jobs.js" } }',
      );
      await writeFile(
        join(inside, "jobs.js"),
        `import { task } from "${new URL("../../src/index.ts", import.meta.url).href}";
         export const ship = task({ name: "ship" }, async () => "sent");`,
      );
      const serve = (...args: string[]) =>
        runProvost(["task", "serve", ...args, "--timeout", "0.2"], { ...database, cwd: folder });
      expect(await serve("-m", "@acme/jobs", "--module", tasksFile)).toMatchObject({ code: 0 });
      const names = (await printed<{ name: string }[]>("task", "ls")).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(["ship", "add"]));
      const none = await serve("-m", "@acme/none");
      expect(none.code).toBe(1);
      expect(none.stderr).toContain("@acme/none could not be loaded");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("ends serving when the time is up", async () => {
    const server = startWorkerProcess(database.connection, {}, defaultLease, [
      "task",
      "serve",
      `${tasksFile}:add`,
      "--timeout",
      "0.2",
    ]);
    expect(await server.exited).toBe(0);
  });

  it.each([
    [["task", "serve"], "Expected tasks to serve, got none."],
    [["task", "serve", `${tasksFile}:nothing`], "exports nothing named"],
    [["task", "serve", fileURLToPath(import.meta.resolve("./runProvost.ts"))], "exports no task"],
    [["task", "delay", "a/b"], "task name without any of"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await runProvost(args, database);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
