import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { enqueue, readRun } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeJournal, readJournal, removeJournal, startsOf } from "./journal.ts";
import { callingFlow, waitingFlow } from "./waitingFlow.ts";
import { killAllWorkers, patientLease, startWorkerProcess } from "./workerProcess.ts";

const database = useDatabase();
const file = fileURLToPath(new URL("waitingFlow.ts", import.meta.url));
let journal: string;

beforeEach(async () => {
  journal = makeJournal();
  for (const [name, each] of Object.entries({ callingFlow, waitingFlow })) {
    const definition = each.toDeployment({ name: "local" });
    await deployDefinition(database.pool, definition, `${file}:${name}`);
  }
});
afterEach(() => {
  killAllWorkers();
  removeJournal(journal);
});

const steps = (): number[] => startsOf(readJournal(journal)).map(({ step }) => step ?? -1);
const untilState = (id: string, name: string) =>
  eventually(async () => (await readRun(database.pool, id)).state_name === name, { within: 40 });

const pausedRun = () =>
  value<string>(database.pool, "select id from provost.flow_runs where state_name = 'Paused'");

describe("a run whose worker is killed while it waits", () => {
  it.each([
    { what: "itself", deployment: "waiting/local", pausesAs: "Paused" },
    {
      what: "for a flow that it has called",
      deployment: "calling/local",
      pausesAs: "AwaitingFlowRun",
    },
  ])("$what keeps the deadline of its sleep, its pause, and what it has done", async (which) => {
    const first = startWorkerProcess(database.connection, {}, patientLease);
    const begun = await clock.now(database.pool);
    const id = await enqueue(database.pool, {
      deployment: which.deployment,
      parameters: { journal },
    });
    const wakeTime =
      "select max(wake_time) from provost.flow_run_waits where key = 'sleep#0' and created > $1";
    const asleep = () => value<Date | null>(database.pool, wakeTime, [begun]);
    const deadline = await eventually(async () => (await asleep()) ?? false, { within: 20 });
    first.signal("SIGKILL");
    await first.exited;
    const second = startWorkerProcess(database.connection, {}, patientLease);
    await untilState(id, which.pausesAs);
    expect(await asleep()).toEqual(deadline);
    second.signal("SIGKILL");
    await second.exited;

    startWorkerProcess(database.connection, {}, patientLease);
    expect(
      await value(database.pool, "select provost.resume_flow_run($1, $2)", [
        await pausedRun(),
        { approved: true },
      ]),
    ).toMatchObject({ status: "ACCEPT" });
    await untilState(id, "Completed");
    expect(steps()).toEqual([0, 1, 2]);
    expect(await readRun(database.pool, id)).toMatchObject({ result: true, run_count: 1 });
  });
});
