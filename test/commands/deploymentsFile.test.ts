import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { type Finished, projectFolder, runProvost } from "./runProvost.ts";

const database = useDatabase();
const flows = join(projectFolder, "test/commands/fixtures/flows.ts");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "provost-deployments-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => database.pool.query("truncate provost.deployments, provost.flows cascade"));

const inFolder = (...args: string[]): Promise<Finished> =>
  runProvost(args, { connection: database.connection, cwd: folder });

const write = (text: string, name = "provost.yaml"): Promise<void> =>
  writeFile(join(folder, name), text);

async function inspect(name: string): Promise<Record<string, unknown>> {
  const { stdout } = await inFolder("deployment", "inspect", name, "-o", "json");
  const deployment: Record<string, unknown> = JSON.parse(stdout);
  return deployment;
}

const whole = `
definitions:
  tags: &tags [sums]
deployments:
  - name: nightly
    entrypoint: ${flows}:sum
    description: adds
    version: 1
    tags: *tags
    labels: { team: data }
    parameters: { a: 1, b: null }
    enforce_parameter_schema: false
    schedules:
      - { cron: 0 2 * * *, timezone: Europe/Berlin, slug: night, replaces: nightly }
      - { interval: 15m, slug: often, active: false, anchor_date: 2026-01-01T09:00, overlap: skip }
    work_pool: { name: default, job_variables: { env: { LEVEL: debug } } }
    concurrency_limit: { limit: 2, collision_strategy: CANCEL_NEW, grace_period_seconds: 60 }
    pull:
      - set_working_directory: { directory: /srv }
  - name: daily
    entrypoint: ${flows}:sum
    schedule: { rrule: FREQ=DAILY }
`;

