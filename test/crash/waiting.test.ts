import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { enqueue, readRun } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeJournal, readJournal, removeJournal, startsOf } from "./journal.ts";
import { waitingFlow } from "./waitingFlow.ts";
import { killAllWorkers, patientLease, startWorkerProcess } from "./workerProcess.ts";

const database = useDatabase();
const entrypoint = `${fileURLToPath(new URL("waitingFlow.ts", import.meta.url))}:waitingFlow`;
let journal: string;

beforeEach(async () => {
  journal = makeJournal();
  const definition = waitingFlow.toDeployment({ name: "local" });
  await deployDefinition(database.pool, definition, entrypoint);
});
afterEach(() => {
  killAllWorkers();
  removeJournal(journal);
});

const steps = (): number[] => startsOf(readJournal(journal)).map(({ step }) => step ?? -1);
const untilState = (id: string, name: string) =>
  eventually(async () => (await readRun(database.pool, id)).state_name === name, { within: 40 });

describe("a run whose worker is killed while it waits", () => {
  it("keeps the deadline of its sleep, its pause, and what it has done", async () => {
    const first = startWorkerProcess(database.connection, {}, patientLease);
    const id = await enqueue(database.pool, {
      deployment: "waiting/local",
      parameters: { journal },
    });
    await eventually(
      async () =>
        (await value(database.pool, "select count(*)::int from provost.flow_run_waits")) === 1,
      { within: 20 },
    );
    const wakeTime = "select wake_time from provost.flow_run_waits where key = 'sleep#0'";
    const deadline = await value(database.pool, wakeTime);
    first.signal("SIGKILL");
    await first.exited;
    const second = startWorkerProcess(database.connection, {}, patientLease);
    await untilState(id, "Paused");
    expect(await value(database.pool, wakeTime)).toEqual(deadline);
    second.signal("SIGKILL");
    await second.exited;

    startWorkerProcess(database.connection, {}, patientLease);
    expect(
      await value(database.pool, "select provost.resume_flow_run($1, $2)", [
        id,
        { approved: true },
      ]),
    ).toMatchObject({ status: "ACCEPT" });
    await untilState(id, "Completed");
    expect(steps()).toEqual([0, 1, 2]);
    expect(await readRun(database.pool, id)).toMatchObject({ result: true, run_count: 1 });
  });
});
