import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { useDatabase } from "../support/database.ts";
import { claim, deploy, enqueue, registerWorker, running, uniqueName } from "../sql/engine.ts";
import { take } from "../sql/20_limits/limits.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();
const provost = (...args: string[]) => runProvost(args, database);

async function json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await provost(...args, "-o", "json");
  expect({ code, stderr: stderr.startsWith("Error") }).toEqual({ code: 0, stderr: false });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test's own expectation
  return JSON.parse(stdout) as T;
}

describe("provost gcl", () => {
  it("creates a limit, changes it, switches it off and on, and deletes it", async () => {
    const name = uniqueName("limit");
    const created = await json("gcl", "create", name, "--limit", "5", "--active-slots", "2");
    expect(created).toMatchObject({ name, limit: 5, active: true, activeSlots: 2 });
    const changed = await json("gcl", "update", name, "-l", "2", "--slot-decay-per-second", "0.5");
    expect(changed).toMatchObject({ limit: 2, slotDecayPerSecond: 0.5 });
    await provost("gcl", "disable", name);
    expect(await json("gcl", "inspect", name)).toMatchObject({ active: false });
    await provost("gcl", "enable", name);
    const file = join(tmpdir(), `${name}.json`);
    onTestFinished(() => rm(file));
    await provost("gcl", "inspect", name, "-o", "json", "--file", file);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ name, active: true });
    const listed = await json<{ name: string }[]>("gcl", "ls");
    expect(listed.find((limit) => limit.name === name)).toMatchObject({ active: true });
    const nowhere = await provost("gcl", "inspect", name, "--file", "/no-such-folder/limit.json");
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain("Error: Could not write /no-such-folder/limit.json.");
    expect((await provost("gcl", "delete", name)).code).toBe(0);
    expect((await provost("gcl", "inspect", name)).code).toBe(3);
  });

  it("shows who holds slots and who waits", async () => {
    const name = uniqueName("limit");
    await provost("gcl", "create", name, "--limit", "1");
    const run = await running(database.pool);
    await take(database.pool, { names: [name], run, taskKey: "load#0" });
    const { lease_id: lease } = await take(database.pool, {
      names: [name],
      holder: "nightly import",
    });
    const { slots } = await json<{ slots: unknown[] }>("gcl", "inspect", name);
    expect(slots).toMatchObject([
      { status: "HELD", flowRunId: run.id, taskKey: "load#0" },
      { status: "WAITING", holder: "nightly import" },
    ]);
    const { stdout } = await provost("gcl", "inspect", name);
    expect(stdout).toMatch(/held: 1 by flow run \S+, task load#0 since/);
    expect(stdout).toContain("waiting: 1 by nightly import since");
    expect((await provost("gcl", "reset", name, "--keep", run.id)).stderr).toContain("taken: 0");
    expect((await provost("gcl", "reset", name, "--keep", lease)).code).toBe(3);
    expect((await provost("gcl", "reset", name)).stderr).toContain("taken: 1");
  });

  it("shows the limit of a deployment under its name, and who waits for it", async () => {
    const deployment = await deploy(database.pool, { concurrency_limit: 0 });
    await enqueue(database.pool, { deployment });
    await claim(database.pool, await registerWorker(database.pool), 10);
    const shown = { deployment, limit: 0, waitingSlots: 1 };
    expect(await json("gcl", "inspect", deployment)).toMatchObject(shown);
    const update = await provost("gcl", "update", deployment, "--limit", "2");
    expect(update.code).toBe(2);
    expect(update.stderr).toContain("provost deploy … --concurrency-limit 2");
  });

  it("says what is wrong", async () => {
    const name = uniqueName("limit");
    await provost("gcl", "create", name, "--limit", "1");
    expect((await provost("gcl", "create", name, "--limit", "1")).stderr).toContain(
      `A concurrency limit named '${name}' exists already.`,
    );
    expect((await provost("gcl", "update", name)).stderr).toContain(
      "Expected something to change.",
    );
    expect((await provost("gcl", "create", "a/b", "--limit", "1")).stderr).toContain(
      "Expected a name without any of",
    );
    const tagless = await provost("concurrency-limit", "create", "", "1");
    expect(tagless.stderr).toContain("got 'tag:'");
  });
});

describe("provost concurrency-limit", () => {
  it("limits the tasks with a tag, resets the limit and deletes it", async () => {
    const tag = uniqueName("tag");
    const created = await json("concurrency-limit", "create", tag, "2");
    expect(created).toMatchObject({ name: `tag:${tag}`, limit: 2 });
    await take(database.pool, { names: [`tag:${tag}`] });
    const again = await json("concurrency-limit", "create", tag, "3");
    expect(again).toMatchObject({ limit: 3, activeSlots: 1 });
    expect((await provost("concurrency-limit", "reset", tag)).stderr).toContain("taken: 1");
    expect(await json("concurrency-limit", "inspect", tag)).toMatchObject({ activeSlots: 0 });
    const listed = await json<{ name: string }[]>("concurrency-limit", "ls");
    expect(listed.every(({ name }) => name.startsWith("tag:"))).toBe(true);
    const one = await json("concurrency-limit", "ls", "--offset", `${listed.length - 1}`);
    expect(one).toEqual(listed.slice(-1));
    expect(await json("concurrency-limit", "ls", "--limit", "1")).toEqual(listed.slice(0, 1));
    expect((await provost("concurrency-limit", "delete", tag)).code).toBe(0);
    expect((await provost("concurrency-limit", "inspect", tag)).code).toBe(3);
  });
});

describe("provost fairness", () => {
  it("gives a fairness key a weight, and takes it away", async () => {
    const set = await runProvost(["fairness", "set", "acme", "2.5"], database);
    expect(set.stderr).toBe("Fairness key 'acme' has the weight 2.5 now.\n");
    const listed = async (): Promise<unknown> =>
      JSON.parse((await runProvost(["fairness", "ls", "-o", "json"], database)).stdout);
    expect(await listed()).toMatchObject([{ fairnessKey: "acme", weight: 2.5 }]);
    expect((await runProvost(["fairness", "set", "acme", "0"], database)).code).toBe(2);
    await runProvost(["fairness", "reset", "acme"], database);
    expect(await listed()).toEqual([]);
  });
});