describe("deploy from a file", () => {
  it("makes every field of a deployment known", async () => {
    await write(whole);
    const deployed = await inFolder("deploy", "-n", "nightly");
    expect(deployed).toMatchObject({ code: 0, stderr: expect.stringContaining("is new.") });
    expect(await inspect("sum/nightly")).toMatchObject({
      entrypoint: `${flows}:sum`,
      description: "adds",
      version: "1",
      tags: ["sums"],
      labels: { team: "data" },
      parameters: { a: 1, b: null },
      enforceParameterSchema: false,
      jobVariables: { env: { LEVEL: "debug" } },
      concurrencyLimit: 2,
      collisionStrategy: "CANCEL_NEW",
      gracePeriodSeconds: 60,
      schedules: [
        {
          slug: "night",
          cron: "0 2 * * *",
          timezone: "Europe/Berlin",
          active: true,
        },
        { slug: "often", intervalSeconds: 900, active: false },
      ],
    });
    const { rows } = await database.pool.query("select pull_steps from provost.deployments");
    expect(rows).toEqual([{ pull_steps: [{ set_working_directory: { directory: "/srv" } }] }]);
  });

  it("deploys those that are chosen, or all", async () => {
    await write(whole);
    const several = await inFolder("deploy");
    expect(several).toMatchObject({ code: 2, stdout: "" });
    expect(several.stderr).toContain("several deployments: nightly, daily");
    expect((await inFolder("deploy", "-n", "nightli")).stderr).toContain("Did you mean nightly?");
    const all = await inFolder("deploy", "--all", "-o", "json");
    expect(JSON.parse(all.stdout)).toMatchObject([
      { name: "sum/nightly", action: "created" },
      { name: "sum/daily", action: "created" },
    ]);
  });

  it("knows deployments by patterns, and together with their flows", async () => {
    await write(whole);
    const names = async (...patterns: string[]) => {
      const chosen = patterns.flatMap((pattern) => ["-n", pattern]);
      const { stdout, stderr } = await inFolder("deploy", ...chosen, "--dry-run", "-o", "json");
      if (stdout === "") return stderr;
      const previews: { name: string }[] = JSON.parse(stdout);
      return previews.map(({ name }) => name);
    };
    expect(await names("n*")).toEqual(["sum/nightly"]);
    expect(await names("*ly")).toEqual(["sum/nightly", "sum/daily"]);
    expect(await names("s*/daily")).toEqual(["sum/daily"]);
    expect(await names("sum/nightly", "sum/daily")).toEqual(["sum/nightly", "sum/daily"]);
    expect(await names("other/daily")).toContain(
      'has no deployment named "other/daily".\n  It has sum/daily.',
    );
    expect(await names("*-prod")).toContain('has no deployment named "*-prod"');
  });

  it("lets options say something else of a single one", async () => {
    await write(whole);
    const said = ["--version", "7", "-t", "mine", "--param", "a=5", "--cron", "@daily"];
    const more = ["-jv", '{"env": {"LEVEL": "info"}, "cpu": 2}', "-jv", "zone=b", "-cl", "1"];
    await inFolder("deploy", "-n", "nightly", ...said, ...more);
    expect(await inspect("sum/nightly")).toMatchObject({
      description: "adds",
      version: "7",
      tags: ["mine"],
      labels: { team: "data" },
      parameters: { a: 5, b: null },
      schedules: [{ cron: "@daily" }],
      jobVariables: { env: { LEVEL: "info" }, cpu: 2, zone: "b" },
      concurrencyLimit: 1,
    });
    await inFolder("deploy", "-n", "daily", "--timezone", "Asia/Seoul");
    expect(await inspect("sum/daily")).toMatchObject({
      schedules: [{ rrule: "FREQ=DAILY", timezone: "Asia/Seoul" }],
    });
    const several = await inFolder("deploy", "--all", "--version", "7");
    expect(several.code).toBe(2);
    expect(several.stderr).toContain("Given: version. Chosen: nightly, daily.");
  });

  it("tells what it leaves switched on, since that is an operator's word", async () => {
    const off = `
deployments:
  - name: off
    entrypoint: ${flows}:sum
    paused: true
    schedules: [{ cron: "@daily", active: false }, { interval: 1h, slug: hourly, active: false }]
`;
    await write(off);
    expect((await inFolder("deploy")).stderr).not.toContain("stays so");
    await inFolder("deployment", "schedule", "resume", "sum/off", "--all");
    await inFolder("deployment", "resume", "sum/off");
    const { stderr } = await inFolder("deploy");
    expect(stderr).toContain("Schedule 'cron @daily UTC' of 'sum/off' is active and stays so");
    expect(stderr).toContain("provost deployment schedule pause 'sum/off' 'hourly'");
    expect(stderr).toContain("'sum/off' is not paused and stays so");
  });

  it("takes texts from the environment, but what workers fill in", async () => {
    await write(`
prefect-version: 3.7.3
build: null
pull: { set_working_directory: { directory: "{{ $HERE }}" } }
deployments:
  - name: "{{ $STAGE }}"
    entrypoint: ${flows}:sum
    tags: ["on-{{ $STAGE }}"]
    parameters: { source: "{{ $STAGE }}.csv" }
    enforce_parameter_schema: false
    schedule: { interval: "1:30:00", active: "{{ $ON }}" }
    work_pool: { job_variables: { dir: "{{ $HERE }}" } }
`);
    const deploy = (env: Record<string, string>) =>
      runProvost(["deploy"], { connection: database.connection, cwd: folder, env });
    await deploy({ STAGE: "prod", ON: "false" });
    expect(await inspect("sum/prod")).toMatchObject({
      tags: ["on-prod"],
      parameters: { source: "prod.csv" },
      schedules: [{ intervalSeconds: 5400, active: false }],
      jobVariables: { dir: "{{ $HERE }}" },
    });
    const { code, stderr } = await deploy({ STAGE: "prod" });
    expect(code).toBe(2);
    expect(stderr).toContain(
      "deployments[0].schedule.active names the environment variable ON, which is not set.",
    );
  });

  it("says what changes before it does, and does nothing with --dry-run", async () => {
    await write(whole);
    await inFolder("deploy", "--all");
    expect((await inFolder("deploy", "--all", "--dry-run")).stderr).toContain(
      "sum/nightly is unchanged.\nsum/daily is unchanged.",
    );
    await write(whole.replace("description: adds", "retired: soon"));
    expect((await inFolder("deploy", "--all")).code).toBe(2);
    await write(whole.replace("    description: adds\n", "").replace("[sums]", "[sums, more]"));
    const dry = await inFolder("deploy", "-n", "nightly", "--dry-run");
    expect(dry.stdout).toBe("");
    expect(dry.code).toBe(0);
    expect(dry.stderr).toContain('  - description: "adds"');
    expect(dry.stderr).toContain('  ~ tags: ["sums"] -> ["sums","more"]');
    expect(await inspect("sum/nightly")).toMatchObject({ description: "adds" });
    await inFolder("deploy", "-n", "nightly");
    expect(await inspect("sum/nightly")).toMatchObject({ description: null });
  });

  it("refuses with --dry-run what deploying would refuse", async () => {
    await write(whole.replace("name: default", "name: nowhere"));
    const dry = await inFolder("deploy", "-n", "nightly", "--dry-run");
    expect(dry.code).toBe(3);
    expect(dry.stderr).toContain("No work pool is named 'nowhere'.");
    expect(dry.stderr).not.toContain("PROVOST_DEFAULT_WORK_POOL_NAME");
  });

  it("reads JSON as well, with entrypoints from its own folder", async () => {
    await write(
      `import { flow } from ${JSON.stringify(join(projectFolder, "src/index.ts"))};
       export const near = flow({ name: "near" }, async () => 1);`,
      "near.ts",
    );
    const file = { deployments: [{ name: "here", entrypoint: "near.ts:near" }] };
    await write(JSON.stringify(file), "some.json");
    const { code } = await runProvost(["deploy", join(folder, "some.json")], database);
    expect(code).toBe(0);
    expect(await inspect("near/here")).toMatchObject({
      entrypoint: expect.stringMatching(/near\.ts:near$/),
    });
  });

  it("takes what is null for left out, as in the files that Prefect writes", async () => {
    await write(`
deployments:
  - name: template
    version: null
    tags: []
    description: null
    schedule: {}
    entrypoint: ${flows}:sum
    parameters: { a: null }
    enforce_parameter_schema: false
    work_pool: { name: null, work_queue_name: null, job_variables: {} }
`);
    expect((await inFolder("deploy")).stderr).toContain("sum/template is new.");
    expect(await inspect("sum/template")).toMatchObject({
      version: null,
      description: null,
      schedules: [],
      parameters: { a: null },
    });
  });

  it("refuses two files at once, and to deploy all and only some", async () => {
    await write(whole);
    for (const contradiction of [
      ["--file", "provost.yaml", "provost.yaml"],
      ["--file", "provost.yaml", `${flows}:sum`],
      ["--all", "--name", "daily"],
    ]) {
      expect(await inFolder("deploy", ...contradiction)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("Leave"),
      });
    }
  });

  it("refuses two deployments of one name, and a folder", async () => {
    const twice = `{ name: a, entrypoint: "${flows}:sum" }`;
    await write(`deployments: [${twice}, ${twice}]`);
    const refused = await inFolder("deploy", "--all");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('Two of the deployments are called "sum/a".');
    const folderNamed = await inFolder("deploy", "--file", ".");
    expect(folderNamed.code).toBe(3);
    expect(folderNamed.stderr).toContain('There is no file ".".');
  });

  it.each([
    ["deployments: [", "cannot be read", ""],
    ["deployments: []", "no file of deployments", "deployments: Too small"],
    ["build: [{}]", "no file of deployments", "Images are built by other means"],
    [
      "deployments: [{ name: a, entrypoint: 'x.ts:y', flow_name: b, triggers: [] }]",
      "no file of deployments",
      'deployments[0]: Unrecognized keys: "flowName", "triggers". A flow has its name in the code.',
    ],
    ["deploiments: []", "no file of deployments", 'Unrecognized key: "deploiments"'],
    [
      "deployments: [{ name: a, entrypoint: 'x.ts:y', schedules: [{ cron: 5 }] }]",
      "no file of deployments",
      "deployments[0].schedules[0].cron: Invalid input: expected string, received number",
    ],
    [
      "deployments: [{ name: a, entrypoint: 'x.ts:y', schedule: { timezone: UTC } }]",
      "no file of deployments",
      "deployments[0].schedule: Expected exactly one of cron, interval and rrule",
    ],
    [
      "deployments: [{ name: a/b, entrypoint: x }]",
      "no file of deployments",
      "deployments[0].entrypoint",
    ],
  ])("refuses %j with the place that is wrong", async (text, message, place) => {
    await write(text);
    const refused = await inFolder("deploy");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(message);
    expect(refused.stderr).toContain(place);
  });

  it("says where it has looked", async () => {
    await rm(join(folder, "provost.yaml"), { force: true });
    const refused = await inFolder("deploy");
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain("Looked for provost.yaml, provost.yml, provost.json");
  });
});

describe("deployment versions and rollback", () => {
  it("list what a deployment was, and go back to it", async () => {
    await write(whole);
    await inFolder("deploy", "-n", "nightly");
    await write(whole.replace("adds", "adds more"));
    await inFolder("deploy", "-n", "nightly");
    const rolled = await inFolder("deployment", "rollback", "sum/nightly");
    expect(rolled.stderr).toBe(
      "Rolled deployment 'sum/nightly' back to version 1.\n" +
        "Changed: description. It is version 3 now.\n",
    );
    expect(await inspect("sum/nightly")).toMatchObject({ description: "adds" });
    const { stdout } = await inFolder("deployment", "versions", "sum/nightly", "-o", "json");
    expect(JSON.parse(stdout)).toMatchObject([
      { number: 3, restores: 1, changes: ["description"] },
      { number: 2, changes: ["description"] },
      { number: 1, version: "1" },
    ]);
    expect((await inFolder("deployment", "rollback", "sum/nightly", "99")).code).toBe(3);
  });
});
