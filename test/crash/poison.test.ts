import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { rows } from "../sql/rows.ts";
import { fastLease, killAllWorkers, startWorkerProcess } from "./workerProcess.ts";

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), "provost-poison-"));
const journal = join(folder, "journal");
const fixtures = fileURLToPath(new URL("poisonTasks.ts", import.meta.url));

afterEach(() => {
  killAllWorkers();
  rmSync(folder, { recursive: true });
});

const serve = () =>
  startWorkerProcess(database.connection, { POISON_JOURNAL: journal }, fastLease, [
    "task",
    "serve",
    `${fixtures}:poison`,
    `${fixtures}:neighbour`,
  ]);

/** Somebody starts the process again whenever it dies. */
async function serveUntil(isOver: () => Promise<boolean>): Promise<void> {
  let server = serve();
  await eventually(
    async () => {
      if (server.hasExited()) server = serve();
      return await isOver();
    },
    { within: 120 },
  );
}

describe("a background task that ends its worker", () => {
  it("is Crashed at the third crash, and others that shared workers with it complete", async () => {
    const { pool } = database;
    for (const task of ["poison", "neighbour", "neighbour", "neighbour"]) {
      await pool.query("select provost.delay_task($1)", [task]);
    }
    const runs = () =>
      rows<{ name: string; state_name: string }>(
        pool,
        "select deployment as name, state_name from provost.flow_runs order by id",
      );
    await serveUntil(async () =>
      (await runs()).every((run) => ["Completed", "Crashed"].includes(run.state_name)),
    );
    expect((await runs()).map(({ name, state_name }) => `${name} ${state_name}`)).toEqual([
      "poison Crashed",
      "neighbour Completed",
      "neighbour Completed",
      "neighbour Completed",
    ]);
    expect(existsSync(journal) && readFileSync(journal, "utf8").split("\n").length - 1).toBe(3);
  });
});
