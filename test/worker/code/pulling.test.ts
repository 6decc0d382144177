import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { listenOn } from "../../../src/listenOn.ts";
import { FlowLoader } from "../../../src/worker/flowLoader.ts";
import { runProvost } from "../../commands/runProvost.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { useWorkers } from "../useWorkers.ts";
import { aFolder, aRepository, type MadeRepository } from "./aRepository.ts";
import { pulledFlows } from "./pulledFlows.ts";

const database = useDatabase();
const filesToo = { PROVOST_WORKER_GIT_PROTOCOLS: "http,https,file" };
const workers = useWorkers(database, filesToo, { per: "file" });
const { errors } = workers;
const entrypoint = "flows/sums.ts:sums";
let repository: MadeRepository;

beforeAll(async () => {
  repository = aRepository(pulledFlows);
  await database.pool.query("select provost_private.join_work_pool('heavy', 'process', true)");
  await workers.start({ workPool: "heavy", isolation: "process", limit: 3 });
});
afterEach(() => {
  if (errors.length > 0) throw new AggregateError(errors.splice(0), "There were errors.");
});

interface Run {
  state_type: string;
  state_message: string | null;
  result: { product: number; text: string; cwd: string };
}

async function deploy(name: string, pullSteps: object[], more: object = {}): Promise<string> {
  const definition = {
    flow: { name: "sums" },
    name,
    entrypoint,
    work_pool_name: "heavy",
    pull_steps: pullSteps,
    ...more,
  };
  await database.pool.query("select provost.deploy($1)", [definition]);
  return `sums/${name}`;
}

const clone = (more: object = {}) => [{ git_clone: { repository: repository.url, ...more } }];

async function enqueue(deployment: string): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into provost.flow_runs (deployment, parameters) values ($1, '{"a": 4}') returning id`,
    [deployment],
  );
  return rows[0]?.id ?? "";
}

async function read(id: string): Promise<Run> {
  const { rows } = await database.pool.query<Run>("select * from provost.flow_runs where id = $1", [
    id,
  ]);
  if (!rows[0]) throw new Error(`No run ${id}`);
  return rows[0];
}

async function ended(id: string): Promise<Run> {
  const ends = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"];
  await eventually(async () => ends.includes((await read(id)).state_type), { within: 40 });
  return await read(id);
}

const logOf = async (id: string): Promise<string[]> =>
  (
    await database.pool.query<{ message: string }>(
      "select message from provost.logs where flow_run_id = $1 and name = 'provost.pull' order by id",
      [id],
    )
  ).rows.map(({ message }) => message);

describe("a run whose code is in a git repository", () => {
  it("is executed from a clone, with the packages of the worker, and others share the clone", async () => {
    const deployment = await deploy("cloned", clone());
    const commit = repository.git("rev-parse", "HEAD");
    const [first, second] = await Promise.all([enqueue(deployment), enqueue(deployment)]);
    const runs = [await ended(first), await ended(second)];
    expect(runs).toMatchObject([
      { state_type: "COMPLETED", result: { product: 8, text: "of the first" } },
      { state_type: "COMPLETED", result: { product: 8 } },
    ]);
    expect(runs[0]?.result.cwd).toBe(runs[1]?.result.cwd);
    await eventually(async () =>
      expect([...(await logOf(first)), ...(await logOf(second))].sort()).toEqual([
        expect.stringContaining(`Cloned ${repository.url} at ${commit} in`),
        `Uses the clone of ${repository.url} at ${commit}.`,
      ]),
    );
    const { rows } = await database.pool.query("select kind, target from provost.cleanups");
    expect(rows).toContainEqual({
      kind: "FOLDER",
      target: { path: dirname(dirname(runs[0]?.result.cwd ?? "")) },
    });
  });

  it("follows its branch, and stays at a commit", async () => {
    const early = repository.git("rev-parse", "HEAD");
    repository.commit({ "data.txt": "of the second" });
    const follows = await ended(await enqueue(await deploy("follows", clone({ branch: "main" }))));
    const stays = await ended(await enqueue(await deploy("stays", clone({ commit_sha: early }))));
    expect([follows.result.text, stays.result.text]).toEqual(["of the second", "of the first"]);
  });

  it("is executed from a folder within the clone when a second step says so", async () => {
    repository.commit({ "inner/flows/sums.ts": pulledFlows["flows/sums.ts"] });
    repository.commit({
      "inner/flows/factor.ts": "export const factor = 3;",
      "inner/data.txt": "of the inner one",
    });
    const steps = [...clone(), { set_working_directory: { directory: "inner" } }];
    const { result } = await ended(await enqueue(await deploy("inner", steps)));
    expect(result).toMatchObject({ product: 12, text: "of the inner one" });
  });

  it("fills placeholders by the environment of the worker and by where earlier steps have ended", async () => {
    process.env["PULLED_PART"] = "inner";
    onTestFinished(() => void delete process.env["PULLED_PART"]);
    repository.commit({ "inner/flows/sums.ts": pulledFlows["flows/sums.ts"] });
    const steps = [
      ...clone({ id: "code" }),
      { set_working_directory: { directory: "/" } },
      { set_working_directory: { directory: "{{ code.directory }}/{{ $PULLED_PART }}" } },
    ];
    const { state_type, result } = await ended(await enqueue(await deploy("filled", steps)));
    expect(state_type).toBe("COMPLETED");
    expect(result.cwd).toMatch(/\/inner$/);
    delete process.env["PULLED_PART"];
    const { state_message } = await ended(await enqueue("sums/filled"));
    expect(state_message).toContain("environment variable PULLED_PART, which the worker does not");
  });

  it("crashes with a message that says why when the code cannot be brought", async () => {
    const id = await enqueue(await deploy("gone", clone({ branch: "mian" })));
    const run = await ended(id);
    expect(run).toMatchObject({
      state_type: "CRASHED",
      state_message:
        `The code of the run could not be pulled: NotFound: Repository ${repository.url} has no ` +
        'branch or tag "mian". Did you mean main?',
    });
    expect((await logOf(id)).at(-1)).toContain("Did you mean main?");
  });

  it("can be cancelled while its code is brought", async () => {
    const silent = createServer(() => {});
    onTestFinished(() => silent.close() && silent.closeAllConnections());
    const port = await listenOn(silent, "127.0.0.1", 0);
    const slow = [{ git_clone: { repository: `http://127.0.0.1:${port}/nobody/answers.git` } }];
    const id = await enqueue(await deploy("slow", slow));
    await eventually(async () => (await read(id)).state_type === "RUNNING", { within: 20 });
    await database.pool.query("select provost.cancel_flow_run($1)", [id]);
    expect(await ended(id)).toMatchObject({
      state_type: "CANCELLED",
      state_message: "Cancelled on request. The run was cancelled before its process was started.",
    });
  });

  it("is executed by `flow-run execute`, too", async () => {
    await database.pool.query("select provost.create_work_pool('nobody', 'process')");
    const deployment = await deploy("alone", clone(), { work_pool_name: "nobody" });
    const before = process.cwd();
    const { code, stderr } = await runProvost(["flow-run", "execute", await enqueue(deployment)], {
      ...database,
      env: filesToo,
    });
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(process.cwd()).toBe(before);
  });
});

