import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeDeployment, PlayedRun } from "./playedRun.ts";
import { finished, runProvost, startProvost } from "./runProvost.ts";

const database = useDatabase();

beforeAll(async () => {
  await makeDeployment(database.pool);
});

/** Waits until the command has asked for the bell to ring: from then on it follows the run. */
async function untilWatched(run: PlayedRun): Promise<void> {
  await eventually(async () => {
    const { rowCount } = await database.pool.query(
      "select from provost_private.watched_runs where flow_run_id = $1",
      [run.id],
    );
    return rowCount === 1;
  });
}

function parsed(line: string): unknown {
  return JSON.parse(line);
}

async function messagesOf(run: PlayedRun, ...args: string[]): Promise<string[]> {
  const command = ["flow-run", "logs", run.id, "-o", "json", ...args];
  const { stdout } = await runProvost(command, database);
  const lines: { message: string }[] = JSON.parse(stdout);
  return lines.map(({ message }) => message);
}

describe("flow-run watch", () => {
  it("shows states, task runs and logs as they come, and exits with 0 when the run completes", async () => {
    const run = await PlayedRun.create(database.pool);
    const watching = finished(startProvost(["flow-run", "watch", run.id], database));
    await untilWatched(run);
    await run.claim();
    await run.log("first line", "second line");
    await run.task("extract", "RUNNING");
    await run.task("extract", "COMPLETED");
    await run.become("COMPLETED");
    const { code, stdout, stderr } = await watching;
    const lines = stdout.trimEnd().split("\n");
    const told = lines.map((line) => line.replace(/^\S+ \| /, "").replace(/ +\| /, " "));
    expect(told.filter((line) => !line.startsWith("TASKS"))).toEqual([
      "STATE Scheduled",
      "STATE Pending",
      "STATE Running",
      "INFO first line",
      "INFO second line",
      "STATE Completed",
    ]);
    expect(told).toContain("TASKS 1 completed");
    expect(stderr).toContain("The flow run ended as Completed (task runs: 1 completed).");
    expect(code).toBe(0);
  });

  it("exits with 1 when the run ends in any other way", async () => {
    for (const type of ["FAILED", "CRASHED"]) {
      const run = await PlayedRun.create(database.pool);
      await run.claim();
      const watching = finished(startProvost(["flow-run", "watch", run.id], database));
      await untilWatched(run);
      await run.become(type, "it went wrong");
      const { code, stdout } = await watching;
      expect(code).toBe(1);
      expect(stdout).toMatch(/STATE +\| (Failed|Crashed): it went wrong\n$/);
    }
  });

  it("tells a program each event on a line of its own", async () => {
    const run = await PlayedRun.create(database.pool);
    await run.claim();
    await run.log("hello");
    await run.become("COMPLETED");
    const { code, stdout } = await runProvost(
      ["flow-run", "watch", run.id, "-o", "ndjson"],
      database,
    );
    const events = stdout.trimEnd().split("\n").map(parsed);
    expect(events).toMatchObject([
      { event: "state", name: "Scheduled" },
      { event: "state", name: "Pending" },
      { event: "state", name: "Running" },
      { event: "log", message: "hello", level: 20 },
      { event: "state", type: "COMPLETED" },
      { event: "progress", isFinished: true, stateType: "COMPLETED" },
    ]);
    expect(code).toBe(0);
  });

  it("prints the run itself, once it has ended, with -o json", async () => {
    const run = await PlayedRun.create(database.pool);
    await run.become("CANCELLED");
    const { code, stdout, stderr } = await runProvost(
      ["flow-run", "watch", run.id, "-o", "json"],
      database,
    );
    expect(JSON.parse(stdout)).toMatchObject({ id: run.id, stateType: "CANCELLED" });
    expect(stderr).toMatch(/STATE +\| Cancelled/);
    expect(code).toBe(1);
  });

  it("stops after the time it was given, and tells how to go on", async () => {
    const run = await PlayedRun.create(database.pool);
    const { code, stderr } = await runProvost(
      ["flow-run", "watch", run.id, "--timeout", "1s"],
      database,
    );
    expect(code).toBe(1);
    expect(stderr).toContain("The flow run is still Scheduled after 1 s.");
    expect(stderr).toContain(`provost flow-run watch ${run.id}`);
  });

  it.each(["60d", "30d", "PT59.9999S"])(
    "takes a time of %s, which ends when it does",
    async (time) => {
      const run = await PlayedRun.create(database.pool);
      const watching = finished(
        startProvost(["flow-run", "watch", run.id, "--timeout", time], database),
      );
      await untilWatched(run);
      await run.claim();
      await run.become("COMPLETED");
      const { code, stderr } = await watching;
      expect(stderr).toContain("The flow run ended as Completed");
      expect(code).toBe(0);
    },
  );

  it("leaves the run alone when it is interrupted, and exits with 130", async () => {
    const run = await PlayedRun.create(database.pool);
    const child = startProvost(["flow-run", "watch", run.id], database);
    const watching = finished(child);
    await untilWatched(run);
    child.kill("SIGINT");
    expect((await watching).code).toBe(130);
    const { rows } = await database.pool.query(
      "select state_type from provost.flow_runs where id = $1",
      [run.id],
    );
    expect(rows).toEqual([{ state_type: "SCHEDULED" }]);
  });
});

