import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { deploy, registerWorker } from "../sql/engine.ts";
import { column, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();
const home = mkdtempSync(join(tmpdir(), "provost-server-test-"));
const env = { PROVOST_HOME: home, PORT: "0" };
const provost = (...args: string[]) => runProvost(args, { connection: database.connection, env });

afterAll(async () => {
  await provost("server", "stop");
  rmSync(home, { recursive: true });
});

// Each command is a process of its own.
describe("provost server", () => {
  it("starts in the background, says how it is, answers requests and stops", async () => {
    const before = await provost("server", "status", "-o", "json");
    expect(before.code).toBe(1);
    expect(JSON.parse(before.stdout)).toMatchObject({ status: "not running", pid: null });

    const started = await provost("server", "start", "--background", "--no-services");
    expect(started).toMatchObject({ code: 0, stdout: "" });
    expect(started.stderr).toMatch(/runs in the background at http:\/\/127\.0\.0\.1:\d+ \(process/);

    const { code, stdout } = await provost("server", "status", "--wait", "-o", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: "ready", pid: expect.any(Number) });

    const again = await provost("server", "start", "--background");
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("A server runs already at");

    const answer = await provost("api", "{ flows { nodes { name } } }");
    expect(answer.code).toBe(0);
    expect(JSON.parse(answer.stdout)).toEqual({ data: { flows: { nodes: [] } } });
    expect(await provost("api", "GET", "/ready")).toMatchObject({ code: 0 });
    expect(await provost("api", "{ nonsense }")).toMatchObject({ code: 1 });
    writeFileSync(join(home, "query.json"), '{"query": "{ flows { totalCount } }"}');
    const post = ["api", "POST", "/graphql", "--data", `@${join(home, "query.json")}`];
    const told = await provost(...post, "-v", "-H", "Authorization: Basic secret");
    expect(JSON.parse(told.stdout)).toEqual({ data: { flows: { totalCount: 0 } } });
    expect(told.stderr).toContain("> authorization: ***\n");
    expect(told.stderr).toContain("\n< 200 OK\n< ");
    expect(await provost("api", "POST", "/graphql", "--data", "@none.json")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('There is no file "none.json" that can be read.'),
    });
    expect((await provost("dashboard", "open")).stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);

    const reset = await provost("server", "database", "reset", "--yes");
    expect(reset).toMatchObject({ code: 1, stderr: expect.stringContaining("A server runs at") });

    expect((await provost("server", "stop")).stderr).toMatch(/^The server .* has stopped\.$/m);
    expect(await provost("server", "stop")).toMatchObject({ code: 0 });
    expect(await provost("server", "status")).toMatchObject({ code: 1 });
  });

  it("runs its services without a server in the background, and stops them", async () => {
    const started = await provost("server", "services", "start", "--background");
    expect(started).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^The services run in the background \(process \d+\)\./),
    });
    const again = await provost("server", "services", "start", "-b");
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("run already") });
    expect((await provost("server", "services", "stop")).stderr).toMatch(/have stopped\.$/m);
    expect((await provost("server", "services", "stop")).stderr).toContain("No services run");
  });

  it("shows no pages when it is told so, and answers all the same", async () => {
    const flags = ["--no-ui", "--keep-alive-timeout", "1", "--no-services"];
    expect(await provost("server", "start", "--background", ...flags)).toMatchObject({ code: 0 });
    const page = await provost("api", "GET", "/");
    expect(page).toMatchObject({ code: 1, stdout: expect.stringContaining("shows no pages") });
    expect(await provost("api", "{ flows { totalCount } }")).toMatchObject({ code: 0 });
    await provost("server", "stop");
  });

  it("says why it did not start in the background", async () => {
    const elsewhere = join(home, "elsewhere");
    const failed = await runProvost(["server", "start", "--background"], {
      env: { ...env, PROVOST_HOME: elsewhere, DATABASE_URL: "postgres://127.0.0.1:1/nothing" },
    });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("The server did not start.");
    expect(failed.stderr).toContain("Cannot connect to PostgreSQL");
  });

  it("deletes everything only when it is told so, and nobody is at work", async () => {
    await deploy(database.pool);
    const asked = await provost("server", "database", "reset");
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("Add --yes") });

    const worker = await registerWorker(database.pool);
    const busy = await provost("server", "database", "reset", "--yes");
    expect(busy).toMatchObject({ code: 1, stderr: expect.stringContaining("Workers are alive") });
    await database.pool.query("select provost_private.end_worker($1)", [worker]);
    expect(await value(database.pool, "select count(*) > 0 from provost.deployments")).toBe(true);

    expect(await provost("server", "database", "reset", "--yes")).toMatchObject({ code: 0 });
    expect(await column(database.pool, "select name from provost.deployments")).toEqual([]);
    const plan = await provost("server", "database", "upgrade", "--dry-run", "-o", "json");
    expect(JSON.parse(plan.stdout)).toMatchObject({ upToDate: true });
  });

  it("lists the services, and which of them settings switch off", async () => {
    const { stdout } = await runProvost(["server", "services", "ls", "-o", "ndjson"], {
      env: { ...env, PROVOST_SERVER_SERVICES_SCHEDULER_ENABLED: "false" },
    });
    const services = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(services).toContainEqual(expect.objectContaining({ name: "scheduler", enabled: false }));
    expect(services).toContainEqual(expect.objectContaining({ name: "reaper", enabled: true }));
  });
});
