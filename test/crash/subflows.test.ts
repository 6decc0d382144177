import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { column, row, type Row, rows } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { familyFlow } from "./familyFlow.ts";
import { type JournalLine, makeJournal, readJournal, removeJournal, startsOf } from "./journal.ts";
import { killAllWorkers, patientLease, startWorkerProcess } from "./workerProcess.ts";

const database = useDatabase();
const entrypoint = `${fileURLToPath(new URL("familyFlow.ts", import.meta.url))}:familyFlow`;
let journal: string;

beforeEach(async () => {
  journal = makeJournal();
  await deployDefinition(database.pool, familyFlow.toDeployment({ name: "local" }), entrypoint);
});
afterEach(() => {
  killAllWorkers();
  removeJournal(journal);
});

const gate = (): string => join(journal, "gate");

async function enqueue(steps: number, milliseconds: number): Promise<string> {
  const { id } = await row<{ id: string }>(
    database.pool,
    "insert into provost.flow_runs (deployment, parameters) values ($1, $2) returning id",
    ["family/local", { journal, gate: gate(), steps, milliseconds }],
  );
  return id;
}

const journalLines = (): JournalLine[] => startsOf(readJournal(journal));

const childrenOf = (id: string): Promise<Row[]> =>
  rows(database.pool, "select * from provost.flow_runs where parent_flow_run_id = $1", [id]);

const untilCompleted = (id: string) =>
  eventually(
    async () => {
      const query = "select state_type from provost.flow_runs where id = $1";
      return (await column(database.pool, query, [id]))[0] === "COMPLETED";
    },
    { within: 40 },
  );

describe("a worker that is killed with a flow that was called", () => {
  it("between the end of the child and whatever its caller does next: the child ran once", async () => {
    const first = startWorkerProcess(database.connection, {}, patientLease);
    const id = await enqueue(3, 10);
    await eventually(async () => (await childrenOf(id))[0]?.["state_type"] === "COMPLETED", {
      within: 30,
    });
    first.signal("SIGKILL");
    await first.exited;
    const query = "select state_type from provost.task_runs where flow_run_id = $1 and key = $2";
    expect(await column(database.pool, query, [id, "family-child#0"])).toEqual(["COMPLETED"]);

    writeFileSync(gate(), "");
    startWorkerProcess(database.connection, {}, patientLease);
    await untilCompleted(id);
    expect(journalLines().map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(await childrenOf(id)).toMatchObject([{ run_count: 1, result: 3 }]);
  });

  it("in the midst of the child: the same run goes on after its last recorded task", async () => {
    writeFileSync(gate(), "");
    const first = startWorkerProcess(database.connection, {}, patientLease);
    const id = await enqueue(20, 100);
    await eventually(() => journalLines().length >= 5, { within: 30 });
    startWorkerProcess(database.connection, {}, patientLease);
    first.signal("SIGKILL");
    await untilCompleted(id);

    expect(await childrenOf(id)).toMatchObject([{ run_count: 1, result: 190 }]);
    const steps = journalLines().map(({ step }) => step);
    expect(new Set(steps).size).toBe(20);
    expect(steps.length).toBeLessThanOrEqual(21);
  });
});
