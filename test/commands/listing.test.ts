import { beforeAll, describe, expect, it } from "vitest";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { makeDeployment, PlayedRun } from "./playedRun.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();
let completed: PlayedRun;
let failed: PlayedRun;
let waiting: PlayedRun;

beforeAll(async () => {
  const { pool } = database;
  await makeDeployment(pool, { schedules: [{ cron: "0 2 * * *", timezone: "Europe/Berlin" }] });
  await makeDeployment(pool, { flow: "report", name: "weekly" });
  completed = await PlayedRun.create(pool, { name: "good-run" });
  await completed.claim();
  await completed.task("extract", "COMPLETED");
  await completed.become("COMPLETED");
  failed = await PlayedRun.create(pool, { deployment: "report/weekly" });
  await failed.claim();
  await failed.become("FAILED", "no paper\nin the printer");
  waiting = await PlayedRun.create(pool);
});

/** What a command prints with -o json. */
async function listed<Row = Record<string, unknown>>(...args: string[]): Promise<Row[]> {
  const { code, stdout, stderr } = await runProvost([...args, "-o", "json"], database);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows: Row[] = JSON.parse(stdout);
  return rows;
}

const idsOf = async (...args: string[]): Promise<string[]> =>
  (await listed<{ id: string }>("flow-run", "ls", ...args)).map(({ id }) => id);

function parsed(line: string): unknown {
  return JSON.parse(line);
}

