import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { type Finished, projectFolder, runProvost } from "./runProvost.ts";

const database = useDatabase();
const flows = "test/commands/fixtures/flows.ts";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "provost-flows-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Deployed {
  name: string;
  action: string;
  changes: string[];
  entrypoint: string;
  schedules: { cron?: string; intervalSeconds?: number }[];
}

async function deploy(...args: string[]): Promise<Deployed[]> {
  const { code, stdout, stderr } = await runProvost(["deploy", ...args, "-o", "json"], database);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("Run it: provost") });
  const deployed: Deployed[] = JSON.parse(stdout);
  return deployed;
}

describe("deploy", () => {
  it("makes a deployment known that a file defines, and tells when nothing has changed", async () => {
    const entrypoint = `${join(projectFolder, flows)}:sum`;
    const [created] = await deploy(`${flows}:nightly`);
    expect(created).toMatchObject({
      name: "sum/nightly",
      action: "created",
      changes: [],
      entrypoint,
      tags: ["sums"],
      parameters: { a: 1 },
      parameterOpenapiSchema: { type: "object", required: ["a"] },
      schedules: [{ cron: "0 2 * * *", timezone: "Europe/Berlin" }],
    });
    expect(await deploy(`${flows}:nightly`)).toMatchObject([{ action: "unchanged", changes: [] }]);
  });

  it("deploys lists, and all that a file exports", async () => {
    const names = ["broken/daily", "sum/nightly"];
    expect((await deploy(`${flows}:both`)).map(({ name }) => name).toSorted()).toEqual(names);
    const file = join(folder, "all.ts");
    await writeFile(file, `export { sum, broken, both } from "${join(projectFolder, flows)}";`);
    expect((await deploy(file)).map(({ name }) => name).toSorted()).toEqual(names);
  });

  it("deploys a flow with what the command line says, and tells what has changed", async () => {
    const command = [`${flows}:sum`, "--name", "weekly", "--param", "a=3", "--cron", "0 4 * * 1"];
    expect(await deploy(...command)).toMatchObject([
      { name: "sum/weekly", action: "created", parameters: { a: 3 } },
    ]);
    const [updated] = await deploy(...command, "--interval", "90 minutes", "-t", "slow");
    expect(updated).toMatchObject({ action: "updated", changes: ["tags", "schedules"] });
    expect(updated?.schedules).toMatchObject([{ cron: "0 4 * * 1" }, { intervalSeconds: 5400 }]);
  });

  it("works with files anywhere that import provost by its name", async () => {
    const file = join(folder, "elsewhere.ts");
    await writeFile(
      file,
      `import { flow } from "provost";
       export const elsewhere = flow({ name: "elsewhere" }, async () => 1);`,
    );
    expect(await deploy(file, "--name", "here")).toMatchObject([
      { name: "elsewhere/here", entrypoint: `${file}:elsewhere` },
    ]);
  });

  it("lends its packages to files that have none installed", async () => {
    const file = join(folder, "lent.ts");
    await writeFile(
      file,
      `import { flow } from "provost";
       import { z } from "zod";
       export const lent = flow({ name: "lent", parameters: z.object({ a: z.number() }) }, () => 1);`,
    );
    expect(await deploy(file, "--name", "here", "--version", "7")).toMatchObject([
      { name: "lent/here", version: "7", parameterOpenapiSchema: { required: ["a"] } },
    ]);
    await writeFile(file, 'import "no-such-package";');
    const { stderr } = await runProvost(["deploy", file], database);
    expect(stderr).toContain("Cannot find package 'no-such-package'");
  });

  it("names pool and queue as Prefect does", async () => {
    const named = ["deploy", `${flows}:sum`, "-n", "queued", "-p", "default", "-q"];
    expect((await runProvost([...named, "default"], database)).code).toBe(0);
    const { code, stderr } = await runProvost([...named, "none"], database);
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("No work queue 'none'"),
    });
  });

  it("refuses defaults that no run could pass on, whatever runs may add", async () => {
    const unfit = await runProvost(
      ["deploy", `${flows}:sum`, "--name", "unfit", "--param", "b=many"],
      database,
    );
    expect(unfit.code).toBe(1);
    expect(unfit.stderr).toContain('Parameter "/b" of deployment "sum/unfit": expected');
    expect(await deploy(`${flows}:sum`, "--name", "partial", "--param", "b=2")).toMatchObject([
      { parameters: { b: 2 } },
    ]);
    expect(
      await deploy(`${flows}:sum`, "-n", "lax", "--param", "b=x", "--no-enforce-parameter-schema"),
    ).toMatchObject([{ parameters: { b: "x" } }]);
  });

  it.each([
    ["no-such-file.ts:etl", 3, "There is no file", "Give a path"],
    [`${flows}:nighty`, 3, 'exports nothing named "nighty"', `Did you mean ${flows}:nightly?`],
    [`${flows}:answer`, 2, "to be a deployment, a list of them or a flow", "toDeployment"],
    [`${flows}:sum`, 2, 'The deployment of flow "sum" needs a name', "--name"],
    [`${flows}:hidden`, 2, "does not export the flow", "Export that flow"],
    ["test/commands/fixtures/throws.ts", 1, "this file cannot be loaded", "--debug"],
  ])("refuses %s with a hint", async (target, code, message, hint) => {
    const refused = await runProvost(["deploy", target], database);
    expect(refused).toMatchObject({ code, stdout: "" });
    expect(refused.stderr).toContain(message);
    expect(refused.stderr.split("Hint: ")[1]).toContain(hint);
  });

  it("refuses schedules that cannot be read, before anything is written", async () => {
    for (const schedule of [
      ["--cron", "61 * * * *"],
      ["--interval", "soon"],
      ["--rrule", "FREQ=SOMETIMES"],
      ["--timezone", "Europe/Berlin"],
    ]) {
      const refused = await runProvost(
        ["deploy", `${flows}:sum`, "--name", "unread", ...schedule],
        database,
      );
      expect({ schedule, ...refused }).toMatchObject({ schedule, code: 2, stdout: "" });
    }
    const { rowCount } = await database.pool.query(
      "select from provost.deployments where name = 'unread'",
    );
    expect(rowCount).toBe(0);
  });

  it("refuses options that would contradict a definition", async () => {
    const { code, stderr } = await runProvost(
      ["deploy", `${flows}:nightly`, "--cron", "0 5 * * *"],
      database,
    );
    expect(code).toBe(2);
    expect(stderr).toContain("Given: cron.");
  });
});

