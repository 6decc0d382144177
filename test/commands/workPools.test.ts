import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { deploy, enqueue, registerWorker, running } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();

async function provost(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProvost(args, database);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return args.includes("json") ? stdout : stderr;
}

async function data<Row = Record<string, unknown>>(...args: string[]): Promise<Row> {
  const parsed: Row = JSON.parse(await provost(...args, "-o", "json"));
  return parsed;
}

describe("work-pool", () => {
  it("creates, changes, shows and deletes a pool", async () => {
    expect(
      await data("work-pool", "create", "gpu", "--concurrency-limit", "4", "--paused"),
    ).toMatchObject({ name: "gpu", type: "inline", isPaused: true, status: "PAUSED" });
    expect(await provost("work-pool", "create", "gpu", "--overwrite", "--paused")).toBe(
      "Updated work pool 'gpu'.\n",
    );
    expect(await provost("work-pool", "resume", "gpu")).toBe("Resumed work pool 'gpu'.\n");
    expect(await data("work-pool", "update", "gpu", "--description", "big")).toMatchObject({
      description: "big",
      concurrencyLimit: 4,
    });
    expect(await provost("work-pool", "set-concurrency-limit", "gpu", "0")).toBe(
      "Set the concurrency limit of work pool 'gpu' to 0.\n",
    );
    expect(await data("work-pool", "inspect", "gpu")).toMatchObject({
      concurrencyLimit: 0,
      status: "NOT_READY",
      defaultQueue: "default",
      workQueues: [{ name: "default", priority: 1 }],
    });
    await provost("work-pool", "clear-concurrency-limit", "gpu");
    await provost("work-pool", "pause", "gpu");
    const pools = await data<{ name: string }[]>("work-pool", "ls");
    expect(pools.find(({ name }) => name === "gpu")).toMatchObject({
      concurrencyLimit: null,
      status: "PAUSED",
    });
    expect(await provost("work-pool", "delete", "gpu")).toBe("Deleted work pool 'gpu'.\n");
    const { code, stderr } = await runProvost(["work-pool", "inspect", "gpu"], database);
    expect(code).toBe(3);
    expect(stderr).toContain("No work pool is named 'gpu'.");
  });

  it("makes a pool the one where deployments go, and what workers take, that name none", async () => {
    const home = mkdtempSync(join(tmpdir(), "provost-pools-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const run = async (...args: string[]) => {
      const { code, stderr } = await runProvost(args, {
        ...database,
        env: { PROVOST_PROFILES_PATH: join(home, "profiles.toml") },
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
      return stderr;
    };
    expect(await run("work-pool", "create", "usual", "--set-as-default")).toContain(
      "Set PROVOST_DEFAULT_WORK_POOL_NAME to 'usual'",
    );
    await run("deploy", "test/commands/fixtures/flows.ts:nightly", "--yes");
    await run("worker", "start", "--run-once", "--name", "taker");
    const poolOf = (query: string) => value(database.pool, query);
    expect(
      await poolOf(`select p.name from provost.deployments d
        join provost.work_queues q on q.id = d.work_queue_id
        join provost.work_pools p on p.id = q.work_pool_id where d.full_name = 'sum/nightly'`),
    ).toBe("usual");
    expect(
      await poolOf(`select p.name from provost.workers w
        join provost.work_pools p on p.id = w.work_pool_id where w.name = 'taker'`),
    ).toBe("usual");
  });

  it("tells that the setting names a pool that does not exist", async () => {
    const env = { PROVOST_DEFAULT_WORK_POOL_NAME: "gone" };
    const refusals = [
      ["worker", "start", "--run-once"],
      ["deploy", "test/commands/fixtures/flows.ts:nightly", "--yes"],
    ].map((args) => runProvost(args, { ...database, env }));
    for (const { code, stderr } of await Promise.all(refusals)) {
      expect(code).toBe(3);
      expect(stderr).toContain("as PROVOST_DEFAULT_WORK_POOL_NAME says");
    }
  });

  it("reads the base job template from a file or from standard input", async () => {
    const { stdout } = await runProvost(["work-pool", "get-default-base-job-template"], database);
    const file = join(tmpdir(), `template-${process.pid}.json`);
    writeFileSync(file, stdout);
    try {
      expect(
        await data("work-pool", "create", "from-file", "--base-job-template", file),
      ).toMatchObject({ baseJobTemplate: JSON.parse(stdout) });
    } finally {
      rmSync(file);
    }
    const create = ["work-pool", "create", "from-input", "--base-job-template", "-"];
    const refused = await runProvost(create, { ...database, input: '{"variables": 1}' });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("it has no object `job_configuration`");
    const broken = await runProvost(create, { ...database, input: "{" });
    expect(broken.stderr).toContain("got no JSON");
  });

  it("keeps what is not given of a pool that is overwritten", async () => {
    await data("work-pool", "create", "kept", "-t", "process", "--paused");
    await provost("work-pool", "create", "kept", "--overwrite", "--description", "new");
    expect(await data("work-pools", "inspect", "kept")).toMatchObject({
      type: "process",
      isPaused: true,
      description: "new",
    });
  });

  it("knows a queue by its id, whatever its pool", async () => {
    await provost("work-pool", "create", "remote");
    const { id } = await data<{ id: string }>("work-queue", "create", "q", "--pool", "remote");
    expect(await provost("work-queue", "pause", id)).toBe(
      "Paused work queue 'q' in work pool 'remote'.\n",
    );
    expect(await data("work-queues", "inspect", id)).toMatchObject({ status: "PAUSED" });
    expect(await data("work-queue", "read-runs", id)).toEqual([]);
    await provost("work-queue", "delete", id);
  });

  it("tells in which pool a queue is that is looked for in another", async () => {
    await provost("work-pool", "create", "apart");
    await provost("work-queue", "create", "lonely", "--pool", "apart");
    const { code, stderr } = await runProvost(["work-queue", "pause", "lonely"], database);
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Name its work pool: apart."),
    });
  });

  it("asks for something to change", async () => {
    const { code, stderr } = await runProvost(["work-pool", "update", "default"], database);
    expect(code).toBe(2);
    expect(stderr).toContain("Expected something to change.");
  });
});

describe("work-queue", () => {
  let waiting: string;
  let later: string;
  let held: string;

  beforeAll(async () => {
    const { pool } = database;
    await provost("work-queue", "create", "urgent", "-q", "1", "-l", "3");
    const deployment = await deploy(pool, { work_queue_name: "urgent" });
    held = (await running(pool, { deployment }, await registerWorker(pool))).id;
    waiting = await enqueue(pool, { deployment });
    later = await enqueue(pool, {
      deployment,
      expected_start_time: new Date(Date.now() + 1_800_000),
    });
  });

  const ids = async (...args: string[]): Promise<string[]> =>
    (await data<{ id: string }[]>(...args)).map(({ id }) => id);

  it("lists the queues of a pool, the most urgent first", async () => {
    expect(await data("work-queue", "ls", "-p", "default")).toMatchObject([
      { name: "urgent", priority: 1, concurrencyLimit: 3, activeSlots: 1, status: "READY" },
      { name: "default", priority: 2, concurrencyLimit: null, isDefault: true },
    ]);
    expect(await ids("work-queue", "ls", "--work-queue-prefix", "urg")).toHaveLength(1);
    expect(await data("work-queue", "inspect", "urgent")).toMatchObject({ workPool: "default" });
  });

  it("shows what runs, what is due, and what is to come", async () => {
    expect(await ids("work-queue", "slots", "urgent")).toEqual([held]);
    expect(await ids("work-pool", "slots", "default")).toEqual([held]);
    expect(await ids("work-queue", "read-runs", "urgent")).toEqual([waiting]);
    expect(await ids("work-queue", "preview", "urgent")).toEqual([waiting, later]);
    expect(await ids("work-pool", "preview", "default", "--hours", "0")).toEqual([waiting]);
    expect(await ids("work-queue", "preview", "default")).toEqual([]);
  });

  it("pauses, resumes and limits a queue", async () => {
    await provost("work-queue", "pause", "urgent");
    await provost("work-queue", "set-concurrency-limit", "urgent", "7");
    expect(await data("work-queue", "inspect", "urgent")).toMatchObject({
      status: "PAUSED",
      concurrencyLimit: 7,
    });
    await provost("work-queue", "resume", "urgent");
    await provost("work-queue", "clear-concurrency-limit", "urgent");
    expect(await data("work-queue", "inspect", "urgent")).toMatchObject({
      status: "READY",
      concurrencyLimit: null,
    });
  });

  it("tells why a run waits", async () => {
    await provost("work-queue", "set-concurrency-limit", "urgent", "1");
    expect(await data("flow-run", "why", waiting)).toMatchObject([
      { gate: "work_queue_limit", heldBy: [{ flow_run_id: held }] },
    ]);
    expect(await data("flow-run", "why", later)).toMatchObject([
      { gate: "time" },
      { gate: "work_queue_limit" },
    ]);
    const { stdout } = await runProvost(["flow-run", "why", waiting], database);
    expect(stdout).toContain("The work queue 'urgent' has no room: its limit is 1.");
    await provost("work-queue", "clear-concurrency-limit", "urgent");
  });

  it("deletes a queue, whose runs go to the default one", async () => {
    await provost("work-queue", "update", "urgent", "--priority", "3", "--name", "hasty");
    expect(await data("work-queue", "inspect", "hasty")).toMatchObject({ priority: 3 });
    await provost("work-queue", "update", "hasty", "--name", "urgent", "--limit", "2");
    expect((await runProvost(["work-queue", "update", "urgent"], database)).code).toBe(2);

    await provost("work-queue", "delete", "urgent");
    expect(await ids("work-queue", "read-runs", "default")).toEqual([waiting]);
    const { code, stderr } = await runProvost(["work-queue", "delete", "default"], database);
    expect(code).toBe(2);
    expect(stderr).toContain("The default queue 'default' of work pool 'default'");
  });
});
