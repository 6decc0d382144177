import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { enqueue, finish, record, running, setState } from "../engine.ts";
import { writeLog } from "../logs.ts";
import { rows } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

interface Version {
  flow_run_id: string;
  version: string;
  is_finished: boolean;
}

const versions = (...ids: string[]): Promise<Version[]> =>
  rows(db, "select * from provost.flow_run_versions($1)", [ids]);

describe("the version of a flow run", () => {
  it("is another one after every change of its state, its tasks and its logs", async () => {
    const run = await running(db);
    const seen: string[] = [];
    const look = async () => seen.push(...(await versions(run.id)).map(({ version }) => version));
    await look();
    await setState(db, run.id, { type: "RUNNING", name: "Loading" });
    await look();
    await record(db, run, { type: "RUNNING" });
    await look();
    await record(db, run, { type: "COMPLETED" });
    await look();
    await record(db, run, { key: "u#0" });
    await look();
    await writeLog(db, run);
    await look();
    await writeLog(db, run);
    await look();
    await finish(db, run);
    await look();
    expect(new Set(seen).size).toBe(8);
  });

  it("stays while nothing changes", async () => {
    const run = await running(db);
    expect(await versions(run.id)).toEqual(await versions(run.id));
    const before = await versions(run.id);
    await setState(db, run.id, { type: "PAUSED" });
    expect(await versions(run.id)).not.toEqual(before);
  });

  it("tells which runs have finished, and leaves out those that do not exist", async () => {
    const [waiting, run] = [await enqueue(db), await running(db)];
    await finish(db, run);
    const found = await versions(waiting, run.id, "00000000-0000-7000-8000-000000000000");
    expect(new Map(found.map((each) => [each.flow_run_id, each.is_finished]))).toEqual(
      new Map([
        [waiting, false],
        [run.id, true],
      ]),
    );
  });
});
