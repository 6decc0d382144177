import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import type { Worker } from "../../src/worker/worker.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import * as flows from "./processFlows.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(
  database,
  {
    PROVOST_WORKER_STOP_GRACE_SECONDS: "0.5",
    PROVOST_WORKER_HEARTBEAT_SECONDS: "0.3",
    PROVOST_WORKER_LEASE_SECONDS: "9",
  },
  { per: "file" },
);
const { errors } = workers;
const folder = mkdtempSync(join(tmpdir(), "provost-processes-"));
let worker: Worker;

beforeAll(async () => {
  await database.pool.query(
    "select provost_private.join_work_pool('heavy', p_type => 'process', p_create => true)",
  );
  const file = fileURLToPath(new URL("processFlows.ts", import.meta.url));
  for (const [name, each] of Object.entries(flows)) {
    const definition = each.toDeployment({
      name: "heavy",
      workPool: "heavy",
      jobVariables: { env: { COLOUR: "red", SHAPE: "round" } },
    });
    await deployDefinition(database.pool, definition, `${file}:${name}`);
  }
  worker = await workers.start({ workPool: "heavy", isolation: "process", limit: 3 });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  if (errors.length > 0) throw new AggregateError(errors.splice(0), "The worker had errors.");
});

interface Run {
  state_type: string;
  state_name: string;
  state_message: string | null;
  infrastructure_pid: string | null;
  result: unknown;
}