describe("a run whose code is in a folder", () => {
  it("is executed there, or in a copy that goes with it", async () => {
    const folder = aFolder();
    for (const [name, text] of Object.entries(pulledFlows)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const copied = await deploy("copied", [
      { set_working_directory: { directory: folder, copy: true } },
    ]);
    const { result } = await ended(await enqueue(copied));
    expect(result).toMatchObject({ product: 8, text: "of the first" });
    expect(result.cwd).not.toBe(folder);
    await eventually(() => !existsSync(result.cwd), { within: 10 });
    const missing = await deploy("missing", [
      { set_working_directory: { directory: "/not/there" } },
    ]);
    expect(await ended(await enqueue(missing))).toMatchObject({
      state_type: "CRASHED",
      state_message: expect.stringContaining('There is no folder "/not/there"'),
    });
  });
});

describe("flow.from", () => {
  it("makes a deployment of a flow that is in a repository", async () => {
    const script = fileURLToPath(new URL("fromScript.ts", import.meta.url));
    const { connection } = database;
    if (typeof connection === "string") throw new Error("Expected the parts of a connection.");
    const { host, port = 5432, user = "postgres", database: name } = connection;
    const url = `postgresql://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}`;
    const said = execFileSync(process.execPath, [script, repository.url], {
      env: { PATH: process.env["PATH"], DATABASE_URL: url, ...filesToo },
      encoding: "utf8",
    });
    expect(said).toContain("sums");
    const { rows } = await database.pool.query(
      "select entrypoint, pull_steps, parameter_openapi_schema from provost.deployments where name = 'from'",
    );
    expect(rows).toMatchObject([
      {
        entrypoint,
        pull_steps: [{ git_clone: { repository: repository.url, branch: "main" } }],
        parameter_openapi_schema: { required: ["a"] },
      },
    ]);
    expect(await ended(await enqueue("sums/from"))).toMatchObject({ state_type: "COMPLETED" });
  });
});

describe("a file of deployments", () => {
  it("names a source, from which the flow is loaded when it is not here", async () => {
    const cwd = aFolder();
    writeFileSync(
      join(cwd, "provost.yaml"),
      `deployments:
  - name: filed
    entrypoint: ${entrypoint}
    source: { repository: "${repository.url}", branch: main }
    work_pool: heavy
`,
    );
    const deployed = await runProvost(["deploy", "--all"], { ...database, cwd, env: filesToo });
    expect(deployed).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("sums/filed is new"),
    });
    expect(await ended(await enqueue("sums/filed"))).toMatchObject({ state_type: "COMPLETED" });
    const again = await runProvost(["deploy", "--all"], { ...database, cwd, env: filesToo });
    expect(again.stderr).toContain("sums/filed is unchanged.");
  });
});

describe("a worker without processes", () => {
  const flows = new FlowLoader();
  const load = (pullSteps: unknown[]) =>
    flows.load({ deployment: "a/b", entrypoint: "tasks.ts:gone", parameters: {}, pullSteps });

  it("checks what a filled placeholder makes of a step", async () => {
    process.env["PULLED_BRANCH"] = "--upload-pack=x";
    onTestFinished(() => void delete process.env["PULLED_BRANCH"]);
    const name = await deploy("injected", clone({ branch: "{{ $PULLED_BRANCH }}" }));
    const { state_type, state_message } = await ended(await enqueue(name));
    expect(state_type).toBe("CRASHED");
    expect(state_message).toContain("Expected branch as it can be deployed");
  });

  it("looks for the file in the folder of the deployment, and fetches nothing", async () => {
    const directory = dirname(fileURLToPath(import.meta.url));
    const steps = [
      { set_working_directory: { directory } },
      { set_working_directory: { directory: ".." } },
    ];
    await expect(load(steps)).rejects.toThrow('tasks.ts exports no flow named "gone"');
    await expect(load(clone())).rejects.toThrow("which only workers of type process do");
  });
});
