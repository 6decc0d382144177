import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { connectionUrl } from "../../crash/connectionUrl.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { onThisMachine } from "../../support/slowness.ts";

const database = useDatabase();
const run = promisify(execFile);
const script = (name: string) => [fileURLToPath(new URL(name, import.meta.url))];
const environment = () => ({
  ...process.env,
  DATABASE_URL: connectionUrl(database.connection),
});

describe("a script that calls flows", () => {
  it("runs them tracked, as a worker of its own, and ends by itself", async () => {
    const { stdout } = await run(process.execPath, script("localScript.ts"), {
      env: environment(),
      timeout: onThisMachine(40_000),
    });
    expect(JSON.parse(stdout)).toEqual({ results: [2, 4], failure: "RangeError: no", retried: 2 });

    const { rows: runs } = await database.pool.query(
      `select f.name, r.state_name, r.run_count from provost.flow_runs r
       join provost.flows f on f.id = r.flow_id order by r.id`,
    );
    expect(runs).toEqual([
      { name: "double", state_name: "Completed", run_count: 1 },
      { name: "double", state_name: "Completed", run_count: 1 },
      { name: "fail", state_name: "Failed", run_count: 1 },
      { name: "wait", state_name: "Completed", run_count: 1 },
      { name: "retry", state_name: "Completed", run_count: 2 },
    ]);
    const { rows: workers } = await database.pool.query(
      "select kind, status, heartbeat_count > 0 as has_beaten from provost.workers",
    );
    expect(workers).toEqual([{ kind: "local", status: "OFFLINE", has_beaten: true }]);
  });

  it("ends its runs as Crashed when it is interrupted, and then itself", async () => {
    const child = spawn(process.execPath, script("endlessScript.ts"), {
      env: environment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    const [flowRunId] = await once(child.stdout.setEncoding("utf8"), "data");
    child.kill("SIGINT");
    expect(await exited).toEqual([null, "SIGINT"]);
    const { rows } = await database.pool.query(
      `select r.state_name, w.status from provost.flow_runs r, provost.workers w
       where r.id = $1 order by w.started desc limit 1`,
      [String(flowRunId).trim()],
    );
    expect(rows).toEqual([{ state_name: "Crashed", status: "OFFLINE" }]);
  });

  it("ends also a run as Crashed that is being started when it is interrupted", async () => {
    const locker = await database.pool.connect();
    await locker.query("begin; lock table provost.flow_runs in share mode");
    const child = spawn(process.execPath, script("startingScript.ts"), {
      env: environment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    const heard = once(child.stdout, "data");
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'
           and query ~ 'start_flow_run'`,
      );
      expect(rows).toHaveLength(1);
    });
    child.kill("SIGINT");
    await heard;
    await locker.query("rollback");
    locker.release();
    expect(await exited).toEqual([null, "SIGINT"]);
    const { rows } = await database.pool.query(
      `select state_name, state_message from provost.flow_runs order by created desc limit 1`,
    );
    expect(rows).toEqual([
      {
        state_name: "Crashed",
        state_message: "The process that executed the run was stopped.",
      },
    ]);
  });
});