async function enqueue(name: string, parameters: object = {}, columns: object = {}) {
  const entries = Object.entries({ deployment: `${name}/heavy`, parameters, ...columns });
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into provost.flow_runs (${entries.map(([key]) => key).join(", ")})
     values (${entries.map((_entry, i) => `$${i + 1}`).join(", ")}) returning id`,
    entries.map(([, value]) => value),
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

const hasState = async (id: string, ...types: string[]) =>
  types.includes((await read(id)).state_type);

async function ended(id: string): Promise<Run> {
  const ends = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"];
  await eventually(() => hasState(id, ...ends), { within: 25 });
  return await read(id);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The process of a run that writes its id into a file. */
async function processOf(file: string): Promise<number> {
  await eventually(() => existsSync(file) && readFileSync(file, "utf8") !== "", { within: 25 });
  return Number(readFileSync(file, "utf8"));
}

async function cancel(id: string): Promise<void> {
  await database.pool.query("select provost.cancel_flow_run($1)", [id]);
}

describe("a worker of a process pool", () => {
  it("executes each run in a process of its own, with the variables of its job", async () => {
    const id = await enqueue(
      "tells",
      {},
      { job_variables: { "env.COLOUR": "blue", working_dir: folder } },
    );
    expect(await ended(id)).toMatchObject({
      state_name: "Completed",
      result: { cwd: folder, colour: "blue", sum: 2, pid: expect.any(Number) },
    });
    const { result, infrastructure_pid: infrastructure } = await read(id);
    expect(result).not.toMatchObject({ pid: process.pid });
    expect(infrastructure).toBe(`${hostname()}:${(result as { pid: number }).pid}`);
  });

  it("fills the environment of the worker into what the template of the pool asks for", async () => {
    process.env["PROVOST_TEST_COLOUR"] = "green";
    process.env["PROVOST_TEST_FOLDER"] = folder;
    const template = (colour: string) => ({
      job_configuration: {
        env: { COLOUR: colour },
        working_dir: "{{ $PROVOST_TEST_FOLDER }}",
        name: "teller of {{ who }}",
      },
      variables: { properties: { who: { type: "string", default: "colours" } } },
    });
    const replace = (given: object) =>
      database.pool.query("select provost.update_work_pool('heavy', base_job_template => $1)", [
        given,
      ]);
    try {
      await replace(template("{{ $PROVOST_TEST_COLOUR }}"));
      const id = await enqueue(
        "tells",
        {},
        { job_variables: { who: "{{ $PROVOST_TEST_COLOUR }}", env: { COLOUR: null } } },
      );
      // What variables say is never filled in, and `env` of the deployment is laid over.
      expect(await ended(id)).toMatchObject({
        result: { cwd: folder, name: "teller of {{ $PROVOST_TEST_COLOUR }}" },
      });
    } finally {
      await replace({});
    }
  });

  it("keeps what the process writes in the log of the run", async () => {
    const id = await enqueue("tells");
    await ended(id);
    const logs = async () =>
      (
        await database.pool.query<{ name: string; level: number; message: string }>(
          "select name, level, message from provost.logs where flow_run_id = $1",
          [id],
        )
      ).rows;
    await eventually(async () => (await logs()).length >= 3);
    expect(await logs()).toEqual(
      expect.arrayContaining([
        { name: "provost.flow_runs", level: 20, message: "from the flow" },
        { name: "provost.process.stdout", level: 20, message: "from stdout" },
        { name: "provost.process.stderr", level: 30, message: "from stderr" },
      ]),
    );
  });

  it.each([
    { how: 3, message: /exit code 3 before its flow was over/ },
    { how: 0, message: /exit code 0 .*process\.exit/ },
    { how: "SIGKILL", message: /exit code 137 .*SIGKILL.*out of memory/ },
    { how: "SIGTERM", message: /exit code 143 .*SIGTERM/ },
  ])("explains the end of a process that ended with $how", async ({ how, message }) => {
    const run = await ended(await enqueue("ends", { how }));
    expect(run).toMatchObject({ state_type: "CRASHED" });
    expect(run.state_message).toMatch(message);
  });

  it("names the error that nothing caught", async () => {
    const run = await ended(await enqueue("throws-later"));
    expect(run).toMatchObject({
      state_type: "CRASHED",
      state_message:
        "The process of the run ended with exit code 1 because of an error that nothing caught: " +
        "Error: nobody caught me.",
    });
  });

  it("bounds the memory of a process", async () => {
    const id = await enqueue("greedy", {}, { job_variables: { max_old_space_size: 32 } });
    expect(await ended(id)).toMatchObject({
      state_type: "CRASHED",
      state_message: expect.stringMatching(/its heap of 32 MB was full/),
    });
  });

  it("ends code that never yields: when it is out of time", async () => {
    const file = join(folder, "late");
    const id = await enqueue("endless", { file }, { timeout_seconds: 600 });
    const pid = await processOf(file);
    await clock.advance(database.pool, "11 minutes");
    expect(await ended(id)).toMatchObject({ state_name: "TimedOut" });
    await eventually(() => !isAlive(pid), { within: 10 });
  });

  it("ends code that never yields: when it is cancelled, after the grace", async () => {
    const file = join(folder, "cancelled");
    const id = await enqueue("endless", { file });
    const pid = await processOf(file);
    await cancel(id);
    expect(await ended(id)).toMatchObject({
      state_type: "CANCELLED",
      state_message:
        "Cancelled on request. The run did not stop in time, and its process was ended by force.",
    });
    expect(isAlive(pid)).toBe(false);
  });

  it("lets code that heeds a cancellation end by itself", async () => {
    const file = join(folder, "heeding");
    const id = await enqueue("heeds", { file });
    await processOf(file);
    await cancel(id);
    expect(await ended(id)).toMatchObject({
      state_type: "CANCELLED",
      state_message: "Cancelled on request.",
    });
  });

  it("ends what a process leaves behind", async () => {
    const { result } = await ended(await enqueue("leaves"));
    expect(result).toEqual(expect.any(Number));
    await eventually(() => !isAlive(Number(result)));
  });

  it("says what is wrong with job variables, and with code that is not there", async () => {
    const heap = { job_variables: { max_old_space_size: "lots" } };
    await expect(enqueue("tells", {}, heap)).rejects.toThrow(
      'Job variable "/max_old_space_size" of work pool "heavy": expected',
    );
    const folderless = await enqueue("tells", {}, { job_variables: { working_dir: "" } });
    expect(await ended(folderless)).toMatchObject({
      state_type: "CRASHED",
      state_message:
        "The process of the run could not be started: InvalidInput: Expected the job variable " +
        '`working_dir` to be a folder, got "".',
    });
    const nowhere = await enqueue("tells", {}, { job_variables: { working_dir: "/not/there" } });
    expect(await ended(nowhere)).toMatchObject({
      state_type: "CRASHED",
      state_message: expect.stringMatching(/could not be started: .*ENOENT/),
    });
  });

  it("hands back what does not end in time when it is stopped, and ends its process", async () => {
    const file = join(folder, "stopped");
    const id = await enqueue("endless", { file });
    const pid = await processOf(file);
    await worker.stop();
    expect(await read(id)).toMatchObject({ state_type: "SCHEDULED" });
    expect(isAlive(pid)).toBe(false);
    await cancel(id);
  });
});
