import { expect, it } from "vitest";
import { KeyLocks } from "../../../src/engine/replay/keyLocks.ts";
import { eventually } from "../../support/eventually.ts";
import { EngineUnderTest } from "../engineUnderTest.ts";

const holder = (flowRunId: string) => ({ key: "k", flowRunId, epoch: 1, holder: "task" });

/** What would keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

it("runs of one process wait for one another, and leave no timers behind", async () => {
  const before = timers();
  const locks = new KeyLocks(new EngineUnderTest().store, 60);
  const { signal } = new AbortController();
  const unlock = await locks.lock(holder("first"), true, signal);
  const others = ["second", "third", "fourth"].map(async (each) => {
    const unlockOther = await locks.lock(holder(each), true, signal);
    await unlockOther();
  });
  await unlock();
  await Promise.all(others);
  expect(await eventually(() => timers() <= before)).toBe(true);
});

it("a run that waits for another no longer than it may says so", async () => {
  const locks = new KeyLocks(new EngineUnderTest().store, 0.01);
  const { signal } = new AbortController();
  await locks.lock(holder("first"), true, signal);
  await expect(locks.lock(holder("second"), true, signal)).rejects.toThrow(
    'The key "k" was not free within 0.01 s.',
  );
});
