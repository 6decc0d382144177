import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SlotKeeper } from "../../../src/engine/slots/slotKeeper.ts";
import { DatabaseSlots } from "../../../src/engine/slots/slotStore.ts";
import type { SlotWish } from "../../../src/flow/concurrency.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { onThisMachine } from "../../support/slowness.ts";
import { createLimit, readLimit, slotsOf } from "../../sql/20_limits/limits.ts";

const database = useDatabase();
let keeper: SlotKeeper | undefined;
afterEach(() => keeper?.close());
const leaseKeeper = new URL("../../../src/engine/slots/leaseKeeper.ts", import.meta.url).href;

/** Takes a slot outside of runs, with a lease that is shorter than people may have it. */
async function take(name: string, wish: Partial<SlotWish> = {}) {
  const slots = new DatabaseSlots(database.pool, database.connection);
  keeper = new SlotKeeper(slots);
  // Such a lease could be over before the thread is there: it is when it misses one that is not.
  await new Promise<void>((resolve) => slots.keep(randomUUID(), 0.1, resolve));
  return await keeper.take({
    names: [name],
    slots: 1,
    mode: "concurrency",
    timeoutSeconds: undefined,
    strict: false,
    stopsWhenLost: false,
    leaseSeconds: 5,
    holder: "test",
    signal: undefined,
    ...wish,
  });
}

/** Keeps the event loop from turning, as a long computation does. */
const block = (milliseconds: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

describe("the lease of slots that are held outside of runs", () => {
  it("is renewed while the event loop is busy for longer than it lasts", async () => {
    const name = await createLimit(database.pool);
    const slots = await take(name);
    block(6000);
    expect((await readLimit(database.pool, name)).active_slots).toBe(1);
    await slots.release();
    expect(await slotsOf(database.pool, name)).toEqual([]);
  });

  it("does not keep its process alive", async () => {
    const code = `
      import { LeaseKeeper } from ${JSON.stringify(leaseKeeper)};
      new LeaseKeeper("postgres://nowhere.invalid/x").keep("a", 60, () => {});
      console.log("at the end");`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", code],
      { timeout: onThisMachine(20_000) },
    );
    expect(stdout).toBe("at the end\n");
  });

  it("that was lost stops the work of whoever it matters to, and warns anybody else", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const [strict, lax] = [await createLimit(database.pool), await createLimit(database.pool)];
    const slots = [await take(strict, { stopsWhenLost: true }), await take(lax)] as const;
    await database.pool.query(
      "select provost.reset_concurrency_limit(name) from provost.concurrency_limits",
    );
    await eventually(() => {
      expect(slots[0].signal.reason).toMatchObject({ code: "VOSLO" });
      expect(warn).toHaveBeenCalledWith(
        `The slots of ${lax} have been lost.`,
        expect.objectContaining({ detail: expect.stringContaining("an operator took them away") }),
      );
    });
    expect(slots[1].signal.aborted).toBe(false);
  });
});
