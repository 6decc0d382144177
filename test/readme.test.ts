import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { buildSchema, parse, validate } from "postgraphile/graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionUrl } from "./crash/connectionUrl.ts";
import { useDatabase } from "./support/database.ts";
import { eventually } from "./support/eventually.ts";

const root = resolve(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const bin = join(root, "src/bin.js");
const run = promisify(execFile);

/** The code blocks of the README in one language. */
const blocks = (language: string): string[] =>
  Array.from(
    readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs")),
    ([, code]) => code ?? "",
  );

const database = useDatabase();
let started: ChildProcess;
let exited: Promise<unknown>;
let url = "";
const environment = () => ({ ...process.env, DATABASE_URL: connectionUrl(database.connection) });

beforeAll(async () => {
  started = spawn(process.execPath, [bin, "start", "--port", "0"], {
    cwd: root,
    env: environment(),
  });
  exited = once(started, "exit");
  let output = "";
  started.stdout?.on("data", (chunk) => (output += chunk));
  await eventually(() => output.includes("GraphQL"), { within: 30 });
  url = /GraphQL\s+(\S+)/.exec(output)?.[1] ?? "";
});

afterAll(async () => {
  started.kill("SIGINT");
  await exited;
});

async function graphql(query: string): Promise<{ data?: unknown; errors?: unknown }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data?: unknown; errors?: unknown };
}

describe("the README", () => {
  const commands = blocks("sh")
    .join("\n")
    .split("\n")
    .filter((line) => line.startsWith("npm run -s provost -- "))
    .map((line) => line.slice("npm run -s provost -- ".length));

  it.each(commands)("shows a command that works: %s", async (command) => {
    const args = Array.from(
      command.matchAll(/"([^"]*)"|(\S+)/g),
      ([, quoted, bare]) => quoted ?? bare ?? "",
    );
    const { stdout } = await run(process.execPath, [bin, ...args], {
      cwd: root,
      env: environment(),
    });
    expect(stdout).not.toBe("");
  });

  it("shows SQL that enqueues a run and tells how it ended", async () => {
    const [insert = "", select = ""] = blocks("sql");
    const { rows: inserted } = await database.pool.query<{ id: string }>(insert);
    expect(inserted).toHaveLength(1);
    await eventually(async () => {
      const { rows } = await database.pool.query<{ state_name: string }>(
        "select state_name from provost.flow_runs where id = $1",
        [inserted[0]?.id],
      );
      return rows[0]?.state_name === "Completed";
    });
    const { rows: latest } = await database.pool.query(select);
    expect(latest[0]).toHaveProperty("state_name");
    expect((await database.pool.query(insert)).rows).toEqual([]); // the same key again
  });

  it("shows GraphQL that fits the schema, and a mutation that creates a run", async () => {
    const [operations = ""] = blocks("graphql");
    const schema = buildSchema(readFileSync(join(root, "test/graphql/schema.graphql"), "utf8"));
    expect(validate(schema, parse(operations)).map((error) => error.message)).toEqual([
      // Each of them is a request of its own.
      "This anonymous operation must be the only defined operation.",
    ]);
    const mutation = operations.slice(0, operations.indexOf("subscription"));
    expect(await graphql(mutation)).toMatchObject({
      data: { createFlowRun: { flowRun: { id: expect.any(String), stateName: "Scheduled" } } },
    });
  });

  it("shows a flow that runs", async () => {
    const [code = ""] = blocks("ts");
    const definition = code.slice(0, code.indexOf("await lines("));
    // Inside the project, so that its packages are found; git does not see the folder.
    mkdirSync(join(root, ".provost"), { recursive: true });
    const file = join(mkdtempSync(join(root, ".provost/readme-")), "lines.ts");
    writeFileSync(file, definition);
    const source = "data:text/plain,one%0Atwo";
    const args = [bin, "flow", "run", `${file}:lines`, "-p", `source=${source}`, "-o", "json"];
    const { stdout } = await run(process.execPath, args, { cwd: root, env: environment() });
    expect(JSON.parse(stdout)).toMatchObject({ result: { source, lines: 2 } });
    rmSync(dirname(file), { recursive: true });
  });

  it("names files that exist, in its table of where things are", () => {
    const paths = Array.from(
      readme.matchAll(/\| `((?:sql|src|test)\/[^`]+)`/g),
      ([, path]) => path ?? "",
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
