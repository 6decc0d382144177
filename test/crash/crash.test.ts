import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { type JournalLine, makeJournal, readJournal, removeJournal, startsOf } from "./journal.ts";
import { journalFlow } from "./journalFlow.ts";
import { killAllWorkers, patientLease, startWorkerProcess } from "./workerProcess.ts";

const database = useDatabase();
const entrypoint = `${fileURLToPath(new URL("journalFlow.ts", import.meta.url))}:journalFlow`;

interface Run {
  id: string;
  epoch: number;
  state_name: string;
  run_count: number;
  crash_count: number;
  result: unknown;
}

let journal: string;

beforeEach(async () => {
  journal = makeJournal();
  const definition = journalFlow.toDeployment({ name: "local" });
  await deployDefinition(database.pool, definition, entrypoint);
});
afterEach(() => {
  killAllWorkers();
  removeJournal(journal);
});

async function enqueue(steps: number, milliseconds: number): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into provost.flow_runs (deployment, parameters) values ($1, $2) returning id",
    ["journal/local", { journal, steps, milliseconds }],
  );
  return rows[0]?.id ?? "";
}

async function read(id: string): Promise<Run> {
  const { rows } = await database.pool.query<Run>("select * from provost.flow_runs where id = $1", [
    id,
  ]);
  const [run] = rows;
  if (!run) throw new Error(`No run ${id}`);
  return run;
}

/** One that nobody takes for dead who is not to. */
const startPatientWorker = () => startWorkerProcess(database.connection, {}, patientLease);

const journalLines = (): JournalLine[] => startsOf(readJournal(journal));

const untilSteps = (count: number) =>
  eventually(() => journalLines().length >= count, { within: 20 });
const untilCompleted = (id: string) =>
  eventually(async () => (await read(id)).state_name === "Completed", { within: 40 });

/** In which epoch each completed step was recorded. */
async function epochsOfSteps(id: string): Promise<number[]> {
  const { rows } = await database.pool.query<{ epoch: number }>(
    "select epoch from provost.task_runs where flow_run_id = $1 and state_type = 'COMPLETED'",
    [id],
  );
  return rows.map(({ epoch }) => epoch);
}

describe("a worker that is killed", () => {
  it("loses nothing: another one continues after the last recorded task", async () => {
    const first = startWorkerProcess(database.connection);
    const id = await enqueue(30, 100);
    await untilSteps(5);
    startWorkerProcess(database.connection);
    first.signal("SIGKILL");
    await first.exited;
    await untilCompleted(id);

    const run = await read(id);
    expect(run).toMatchObject({ result: 435, run_count: 1 });
    const epochs = await epochsOfSteps(id);
    expect(epochs).toHaveLength(30);
    // What was recorded did not run again; at most the one step under way did. PostgreSQL may still
    // have been about to record a step when its worker was gone. A worker that is late for its lease
    // on a busy machine is as good as killed, and has a successor of its own.
    for (let epoch = 1; epoch <= run.epoch; epoch++) {
      const recorded = epochs.filter((each) => each < epoch).length;
      const steps = journalLines().filter((line) => line.epoch === epoch);
      expect(steps.map(({ step }) => step)).toEqual(steps.map((_line, i) => recorded + i));
    }
    const holders = new Set(journalLines().map(({ epoch }) => epoch)).size;
    expect(journalLines().length - 30).toBeLessThan(holders);
  });

  it("is suspected with its run after two deaths: in a process of its own, that run harms only itself", async () => {
    const id = await enqueue(1, 60_000);
    for (let kills = 1; kills <= 2; kills++) {
      const worker = startPatientWorker();
      await eventually(() => journalLines().some(({ pid }) => pid === worker.pid), { within: 30 });
      worker.signal("SIGKILL");
      await worker.exited;
    }
    const worker = startPatientWorker();
    await eventually(() => journalLines().length === 3, { within: 30 });
    const suspect = journalLines()[2]?.pid ?? worker.pid;
    expect(suspect).not.toBe(worker.pid);
    process.kill(suspect, "SIGKILL");
    await eventually(async () => (await read(id)).state_name === "Crashed", { within: 30 });
    expect(worker.hasExited()).toBe(false);
    expect(journalLines()).toHaveLength(3);
  });
});

describe("a worker that is frozen past its lease", () => {
  it("cannot overwrite its successor when it wakes up, notices, and exits", async () => {
    const frozen = startWorkerProcess(database.connection);
    const id = await enqueue(20, 100);
    await untilSteps(3);
    frozen.signal("SIGSTOP");
    startWorkerProcess(database.connection);
    await untilCompleted(id);
    const { epoch } = await read(id);
    frozen.signal("SIGCONT");

    expect(await frozen.exited).toBe(75);
    expect(frozen.output()).toContain("was declared dead");
    expect(await read(id)).toMatchObject({ result: 190, state_name: "Completed", epoch });
    const { rows } = await database.pool.query<{ epoch: number; key: string }>(
      "select epoch, key from provost.task_runs where flow_run_id = $1 order by start_time",
      [id],
    );
    const firstOfSuccessor = rows.findIndex((task) => task.epoch === epoch);
    expect(rows.slice(firstOfSuccessor).every((task) => task.epoch === epoch)).toBe(true);
  });
});

describe("a worker that is asked to stop", () => {
  it("hands its runs back without charging an attempt or a crash", async () => {
    const grace = { PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "0.2" };
    const first = startWorkerProcess(database.connection, grace, patientLease);
    const id = await enqueue(30, 100);
    await untilSteps(3);
    startPatientWorker();
    first.signal("SIGTERM");

    expect(await first.exited).toBe(0);
    await untilCompleted(id);
    expect(await read(id)).toMatchObject({ result: 435, run_count: 1, crash_count: 0 });
  });

  it("lets a run end that does so within the grace period", async () => {
    const grace = { PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "60" };
    const worker = startWorkerProcess(database.connection, grace, patientLease);
    const id = await enqueue(5, 100);
    await untilSteps(2);
    worker.signal("SIGTERM");

    expect(await worker.exited).toBe(0);
    expect(await read(id)).toMatchObject({ state_name: "Completed", epoch: 1 });
  });
});