describe("flow-run logs", () => {
  const numbers = Array.from({ length: 30 }, (_none, i) => `line ${i + 1}`);

  it("shows all lines, the first or the last ones, in either order", async () => {
    const run = await PlayedRun.create(database.pool);
    await run.claim();
    await run.log(...numbers);
    expect(await messagesOf(run)).toEqual(numbers);
    expect(await messagesOf(run, "--head")).toEqual(numbers.slice(0, 20));
    expect(await messagesOf(run, "--tail")).toEqual(numbers.slice(-20));
    expect(await messagesOf(run, "-n", "2")).toEqual(["line 1", "line 2"]);
    expect(await messagesOf(run, "-n", "2", "--tail")).toEqual(["line 29", "line 30"]);
    expect(await messagesOf(run, "-n", "2", "--reverse")).toEqual(["line 30", "line 29"]);
    expect(await messagesOf(run, "--head", "-n", "2")).toEqual(["line 1", "line 2"]);
    expect(await messagesOf(run, "--head", "-n", "2", "-r")).toEqual(["line 30", "line 29"]);
    expect(await messagesOf(run, "--tail", "-n", "2", "-r")).toEqual(["line 30", "line 29"]);
  });

  it("shows more lines than fit on a page", async () => {
    const run = await PlayedRun.create(database.pool);
    await run.claim();
    const many = Array.from({ length: 2500 }, (_none, i) => `line ${i}`);
    await run.log(...many);
    expect(await messagesOf(run)).toEqual(many);
  });

  it("follows a run to its end, each line once", async () => {
    const run = await PlayedRun.create(database.pool);
    await run.claim();
    await run.log("before one", "before two");
    const following = finished(
      startProvost(["flow-run", "logs", run.id, "-f", "-n", "1"], database),
    );
    await untilWatched(run);
    for (const message of ["one", "two", "three"]) {
      await run.log(message);
      await sleep(5);
    }
    await run.become("COMPLETED");
    const { code, stdout } = await following;
    const messages = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" | ")[2]);
    expect(messages).toEqual(["before two", "one", "two", "three"]);
    expect(code).toBe(0);
  });

  it("says so when nothing was logged", async () => {
    const run = await PlayedRun.create(database.pool);
    const { code, stdout, stderr } = await runProvost(["flow-run", "logs", run.id], database);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toBe("The flow run has logged nothing.\n");
  });
});

describe("flow-run cancel", () => {
  it("cancels a run that waits at once, and tells the worker of one that runs", async () => {
    const waiting = await PlayedRun.create(database.pool);
    const running = await PlayedRun.create(database.pool);
    await running.claim();
    const { code, stdout } = await runProvost(
      ["flow-run", "cancel", waiting.id, running.id, "-o", "json"],
      database,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: waiting.id, state: { type: "CANCELLED" } },
      { id: running.id, state: { type: "CANCELLING" } },
    ]);
  });

  it("exits with 1 when a run has ended already, and cancels the others", async () => {
    const ended = await PlayedRun.create(database.pool);
    await ended.claim();
    await ended.become("COMPLETED");
    const waiting = await PlayedRun.create(database.pool);
    const { code, stdout } = await runProvost(
      ["flow-run", "cancel", ended.id, waiting.id],
      database,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${ended.id} +Completed +.*terminal`, "m"));
    expect(stdout).toMatch(new RegExp(`^${waiting.id} +Cancelled`, "m"));
  });
});
