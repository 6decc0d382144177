import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { finished, runProvost, startProvost } from "./runProvost.ts";

const database = useDatabase();
const flows = "test/commands/fixtures/flows.ts";

async function stateOf(id: string): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ state_type: string }>(
    "select state_type from provost.flow_runs where id = $1",
    [id],
  );
  return rows[0]?.state_type;
}

describe("flow run", () => {
  it("runs a flow here, tracked, and prints its result", async () => {
    const { code, stdout, stderr } = await runProvost(
      ["flow", "run", `${flows}:sum`, "-p", "a=2", "-p", "b=40", "--name", "by-hand", "-o", "json"],
      database,
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const run: { id: string } = JSON.parse(stdout);
    expect(run).toMatchObject({ name: "by-hand", state: "Completed", result: { total: 42 } });
    expect(await stateOf(run.id)).toBe("COMPLETED");
    expect(stderr).toContain(`Flow run 'by-hand' has the id ${run.id}.`);
  });

  it("prints text as it is, of the only flow of a file", async () => {
    const { code, stdout } = await runProvost(
      ["flow", "run", "test/commands/fixtures/onlyFlow.ts"],
      database,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: "here I am\n" });
  });

  it("exits with 1 when the flow fails, with the message of its error", async () => {
    const { code, stdout, stderr } = await runProvost(["flow", "run", `${flows}:broken`], database);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^Error: The flow run '.*' failed: the cable is unplugged$/m);
    const [, id = ""] = /has the id (\S+)\./.exec(stderr) ?? [];
    expect(await stateOf(id)).toBe("FAILED");
  });

  it("refuses what is no flow, and parameters that do not fit", async () => {
    const noFlow = await runProvost(["flow", "run", `${flows}:nightly`], database);
    expect(noFlow.code).toBe(2);
    expect(noFlow.stderr).toContain("to be a flow, but it is a deployment");
    const several = await runProvost(["flow", "run", flows], database);
    expect(several.code).toBe(2);
    expect(several.stderr).toContain("exports several flows: broken, sum");
    const unfit = await runProvost(["flow", "run", `${flows}:sum`, "-p", "a=x"], database);
    expect(unfit).toMatchObject({ code: 1, stdout: "" });
  });
});

describe("worker start", () => {
  beforeAll(async () => {
    await runProvost(["deploy", `${flows}:both`], database);
  });

  it("executes what is due and ends, when asked to run once", async () => {
    const created = await runProvost(
      ["deployment", "run", "sum/nightly", "-p", "b=41", "-o", "json"],
      database,
    );
    const { id }: { id: string } = JSON.parse(created.stdout);
    const { code, stderr } = await runProvost(["worker", "start", "--run-once"], database);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await stateOf(id)).toBe("COMPLETED");
  });

  it("executes runs until it is stopped, while others follow them", async () => {
    const child = startProvost(["worker", "start", "--name", "tester", "--limit", "3"], database);
    const working = finished(child);
    const good = await runProvost(["deployment", "run", "sum/nightly", "--watch"], database);
    expect(good.code).toBe(0);
    const bad = await runProvost(["deployment", "run", "broken/daily", "--watch"], database);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain("the cable is unplugged");
    child.kill("SIGINT");
    expect((await working).code).toBe(0);
    await eventually(async () => {
      const { stdout } = await runProvost(["worker", "ls", "--all"], database);
      return /tester +default +worker +offline +0 of 3/.test(stdout);
    });
  });

  it("answers for its health on the loopback address, when asked to", async () => {
    const child = startProvost(
      ["worker", "start", "--with-healthcheck", "--healthcheck-port", "0"],
      database,
    );
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const address = /http:\/\/127\.0\.0\.1:\d+\/health/;
    await eventually(() => address.test(said), { within: 20 });
    const response = await fetch(address.exec(said)?.[0] ?? "");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ message: "OK", status: "ONLINE", running: 0 });
    child.kill("SIGTERM");
    expect((await finished(child)).code).toBe(0);
  });

  it("creates a pool for itself if it may, and refuses one of another type", async () => {
    const create = ["--create-pool-if-not-found", "--prefetch-seconds", "10", "--run-once"];
    const made = await runProvost(
      ["worker", "start", "--pool", "heavy", "--type", "process", ...create],
      database,
    );
    expect(made).toMatchObject({ code: 0 });
    expect(made.stderr).toContain("--prefetch-seconds is ignored");
    const other = await runProvost(
      ["worker", "start", "--pool", "heavy", "--type", "inline"],
      database,
    );
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("Work pool 'heavy' is of type process");
  });

  it("refuses a work pool that does not exist", async () => {
    const { code, stderr } = await runProvost(["worker", "start", "--pool", "none"], database);
    expect(code).toBe(3);
    expect(stderr).toContain("No work pool is named 'none'.");
  });

  it("tells that what it takes runs of is paused", async () => {
    await runProvost(["work-pool", "create", "resting", "--paused"], database);
    await runProvost(["work-pool", "create", "partly"], database);
    await runProvost(["work-queue", "pause", "default", "--pool", "partly"], database);
    await runProvost(["work-queue", "create", "other", "--pool", "partly"], database);
    const warning = async (...args: string[]) =>
      (await runProvost(["worker", "start", "--run-once", "--pool", ...args], database)).stderr;
    expect(await warning("resting")).toContain("work pool 'resting' is paused");
    expect(await warning("partly", "-q", "default")).toContain(
      "the work queues default of pool 'partly' are paused",
    );
    expect(await warning("partly")).not.toContain("paused");
  });

  it("tells that a queue does not exist, which it takes runs of once it does", async () => {
    const args = ["worker", "start", "--run-once", "-q", "default", "-q", "urgnt"];
    const { code, stderr } = await runProvost(args, database);
    expect(code).toBe(0);
    expect(stderr).toContain("work pool 'default' has no queue 'urgnt', only default:");
  });
});

