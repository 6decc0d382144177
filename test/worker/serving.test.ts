import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { flow, serve, task, taskServe } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = useDatabase();
const script = fileURLToPath(new URL("serveScript.ts", import.meta.url));

function environment(): Record<string, string> {
  const { connection } = database;
  if (typeof connection === "string") throw new Error("Expected the parts of a connection.");
  const { host, port = 5432, user = "postgres", database: name } = connection;
  const url = `postgresql://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}`;
  return {
    PATH: process.env["PATH"] ?? "",
    DATABASE_URL: url,
    // Longer than any test: what is told to stop once waits for what is under way.
    PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "3600",
  };
}

const startServing = (...args: string[]) =>
  spawn(process.execPath, [script, ...args], { env: environment(), stdio: "ignore" });

async function isServed(): Promise<boolean> {
  const { rows } = await database.pool.query(
    `select from provost.workers w join provost.work_pools p on p.id = w.work_pool_id
     where p.name = 'serve' and w.status = 'ONLINE'`,
  );
  return rows.length === 1;
}

async function enqueue(deployment: string): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into provost.flow_runs (deployment) values ($1) returning id",
    [deployment],
  );
  return rows[0]?.id ?? "";
}

async function read(id: string) {
  const { rows } = await database.pool.query<{
    state_type: string;
    result: unknown;
    crash_count: number;
  }>("select state_type, result, crash_count from provost.flow_runs where id = $1", [id]);
  return rows[0];
}

const pausedDeployments = async () =>
  (
    await database.pool.query<{ name: string }>(
      "select full_name as name from provost.deployments where paused order by 1",
    )
  ).rows.map(({ name }) => name);

describe("serve", () => {
  it("executes runs of several deployments, and pauses them when it is stopped", async () => {
    const child = startServing();
    await eventually(isServed, { within: 20 });
    const ids = await Promise.all(["first/served", "second/served"].map(enqueue));
    await eventually(
      async () => {
        const runs = await Promise.all(ids.map(read));
        return runs.every((run) => run?.state_type === "COMPLETED");
      },
      { within: 20 },
    );
    expect((await Promise.all(ids.map(read))).map((run) => run?.result)).toEqual(["one", "two"]);
    expect(await pausedDeployments()).toEqual([]);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await pausedDeployments()).toEqual(["first/served", "lasting/served", "second/served"]);
  });

  it("hands back what is under way when it is told to stop for the second time", async () => {
    const child = startServing("keep");
    await eventually(isServed, { within: 20 });
    const id = await enqueue("lasting/served");
    await eventually(async () => (await read(id))?.state_type === "RUNNING", { within: 20 });
    child.kill("SIGTERM");
    await eventually(async () => !(await isServed()), { within: 20 });
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await read(id)).toMatchObject({ state_type: "SCHEDULED", crash_count: 0 });
    expect(await pausedDeployments()).toEqual([]);
  });

  it("ends in a process that goes on when its signal is aborted, as do tasks that are served", async () => {
    const [env, { DATABASE_URL }] = [process.env, environment()];
    process.env = { ...env, DATABASE_URL };
    const stopping = new AbortController();
    const { signal } = stopping;
    const double = task({ name: "double" }, (n: number) => 2 * n);
    try {
      const here = flow({ name: "here" }, async () => await double.delay(21));
      const served = [here.serve({ name: "served", signal }), taskServe(double, { signal })];
      const id = await eventually(() => enqueue("here/served"), { within: 20 });
      await eventually(async () => (await read(id))?.state_type === "COMPLETED", { within: 20 });
      stopping.abort();
      await Promise.all(served);
      expect(await pausedDeployments()).toContain("here/served");
      expect(await isServed()).toBe(false);
    } finally {
      process.env = env;
    }
  });

  it("leaves no schedules on when it ends before it takes any runs", async () => {
    const [env, { DATABASE_URL }] = [process.env, environment()];
    process.env = { ...env, DATABASE_URL };
    const parameters = z.object({ a: z.number() });
    const unfit = flow({ name: "unfit", parameters }, async () => 1);
    try {
      const early = flow({ name: "early" }, async () => 1).toDeployment({ name: "served" });
      // @ts-expect-error -- a default that does not fit
      const refused = unfit.toDeployment({ name: "served", parameters: { a: "x" } });
      await expect(serve(early, refused)).rejects.toThrow('"/a"');
      expect(await pausedDeployments()).toContain("early/served");
      await expect(serve(early, refused, { pauseOnShutdown: false })).rejects.toThrow('"/a"');
    } finally {
      process.env = env;
    }
  });

  it("leaves no worker behind when what it serves cannot be resumed", async () => {
    const [env, { DATABASE_URL }] = [process.env, environment()];
    process.env = { ...env, DATABASE_URL };
    await database.pool.query(`
      create function refuse() returns trigger language plpgsql
      as 'begin raise exception ''not now''; end';
      create trigger refuse before delete on provost_private.served_pauses
      execute function refuse()`);
    try {
      const late = flow({ name: "late" }, async () => 1).toDeployment({ name: "served" });
      await expect(serve(late)).rejects.toThrow("not now");
      expect(await isServed()).toBe(false);
    } finally {
      process.env = env;
      await database.pool.query("drop trigger refuse on provost_private.served_pauses");
    }
  });

  it("refuses what is no deployment, the same twice, and options that it does not know", async () => {
    const one = flow({ name: "one" }, async () => {});
    const deployment = one.toDeployment({ name: "served" });
    await expect(serve({ limit: 1 })).rejects.toThrow("Expected at least one deployment to serve");
    await expect(serve(deployment, deployment)).rejects.toThrow(/are called "one\/served"/);
    // @ts-expect-error -- a flow is no deployment
    await expect(serve(one, deployment)).rejects.toThrow("Expected deployments to serve");
    // @ts-expect-error -- there is no such option
    await expect(serve(deployment, { limits: 3 })).rejects.toThrow(/limits/);
    await expect(serve(deployment, { limit: 0 })).rejects.toThrow(/`limit`/);
    // @ts-expect-error -- the controller in the place of its signal
    await expect(serve(deployment, { signal: new AbortController() })).rejects.toThrow(
      "Expected `signal` to be an AbortSignal",
    );
  });
});
