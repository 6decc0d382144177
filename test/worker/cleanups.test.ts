import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import type { Service } from "../../src/services/service.ts";
import { Cleanups, startCleaning } from "../../src/worker/cleanups/cleanups.ts";
import { describeGroup, endGroup } from "../../src/worker/cleanups/processGroup.ts";
import {
  makeTemporaryFolder,
  removeTemporaryFolder,
} from "../../src/worker/cleanups/temporaryFolder.ts";
import { fastLease, killAllWorkers, startWorkerProcess } from "../crash/workerProcess.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aWorker } from "../support/makers.ts";
import { endless } from "./processFlows.ts";

const database = useDatabase();
const children: ChildProcess[] = [];
const errors: unknown[] = [];
let cleaning: Service | undefined;

afterEach(async () => {
  await cleaning?.stop();
  cleaning = undefined;
  for (const child of children.splice(0)) child.kill("SIGKILL");
  killAllWorkers();
});

/** A process that leads a group of its own, and would live for long. */
async function aGroup(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"], {
    detached: true,
    stdio: "ignore",
  });
  children.push(child);
  await once(child, "spawn");
  return child.pid ?? 0;
}

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

async function endOf(worker: string): Promise<void> {
  await database.pool.query("select provost_private.end_worker($1)", [worker]);
}

const notes = async () => (await database.pool.query("select * from provost.cleanups")).rows;

describe("a process group", () => {
  it("is ended when it is still the one that was described", async () => {
    const pid = await aGroup();
    const group = describeGroup(pid);
    if (!group) throw new Error("Expected a description.");
    endGroup({ ...group, started: "1" });
    endGroup({ ...group, bootId: "another" });
    endGroup({ ...group, namespace: "another" });
    expect(isAlive(pid)).toBe(true);
    endGroup(group);
    await eventually(() => !isAlive(pid));
    endGroup(group);
    expect(describeGroup(2 ** 22 + 1)).toBeUndefined();
  });
});

describe("a folder", () => {
  it("is removed only if a worker has made it", async () => {
    const path = await makeTemporaryFolder();
    writeFileSync(join(path, "file"), "");
    for (const other of [`${path}/..`, tmpdir(), "/", `${path}/file`]) {
      await expect(removeTemporaryFolder(other)).rejects.toThrow("is no temporary folder");
    }
    await removeTemporaryFolder(path);
    expect(existsSync(path)).toBe(false);
    await removeTemporaryFolder(path);
  });
});

describe("the next worker on a host", () => {
  it("cleans up after those that are gone, and not before", async () => {
    const worker = await aWorker(database.pool);
    const cleanups = new Cleanups(database.pool, worker);
    const [pid, path] = [await aGroup(), await makeTemporaryFolder()];
    await cleanups.note("PROCESS_GROUP", describeGroup(pid) ?? {});
    await cleanups.note("FOLDER", { path });
    cleaning = startCleaning(database.pool, (error) => errors.push(error));
    await cleaning.stop();
    expect([isAlive(pid), existsSync(path)]).toEqual([true, true]);
    await endOf(worker);
    cleaning = startCleaning(database.pool, (error) => errors.push(error));
    await eventually(async () => (await notes()).length === 0);
    await eventually(() => !isAlive(pid));
    expect([existsSync(path), errors]).toEqual([false, []]);
  });

  it("keeps what it cannot do to be seen", async () => {
    const worker = await aWorker(database.pool);
    await new Cleanups(database.pool, worker).note("FOLDER", { path: "/etc" });
    await endOf(worker);
    for (let i = 0; i < 3; i++) {
      cleaning = startCleaning(database.pool, (error) => errors.push(error));
      await eventually(async () => (await notes())[0]?.deliveries === i + 1);
      await cleaning.stop();
    }
    expect(await notes()).toMatchObject([
      { given_up: expect.any(Date), last_error: expect.stringMatching(/"\/etc" is no temporary/) },
    ]);
    expect(errors.splice(0).map(String)).toEqual(
      [1, 2, 3].map((nth) =>
        expect.stringContaining(`cleaned up (FOLDER {"path":"/etc"}, try ${nth}): InvalidInput`),
      ),
    );
    await database.pool.query("delete from provost.cleanups");
  });

  it("finds nothing of a process whose worker was killed: it has ended with it", async () => {
    await database.pool.query("select provost_private.join_work_pool('heavy', 'process', true)");
    const entrypoint = `${fileURLToPath(new URL("processFlows.ts", import.meta.url))}:endless`;
    const definition = endless.toDeployment({ name: "killed", workPool: "heavy" });
    await deployDefinition(database.pool, definition, entrypoint);
    const worker = startWorkerProcess(database.connection, {}, fastLease, [
      "worker",
      "start",
      "--pool",
      "heavy",
    ]);
    const file = join(tmpdir(), `provost-killed-${process.pid}`);
    await database.pool.query(
      "insert into provost.flow_runs (deployment, parameters) values ('endless/killed', $1)",
      [{ file }],
    );
    await eventually(() => existsSync(file) && readFileSync(file, "utf8") !== "", { within: 30 });
    const pid = Number(readFileSync(file, "utf8"));
    rmSync(file);
    await eventually(async () =>
      expect(await notes()).toMatchObject([{ kind: "PROCESS_GROUP", target: { pid } }]),
    );
    worker.signal("SIGKILL");
    await eventually(() => !isAlive(pid), { within: 20 });
    // Another worker finds out that the first one is dead, and takes the note away.
    startWorkerProcess(database.connection, {}, fastLease, ["worker", "start"]);
    await eventually(async () => (await notes()).length === 0, { within: 30 });
  });
});