describe("flow-run execute", () => {
  it("executes a run that waits, here and once", async () => {
    await runProvost(["deploy", `${flows}:both`], database);
    const created = await runProvost(
      ["deployment", "run", "sum/nightly", "-p", "b=2", "-o", "json"],
      database,
    );
    const { id }: { id: string } = JSON.parse(created.stdout);
    const nothing = await runProvost(["flow-run", "execute"], database);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain("Expected a flow run, got none, and PROVOST_FLOW_RUN_ID");
    const env = { PROVOST_FLOW_RUN_ID: id };
    const first = await runProvost(["flow-run", "execute"], { ...database, env });
    expect(first.stderr).not.toContain("Warning");
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toContain(`Flow run ${id} is Completed.`);
    expect(await stateOf(id)).toBe("COMPLETED");
    const again = await runProvost(["flow-run", "execute", id], database);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("cannot be started: it is Completed");
  });

  it("exits with 1 when the run fails, and takes another entrypoint", async () => {
    const created = await runProvost(["deployment", "run", "sum/nightly", "-o", "json"], database);
    const { id }: { id: string } = JSON.parse(created.stdout);
    const { code, stderr } = await runProvost(
      ["flow-run", "execute", id, "--entrypoint", `${flows}:broken`],
      database,
    );
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is Failed"),
    });
  });
});

describe("flow-run retry --entrypoint", () => {
  it("runs a run without a deployment again here, from where it failed", async () => {
    const fails = { env: { FIXED: "" }, ...database };
    const file = "test/commands/fixtures/mended.ts";
    const first = await runProvost(["flow", "run", file], fails);
    expect(first.code).toBe(1);
    const [, id = ""] = /has the id (\S+)\./.exec(first.stderr) ?? [];
    const alone = await runProvost(["flow-run", "retry", id], database);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain("--entrypoint FILE:EXPORT");
    const retry = ["flow-run", "retry", id, "--entrypoint", `${file}:mended`];
    const second = await runProvost(retry, { ...database, env: { FIXED: "true" } });
    expect(second).toMatchObject({ code: 0, stdout: "" });
    expect(second.stderr).toContain(`Flow run ${id} is Completed.`);
    const { rows } = await database.pool.query(
      "select name, epoch from provost.task_runs where flow_run_id = $1 order by key",
      [id],
    );
    expect(rows).toEqual([
      { name: "first-0", epoch: 1 },
      { name: "second-0", epoch: 3 },
    ]);
    const missing = ["flow-run", "retry", id, "--all", "--entrypoint", "no-such.ts:mended"];
    expect((await runProvost(missing, database)).code).toBe(3);
    expect(await stateOf(id)).toBe("COMPLETED");
    const several = await runProvost([...retry, "another"], database);
    expect(several.code).toBe(2);
    expect(several.stderr).toContain("--entrypoint goes with one run that is named.");
  });
});

describe("flow serve", () => {
  it("deploys a flow and executes its runs, until it is stopped", async () => {
    const child = startProvost(
      ["flow", "serve", `${flows}:sum`, "--name", "here", "-p", "a=40", "--cron", "0 3 * * *"],
      database,
    );
    const done = finished(child);
    await eventually(async () => {
      const ls = await runProvost(["deployment", "ls", "-o", "json"], database);
      expect(ls.stdout).toContain("sum/here");
    });
    const { code } = await runProvost(
      ["deployment", "run", "sum/here", "-p", "b=2", "--watch"],
      database,
    );
    child.kill("SIGINT");
    await done;
    expect(code).toBe(0);
    const { stdout } = await runProvost(
      ["deployment", "inspect", "sum/here", "-o", "json"],
      database,
    );
    expect(JSON.parse(stdout)).toMatchObject({ paused: true, schedules: [{ cron: "0 3 * * *" }] });
  });
});
