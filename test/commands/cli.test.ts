import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { version } from "../../src/version.ts";
import { useDatabase, withDatabase } from "../support/database.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();
describe("help", () => {
  it("loads none of the heavy libraries", async () => {
    const listModules = fileURLToPath(new URL("fixtures/listModules.ts", import.meta.url));
    const { code, stderr } = await runProvost(["--help"], {
      nodeArguments: ["--import", listModules],
    });
    const loaded = stderr.split("\n").filter((line) => line.startsWith("loaded "));
    expect(code).toBe(0);
    expect(loaded.some((line) => line.includes("/node_modules/commander/"))).toBe(true);
    const libraries = loaded.map((line) => /node_modules\/([^/]+)/.exec(line)?.[1]);
    expect(new Set(libraries.filter(Boolean))).toEqual(new Set(["commander"]));
  });
});

describe("a command", () => {
  it("exits with 2 when it is used wrongly, and says what is expected", async () => {
    const ways = [
      ["deployment", "run"],
      ["deployment", "run", "etl/nightly", "--params", "[1]"],
    ];
    for (const args of ways) {
      const { code, stdout, stderr } = await runProvost(args, database);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
      expect(stderr).toMatch(/^error: .*\nHint: .*\n$/i);
    }
  });

  it("exits with 3 when what it names does not exist", async () => {
    const ways = [
      ["deployment", "inspect", "no/such"],
      ["deployment", "run", "no/such"],
      ["flow-run", "logs", "no-such-run"],
      ["flow-run", "ls", "--flow", "none"],
      ["flow", "run", "no-such-file.ts:flow"],
    ];
    for (const args of ways) {
      const { code, stdout, stderr } = await runProvost(args, database);
      expect({ args, code, stdout }).toEqual({ args, code: 3, stdout: "" });
      expect(stderr).toMatch(/^Error: .*\n(  .*\n)*Hint: .*\n$/);
    }
  });

  it("shows where an error comes from only on request", async () => {
    const args = ["deployment", "inspect", "no/such"];
    const short = await runProvost(args, database);
    expect(short.stderr).not.toContain("    at ");
    const byOption = await runProvost([...args, "--debug"], database);
    expect(byOption.stderr).toMatch(/DeploymentNotFound.*\n +at /);
    const { connection } = database;
    const byVariable = await runProvost(args, { connection, env: { PROVOST_DEBUG: "1" } });
    expect(byVariable.stderr).toMatch(/DeploymentNotFound.*\n +at /);
  });

  it("exits with 1 when the database cannot be reached, and keeps its password to itself", async () => {
    const { code, stderr } = await runProvost(["flow", "ls"], {
      env: { DATABASE_URL: "postgres://bob:hunter2@127.0.0.1:1/app" },
    });
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot connect to PostgreSQL at postgres://***@127.0.0.1:1/app");
    expect(stderr).not.toContain("hunter2");
  });

  it("sets an empty database up, but leaves the schema of others alone", async () => {
    await withDatabase({ start: "empty" }, async ({ connection, pool }) => {
      expect(await runProvost(["flow", "ls", "-o", "json"], { connection })).toMatchObject({
        code: 0,
        stdout: "[]\n",
      });
      await pool.query("drop function provost_private.list_flows()");
      const outdated = await runProvost(["flow", "ls"], { connection });
      expect(outdated.code).toBe(1);
      expect(outdated.stderr).toContain("Hint: Bring it up to date: provost migrate.");
    });
  });

  it("tells the versions", async () => {
    const { stdout } = await runProvost(["version", "-o", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ provost: version, node: process.versions.node });
    expect((await runProvost(["--version"])).stdout).toBe(`${version}\n`);
  });
});

describe("migrate", () => {
  it("shows its plan, follows it, and then has nothing left to do", async () => {
    await withDatabase({ start: "empty" }, async ({ connection }) => {
      const migrate = async (...args: string[]): Promise<unknown> =>
        JSON.parse((await runProvost(["migrate", "-o", "json", ...args], { connection })).stdout);
      const planned = {
        upToDate: false,
        pending: expect.arrayContaining(["0001_roles"]),
        reload: true,
      };
      expect(await migrate("--plan")).toEqual(planned);
      expect(await migrate()).toMatchObject({
        upToDate: false,
        applied: expect.arrayContaining(["0001_roles"]),
      });
      expect(await migrate("--plan")).toEqual({ upToDate: true, pending: [], reload: false });
      expect((await runProvost(["migrate"], { connection })).stderr).toBe(
        "The database is up to date.\n",
      );
    });
  });
});
