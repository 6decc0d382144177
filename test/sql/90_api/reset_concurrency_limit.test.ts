import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { running } from "../engine.ts";
import { value } from "../rows.ts";
import { createTask } from "../taskRuns.ts";
import { useTransaction } from "../transaction.ts";
import { createLimit, readLimit, slotsOf, take } from "../20_limits/limits.ts";

const db = useTransaction(useDatabase());

const reset = (name: string, ...kept: string[]): Promise<number> =>
  value(db, "select provost.reset_concurrency_limit($1, $2)", [name, kept]);

const holders = async (name: string) =>
  (await slotsOf(db, name)).map(({ lease_id: lease, status }) => [lease, status]);

describe("resetting a concurrency limit", () => {
  it("takes all slots away, and serves who waits", async () => {
    const name = await createLimit(db, { limit: 3 });
    await take(db, { names: [name], slots: 2 });
    await take(db, { names: [name], run: await running(db) });
    const { lease_id: waiter } = await take(db, { names: [name] });
    expect(await reset(name)).toBe(3);
    expect(await holders(name)).toEqual([[waiter, "HELD"]]);
  });

  it("leaves those that are named theirs: leases, flow runs and task runs", async () => {
    const name = await createLimit(db, { limit: 10 });
    const [run, other] = [await running(db), await running(db)];
    const { id: taskRun, key } = await createTask(db, other.id);
    const kept = [
      await take(db, { names: [name] }),
      await take(db, { names: [name], run }),
      await take(db, { names: [name], run: other, taskKey: key }),
    ].map(({ lease_id: lease }) => lease);
    await take(db, { names: [name], run: other, taskKey: "another#0" });
    await take(db, { names: [name], slots: 4 });
    expect(await reset(name, kept[0] ?? "", run.id, taskRun)).toBe(5);
    expect(await holders(name)).toEqual(kept.map((lease) => [lease, "HELD"]));
    expect((await readLimit(db, name)).active_slots).toBe(3);
  });

  it("refuses an id under which nobody holds a slot, and takes nothing away", async () => {
    const name = await createLimit(db, { limit: 2 });
    const { lease_id: lease } = await take(db, { names: [name] });
    const stranger = randomUUID();
    await db.query("savepoint refused");
    await expect(reset(name, lease, stranger)).rejects.toThrow(
      `Nobody holds slots of '${name}' under the id ${stranger}.`,
    );
    await db.query("rollback to refused");
    expect(await holders(name)).toEqual([[lease, "HELD"]]);
  });
});