describe("flow-run ls", () => {
  it("lists the newest runs first", async () => {
    expect(await idsOf()).toEqual([waiting.id, failed.id, completed.id]);
    expect(await idsOf("--limit", "2")).toEqual([waiting.id, failed.id]);
  });

  it("lists the runs that fit all filters", async () => {
    expect(await idsOf("--state-type", "failed")).toEqual([failed.id]);
    expect(await idsOf("--state-type", "FAILED", "--state-type", "COMPLETED")).toEqual([
      failed.id,
      completed.id,
    ]);
    expect(await idsOf("--state", "Completed", "--state", "Late")).toEqual([completed.id]);
    expect(await idsOf("--state", "COMPLETED", "--state", "late")).toEqual([completed.id]);
    expect(await idsOf("--flow", "report")).toEqual([failed.id]);
    expect(await idsOf("--flow-name", "etl", "--flow-name", "report", "--limit", "2")).toEqual([
      waiting.id,
      failed.id,
    ]);
    expect(await idsOf("--flow", "report", "--flow", "report")).toEqual([failed.id]);
    expect(await idsOf("--deployment", "etl/nightly")).toEqual([waiting.id, completed.id]);
    expect(await idsOf("--deployment", "etl/nightly", "--state-type", "FAILED")).toEqual([]);
  });

  it("warns of a name of a state that was most likely misspelt", async () => {
    const { stderr } = await runProvost(["flow-run", "ls", "--state", "Complted"], database);
    expect(stderr).toContain("Warning: no state is named 'Complted' by Provost: did you mean Comp");
    const own = await runProvost(["flow-run", "ls", "--state", "Approved by Ann"], database);
    expect(own).toMatchObject({ code: 0, stderr: "No flow runs.\n" });
  });

  it("lists what was planned ahead by its time, once that has come", async () => {
    const { pool } = database;
    const { rows } = await pool.query<{ id: string }>(
      `insert into provost.flow_runs (deployment, auto_scheduled, expected_start_time)
       values ('etl/nightly', true, provost_private.clock_now() + interval '1 day') returning id`,
    );
    const planned = rows[0]?.id;
    const later = await PlayedRun.create(pool);
    try {
      expect(await idsOf("--upcoming", "--limit", "2")).toEqual([later.id, planned]);
      await clock.advance(pool, "25 hours");
      expect(await idsOf()).toEqual([planned, later.id, waiting.id, failed.id, completed.id]);
      expect(await idsOf("--limit", "1")).toEqual([planned]);
      expect(await idsOf("--limit", "1", "--deployment", "etl/nightly")).toEqual([planned]);
      expect(await idsOf("--limit", "1", "--state", "Scheduled")).toEqual([planned]);
      expect(await idsOf("--limit", "1", "--state-type", "FAILED")).toEqual([failed.id]);
      expect(await idsOf("--limit", "1", "--flow", "report")).toEqual([failed.id]);
    } finally {
      await pool.query("delete from provost.flow_runs where id in ($1, $2)", [planned, later.id]);
      await clock.advance(pool, "-25 hours");
    }
  });

  it("leaves out what schedules have planned ahead, unless it is asked for", async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into provost.flow_runs (deployment, auto_scheduled, expected_start_time)
       values ('etl/nightly', true, provost_private.clock_now() + interval '1 day') returning id`,
    );
    const planned = rows[0]?.id;
    try {
      expect(await idsOf()).not.toContain(planned);
      expect(await idsOf("--upcoming")).toContain(planned);
      expect(await idsOf("--state", "Scheduled")).toContain(planned);
    } finally {
      await database.pool.query("delete from provost.flow_runs where id = $1", [planned]);
    }
  });

  it("prints one record a line with ndjson, with the same fields", async () => {
    const { stdout } = await runProvost(["flow-run", "ls", "-o", "ndjson"], database);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map(parsed)).toEqual(await listed("flow-run", "ls"));
  });

  it("takes the name of a format in capitals", async () => {
    const { stdout } = await runProvost(["flow-run", "ls", "-o", "JSON"], database);
    expect(JSON.parse(stdout)).toEqual(await listed("flow-run", "ls"));
  });

  it("prints plain, whole lines into a pipe", async () => {
    const { stdout } = await runProvost(["flow-run", "ls"], database);
    const [heading = "", ...lines] = stdout.trimEnd().split("\n");
    expect(heading.split(/ {2,}/)).toEqual(["ID", "NAME", "FLOW", "STATE", "START", "TOOK"]);
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toMatch(new RegExp(`^${completed.id}  good-run +etl/nightly +Completed`));
    expect(stdout).not.toMatch(/\p{Control}\[|[─│]/u);
  });
});

describe("flow-run inspect", () => {
  it("shows a run with its states and task runs", async () => {
    const { stdout } = await runProvost(
      ["flow-run", "inspect", completed.id, "-o", "json"],
      database,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      id: completed.id,
      name: "good-run",
      flowName: "etl",
      deployment: "etl/nightly",
      stateType: "COMPLETED",
      runCount: 1,
      worker: null,
      taskRunCounts: { COMPLETED: 1 },
      states: [
        { name: "Scheduled" },
        { name: "Pending" },
        { name: "Running" },
        { name: "Completed" },
      ],
      taskRuns: [{ key: "extract", stateName: "Completed" }],
    });
  });

  it("finds a run by the first digits of its id and by its name", async () => {
    for (const run of [completed.id.slice(0, 35), completed.id.replaceAll("-", ""), "good-run"]) {
      const { stdout } = await runProvost(["flow-run", "inspect", run, "-o", "json"], database);
      expect(JSON.parse(stdout)).toMatchObject({ id: completed.id });
    }
  });

  it("refuses digits that several runs begin with, and tells which", async () => {
    const { code, stderr } = await runProvost(["flow-run", "inspect", "0".repeat(6)], database);
    expect(code).toBe(3);
    expect(stderr).toContain("No flow run has the id or the name '000000'.");
    const { pool } = database;
    const twins = ["ffffffff-0000-7000-8000-000000000001", "ffffffff-0000-7000-8000-000000000002"];
    await pool.query(
      "insert into provost.flow_runs (id, deployment) select unnest($1::uuid[]), 'etl/nightly'",
      [twins],
    );
    const ambiguous = await runProvost(["flow-run", "inspect", "ffffffff"], database);
    expect(ambiguous.code).toBe(2);
    expect(twins.every((twin) => ambiguous.stderr.includes(twin))).toBe(true);
    await Promise.all(
      twins.map((id) => pool.query("delete from provost.flow_runs where id = $1", [id])),
    );
  });

  it("shows everything on lines of its own for people", async () => {
    const { stdout } = await runProvost(["flow-run", "inspect", failed.id], database);
    expect(stdout).toMatch(/^State: +Failed$/m);
    expect(stdout).toMatch(/^Message: +no paper\n +in the printer$/m);
    expect(stdout).toMatch(/^Failed +\S+ +no paper in the printer$/m);
  });
});

describe("what else can be listed", () => {
  it("are flows, with their deployments and their newest run", async () => {
    expect(await listed("flow", "ls")).toMatchObject([
      { name: "etl", deployments: ["nightly"], lastRunId: waiting.id, lastRunState: "Scheduled" },
      { name: "report", deployments: ["weekly"], lastRunId: failed.id, lastRunState: "Failed" },
    ]);
  });

  it("are none of a flow that does not exist", async () => {
    const { code, stderr } = await runProvost(["deployment", "ls", "--flow-name", "x"], database);
    expect(code).toBe(3);
    expect(stderr).toContain("No flow is named 'x'.");
  });

  it("are deployments, with their schedules", async () => {
    const deployments = await listed("deployment", "ls");
    expect(deployments).toMatchObject([
      {
        name: "etl/nightly",
        flowName: "etl",
        workPool: "default",
        paused: false,
        status: "READY",
        schedules: [{ cron: "0 2 * * *", timezone: "Europe/Berlin", active: true }],
      },
      { name: "report/weekly", schedules: [] },
    ]);
    expect(await listed("deployment", "ls", "--flow", "report")).toEqual(deployments.slice(1));
    expect(await listed("deployments", "ls", "report", "etl")).toEqual(deployments);
    const newest = await listed("deployment", "ls", "--by-created");
    expect(newest.map(({ name }) => name)).toEqual(["report/weekly", "etl/nightly"]);
    const { stdout } = await runProvost(["deployment", "ls"], database);
    expect(stdout).toMatch(/^etl\/nightly +ready +cron 0 2 \* \* \* Europe\/Berlin +default/m);
  });

  it("are work pools, with what waits in them", async () => {
    expect(await listed("work-pool", "ls")).toMatchObject([
      {
        name: "default",
        type: "inline",
        isPaused: false,
        workQueues: [{ name: "default", priority: 1, isPaused: false }],
        workers: 2,
        capacity: 20,
        running: 0,
        due: 1,
      },
    ]);
  });

  it("are workers, the living ones or all", async () => {
    const { pool } = database;
    const living = await listed<{ id: string; name: string }>("worker", "ls");
    expect(living.map(({ name }) => name)).toEqual(["player", "player"]);
    await pool.query("select provost_private.end_worker($1)", [living[0]?.id]);
    expect(await listed("worker", "ls")).toHaveLength(1);
    const statuses = (await listed("worker", "ls", "--all")).map(({ status }) => status);
    expect(statuses).toEqual(["OFFLINE", "ONLINE"]);
  });

  it("is a deployment, by its name or its id", async () => {
    const [first] = await listed<{ id: string }>("deployment", "ls");
    for (const name of ["etl/nightly", first?.id ?? ""]) {
      const { stdout } = await runProvost(["deployment", "inspect", name, "-o", "json"], database);
      expect(JSON.parse(stdout)).toMatchObject({ name: "etl/nightly", parameters: {} });
    }
  });
});

async function isPaused(): Promise<unknown> {
  const [first] = await listed("deployment", "ls");
  return first?.["paused"];
}

describe("deployment pause and resume", () => {
  it("switch the schedules of a deployment off and on", async () => {
    const paused = await runProvost(["deployment", "pause", "etl/nightly"], database);
    expect(paused).toEqual({ code: 0, stdout: "", stderr: "Paused deployment 'etl/nightly'.\n" });
    expect(await isPaused()).toBe(true);
    await runProvost(["deployment", "resume", "etl/nightly"], database);
    expect(await isPaused()).toBe(false);
  });
});
