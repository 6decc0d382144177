import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { connectionUrl } from "../crash/connectionUrl.ts";
import {
  defaultLease,
  killAllWorkers,
  patientLease,
  startWorkerProcess,
} from "../crash/workerProcess.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";

const database = useDatabase();
const script = fileURLToPath(new URL("taskScript.ts", import.meta.url));
const fixtures = fileURLToPath(new URL("tasks.ts", import.meta.url));
const run = promisify(execFile);

async function runScript(...args: string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, [script, ...args], {
    env: { ...process.env, DATABASE_URL: connectionUrl(database.connection) },
    timeout: onThisMachine(40_000),
  });
  return JSON.parse(stdout);
}

const serveInProcess = () =>
  startWorkerProcess(database.connection, {}, patientLease, ["task", "serve", `${fixtures}:slow`]);

afterEach(killAllWorkers);

describe("a script that calls tasks outside of flows", () => {
  it("runs them tracked, with retries, nested tasks and flows, and ends by itself", async () => {
    expect(await runScript("call")).toEqual([
      5,
      3,
      { flowRun: null, taskName: "nesting", added: 11, mapped: [11, 12], child: 11 },
      "TypeError: nope",
      'MissingRunContext: Task "add" was submitted outside of a flow run.',
    ]);
    const { rows } = await database.pool.query(
      `select f.name, r.kind, r.deployment, r.state_name, r.parameters, r.result
       from provost.flow_runs r join provost.flows f on f.id = r.flow_id
       where r.parent_flow_run_id is null order by r.id`,
    );
    const carrier = { kind: "task", deployment: null, state_name: "Completed" };
    expect(rows).toMatchObject([
      { ...carrier, name: "failing", state_name: "Failed", parameters: { args: ["nope"] } },
      { ...carrier, name: "add", parameters: { args: [2, 3] }, result: 5 },
      { ...carrier, name: "flaky", parameters: { args: [] }, result: 3 },
      { ...carrier, name: "nesting", parameters: { args: [10] } },
    ]);
  });
});

describe("a script that uses the values of a generator task outside of flows", () => {
  it("gets them as they are made, and leaves the rest", async () => {
    expect(await runScript("stream")).toEqual([[1, 2, 3], [1]]);
    const { rows } = await database.pool.query(
      `select r.kind, r.state_name from provost.flow_runs r join provost.flows f on f.id = r.flow_id
       where f.name = 'count'`,
    );
    const completed = { kind: "task", state_name: "Completed" };
    expect(rows).toEqual([completed, completed]);
  });
});

describe("processes that send tasks, serve them and wait for them", () => {
  it("need share no more than the database", async () => {
    const [sent, failed] = (await runScript("send")) as string[];
    startWorkerProcess(database.connection, {}, defaultLease, [
      "task",
      "serve",
      `${fixtures}:add`,
      `${fixtures}:failing`,
    ]);
    expect(await runScript("wait", sent ?? "", failed ?? "")).toEqual([
      { status: "fulfilled", value: 5 },
      { status: "rejected", reason: "TypeError: nope" },
    ]);
  });

  it("send a call once for each idempotency key, however many try at the same time", async () => {
    const [one, other] = await Promise.all([runScript("once"), runScript("once")]);
    expect(one).toEqual([expect.any(String)]);
    expect(other).toEqual(one);
    const { rows } = await database.pool.query(
      `select id, tags, expected_start_time > now() + interval '50 minutes' as is_later
       from provost.flow_runs where idempotency_key = 'order-42'`,
    );
    expect(rows).toEqual([{ id: (one as string[])[0], tags: ["order"], is_later: true }]);
  });

  it("are told when the time is up, and what may be wrong", async () => {
    expect(await runScript("impatient")).toEqual([
      "Scheduled",
      expect.stringMatching(/^TimedOut: Background run .* within 0.1 second\(s\); it is Scheduled/),
    ]);
  });
});

describe("a task server that is killed", () => {
  it("loses nothing: another finishes the run and repeats no recorded task", async () => {
    const folder = mkdtempSync(join(tmpdir(), "provost-tasks-"));
    const journal = join(folder, "journal");
    const lines = () => readFileSync(journal, "utf8").trim().split("\n");
    try {
      const first = serveInProcess();
      const { rows } = await database.pool.query<{ id: string }>(
        "select id from provost.delay_task('slow', $1)",
        [JSON.stringify([journal, 2500])],
      );
      const id = rows[0]?.id;
      const recorded =
        "select key from provost.task_runs where flow_run_id = $1 and task_name = $2";
      await eventually(
        async () => (await database.pool.query(recorded, [id, "note"])).rowCount === 1,
        { within: 20 },
      );
      first.signal("SIGKILL");
      const second = serveInProcess();
      await eventually(
        async () => {
          const state = "select state_name, result from provost.flow_runs where id = $1";
          const { rows: runs } = await database.pool.query(state, [id]);
          expect(runs).toEqual([{ state_name: "Completed", result: second.pid }]);
        },
        { within: 30 },
      );
      expect(lines()).toEqual([`first ${first.pid}`, `second ${second.pid}`]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
