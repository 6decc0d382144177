import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { createLimit, readLimit, slotsOf, take } from "./limits.ts";

const db = useTransaction(useDatabase());

const release = (names: string[], slots = 1) =>
  value<number>(db, "select provost.release_concurrency_slots($1, $2)", [names, slots]);

describe("slots that are released by number", () => {
  it("are those of the limits that are named, and of no other for which their waiters wait", async () => {
    const [named, other] = [await createLimit(db), await createLimit(db)];
    await take(db, { names: [named] });
    const { lease_id: kept } = await take(db, { names: [other] });
    const { lease_id: waiting } = await take(db, { names: [named, other] });
    expect(await release([named])).toBe(1);
    expect(await slotsOf(db, other)).toMatchObject([
      { lease_id: kept, status: "HELD" },
      { lease_id: waiting, status: expect.not.stringMatching("HELD") },
    ]);
    expect(await release([other])).toBe(1);
    for (const name of [named, other]) {
      expect(await slotsOf(db, name)).toMatchObject([{ lease_id: waiting, status: "HELD" }]);
    }
  });

  it("serve who waits for several limits, also when they are a part of a lease", async () => {
    const [named, other] = [await createLimit(db, { limit: 2 }), await createLimit(db)];
    await take(db, { names: [named], slots: 2 });
    const { lease_id: waiting } = await take(db, { names: [named, other] });
    expect(await release([named])).toBe(1);
    expect(await slotsOf(db, other)).toMatchObject([{ lease_id: waiting, status: "HELD" }]);
  });

  it("count once where slots also come back by themselves, with their lease, a part of it or without", async () => {
    const name = await createLimit(db, { limit: 10, decay: 0.1 });
    const active = async () => (await readLimit(db, name))["active_slots"];
    await take(db, { names: [name], slots: 2 });
    await take(db, { names: [name], slots: 2 });
    await take(db, { names: [name], slots: 3, mode: "rate_limit" });
    await release([name]);
    expect(await active()).toBe(6);
    await release([name]);
    expect(await active()).toBe(5);
    await release([name], 3);
    expect(await active()).toBe(2);
    await release([name], 3);
    expect(await active()).toBe(0);
  });
});