async function run(args: string[], input?: string): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runProvost(
    ["deployment", "run", "sum/nightly", ...args, "-o", "json"],
    { connection: database.connection, ...(input !== undefined && { input }) },
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const created: Record<string, unknown> = JSON.parse(stdout);
  return created;
}

const refuse = (...args: string[]): Promise<Finished> =>
  runProvost(["deployment", "run", "sum/nightly", ...args], database);

describe("deployment run", () => {
  beforeAll(async () => {
    await deploy(`${flows}:nightly`);
  });

  it("creates a run with parameters from options and from standard input", async () => {
    expect(await run(["-p", "b=4", "--name", "my-run", "-t", "extra"])).toMatchObject({
      name: "my-run",
      deployment: "sum/nightly",
      stateName: "Scheduled",
      parameters: { a: 1, b: 4 },
      tags: ["extra", "sums"],
    });
    expect(await run(["--params", '{"a": 7, "b": 8}', "-p", "b=9"])).toMatchObject({
      parameters: { a: 7, b: 9 },
    });
    expect(await run(["--params", "-"], '{"a": 70}')).toMatchObject({ parameters: { a: 70 } });
  });

  it("refuses parameters that do not fit, and JSON that is none", async () => {
    expect(await refuse("-p", "a=many")).toMatchObject({ code: 1, stdout: "" });
    expect((await refuse("-p", "a=many")).stderr).toMatch(/\/a\b/);
    expect(await refuse("--params", "{a: 1}")).toMatchObject({ code: 2, stdout: "" });
  });

  it("refuses parameters that the deployment does not have, and names the nearest", async () => {
    const { code, stderr } = await refuse("-p", "bb=3");
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Deployment "sum/nightly" has no parameter "bb".'),
    });
    expect(stderr).toContain("Hint: Did you mean");
    expect(await run(["-p", "bb=3", "--no-enforce-parameter-schema"])).toMatchObject({
      parameters: { bb: 3 },
    });
  });

  it("creates runs for all sets of parameters of a file, or none", async () => {
    const [csv, lines] = [join(folder, "runs.csv"), join(folder, "runs.ndjson")];
    await writeFile(csv, "a,b\n1,10\n2,\n3,30\n");
    const many = (file: string, ...args: string[]) =>
      run(["--params-file", file, "--idempotency-key", "many-{a}", "-p", "b=7", ...args]);
    expect(await many(csv, "--dry-run")).toMatchObject({ given: 3, created: 3, ids: [] });
    const created = await many(csv, "--name", "many {a}");
    expect(created).toMatchObject({ given: 3, created: 3, existing: 0, faults: [] });
    const { rows } = await database.pool.query(
      "select name, parameters from provost.flow_runs where id = any ($1) order by id",
      [created["ids"]],
    );
    expect(rows).toEqual([
      { name: "many 1", parameters: { a: 1, b: 10 } },
      { name: "many 2", parameters: { a: 2, b: 7 } },
      { name: "many 3", parameters: { a: 3, b: 30 } },
    ]);
    expect(await many(csv)).toMatchObject({ given: 3, created: 0, existing: 3 });
    for (const [name, text] of [
      ["marked.csv", "a,b\n1,10\n"],
      ["marked.ndjson", '{"a": 1, "b": 10}\n'],
      ["marked.json", '[{"a": 1, "b": 10}]'],
    ] as const) {
      await writeFile(join(folder, name), `\uFEFF${text}`);
      expect(await many(join(folder, name))).toMatchObject({ given: 1, existing: 1 });
    }

    await writeFile(lines, '{"a": 9}\n\n{"a": "x"}\n{"a": 1, "b": 11}\n');
    const file = ["--params-file", lines, "--idempotency-key", "many-{a}"];
    const refused = await refuse(...file);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Run 2: \/a: expected [^]*Run 3: the idempotency key 'many-1'/);
    const dry = await refuse(...file, "--dry-run", "-o", "json");
    expect(dry.code).toBe(1);
    expect(JSON.parse(dry.stdout)).toMatchObject({ created: 2, faults: [{ run: 2 }, { run: 3 }] });
    expect((await refuse("--params-file", join(folder, "none.csv"))).code).toBe(2);
    expect((await refuse("--params-file", csv, "--idempotency-key", "{c}")).stderr).toContain(
      "{c} names a parameter that a run does not have.",
    );
    expect((await refuse("--params-file", csv, "--name", "{toString}")).stderr).toContain(
      "{toString} names a parameter that a run does not have.",
    );
  });

  it("starts a run later, by the clock of the database", async () => {
    const later = await run(["--start-in", "2 hours"]);
    const start = new Date(String(later["expectedStartTime"])).getTime();
    const created = new Date(String(later["created"])).getTime();
    expect((start - created) / 1000).toBeCloseTo(7200, -1);
    expect(await run(["--start-at", "2100-01-31T09:00:00+01:00"])).toMatchObject({
      expectedStartTime: "2100-01-31T08:00:00.000Z",
    });
  });

  it("starts a run when people say it, a day at its midnight", async () => {
    const hoursUntil = async (startIn: string) => {
      const { expectedStartTime, created } = await run(["--start-in", startIn]);
      return (Date.parse(String(expectedStartTime)) - Date.parse(String(created))) / 3_600_000;
    };
    expect(await hoursUntil("in 27 hours + 30 mins")).toBeCloseTo(27.5, 1);
    expect(await hoursUntil("1 week & 1 day")).toBeCloseTo(8 * 24, 1);
    const days = (await hoursUntil("1 year and 3 months")) / 24;
    expect(days).toBeGreaterThan(365 + 88);
    expect(days).toBeLessThan(366 + 93);
    const { expectedStartTime } = await run(["--start-at", "5 June 2100"]);
    const start = new Date(String(expectedStartTime));
    expect([start.getFullYear(), start.getMonth(), start.getDate(), start.getHours()]).toEqual([
      2100, 5, 5, 0,
    ]);
  });

  it("answers the run that exists when an idempotency key is repeated", async () => {
    const key = ["--idempotency-key", "order-42"];
    const first = await run(key);
    expect(await run(key)).toEqual(first);
    const again = await runProvost(["deployment", "run", "sum/nightly", ...key], database);
    expect(again.stderr).toBe(`Flow run '${String(first["name"])}' exists already.\n`);
    const other = await runProvost(
      ["deployment", "run", "sum/nightly", ...key, "-p", "a=2"],
      database,
    );
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("order-42");
  });

  it("hands on labels and job variables, and may leave parameters unchecked", async () => {
    const given = ["--label", "team=data", "--job-variable", 'env={"LEVEL": "debug"}'];
    expect(await run([...given, "-p", "a=many", "--no-enforce-parameter-schema"])).toMatchObject({
      labels: { team: "data" },
      jobVariables: { env: { LEVEL: "debug" } },
      parameters: { a: "many" },
    });
  });

  it("needs either a name or --id", async () => {
    const { code, stderr } = await refuse("--id", "00000000-0000-7000-8000-000000000000");
    expect(code).toBe(2);
    expect(stderr).toContain("or --id");
    expect((await runProvost(["deployment", "run"], database)).code).toBe(2);
  });

  it("follows a run for so long only if it is to follow it", async () => {
    const { code, stderr } = await refuse("--watch-timeout", "5m");
    expect(code).toBe(2);
    expect(stderr).toContain("go with --watch");
    const many = await refuse("--params-file", "runs.csv", "--watch-timeout", "5m");
    expect(many.stderr).toContain("go with --watch");
  });

  it("fills parameters into the name of the run", async () => {
    const named = (name: string) =>
      runProvost(["deployment", "run", "sum/nightly", "-p", "b=7", "--name", name], database);
    expect((await named("sum {a} and {b}")).stdout).toMatch(/^Name: +sum 1 and 7$/m);
    const { code, stderr } = await named("sum {c}");
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("The parameters have no field `c`."),
    });
  });

  it("accepts the id of a deployment", async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      "select id from provost.deployments where full_name = 'sum/nightly'",
    );
    const { code, stdout } = await runProvost(["deployment", "run", rows[0]?.id ?? ""], database);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Deployment: +sum\/nightly$/m);
  });
});
