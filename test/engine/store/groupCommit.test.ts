import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { GroupCommit } from "../../../src/engine/store/groupCommit.ts";

/** A batch that is under way, to be answered by the test. */
function heldBatches() {
  const batches: { entries: readonly number[]; answer: () => void }[] = [];
  const run = (entries: readonly number[]) =>
    new Promise<number[]>((resolve) => {
      batches.push({ entries, answer: () => resolve(entries.map((entry) => entry * 10)) });
    });
  return { batches, run };
}

const isEntryFault = (error: unknown) => error instanceof RangeError;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe("GroupCommit", () => {
  it("sends what arrives in one moment together and answers each entry by itself", async () => {
    const { batches, run } = heldBatches();
    const group = new GroupCommit({ run });
    const answers = Promise.all([1, 2, 3].map((entry) => group.add(entry)));
    await nextTurn();
    expect(batches.map(({ entries }) => entries)).toEqual([[1, 2, 3]]);
    batches[0]?.answer();
    expect(await answers).toEqual([10, 20, 30]);
  });

  it("keeps at most so many statements in flight; what arrives meanwhile travels in the next", async () => {
    const { batches, run } = heldBatches();
    const group = new GroupCommit({ run, lanes: 2, mostEntries: 2 });
    const answers = [1, 2, 3, 4, 5, 6, 7].map((entry) => group.add(entry));
    await nextTurn();
    expect(batches.map(({ entries }) => entries)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    batches[0]?.answer();
    await eventually(() => batches.length > 2);
    expect(batches[2]?.entries).toEqual([5, 6]);
    for (const { answer } of batches) answer();
    await eventually(() => batches.length > 3);
    batches[3]?.answer();
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50, 60, 70]);
  });

  it("lets those that go on after an answer travel with those that have waited for it", async () => {
    const { batches, run } = heldBatches();
    const group = new GroupCommit({ run, lanes: 2 });
    const answers = [group.add(1).then(() => group.add(2))];
    await nextTurn();
    answers.push(group.add(3));
    await nextTurn();
    expect(batches.map(({ entries }) => entries)).toEqual([[1]]);
    batches[0]?.answer();
    await eventually(() => batches.length === 2);
    expect(batches[1]?.entries).toEqual([3, 2]);
    batches[1]?.answer();
    expect(await Promise.all(answers)).toEqual([20, 30]);
  });

  it("lets few entries wait for the statement in flight, but not for ever", async () => {
    const { batches, run } = heldBatches();
    const group = new GroupCommit({ run, lanes: 2 });
    const answers = [group.add(1)];
    await nextTurn();
    answers.push(group.add(2));
    await nextTurn();
    answers.push(group.add(3));
    await nextTurn();
    expect(batches).toHaveLength(1);
    await eventually(() => batches.length === 2);
    expect(batches[1]?.entries).toEqual([2, 3]);
    for (const { answer } of batches) answer();
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  });

  it("splits by number and by bytes", async () => {
    const sent: (readonly number[])[] = [];
    const run = async (entries: readonly number[]) => {
      sent.push(entries);
      return [...entries];
    };
    const byNumber = new GroupCommit({ run, mostEntries: 2 });
    await Promise.all([1, 2, 3].map((entry) => byNumber.add(entry)));
    const byBytes = new GroupCommit({ run, mostBytes: 10, sizeOf: (entry) => entry });
    await Promise.all([6, 4, 7, 50, 2].map((entry) => byBytes.add(entry)));
    expect(sent).toEqual([[1, 2], [3], [6, 4], [7], [50], [2]]);
  });

  it("gives a bad entry its error and the others their answers", async () => {
    const group = new GroupCommit({
      isEntryFault: () => true,
      run: async (entries: readonly number[]) => {
        if (entries.includes(3)) throw new Error("three is bad");
        return entries.map(String);
      },
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((entry) => group.add(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
  });

  it("gives all entries the error when no entry is to blame", async () => {
    let calls = 0;
    const run = async () => {
      calls++;
      throw new Error("the server is gone");
    };
    const group = new GroupCommit<number, never>({ run });
    const outcomes = await Promise.allSettled([1, 2].map((entry) => group.add(entry)));
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    expect(calls).toBe(1);
  });

  it("refuses a batch that was not answered entry by entry", async () => {
    const group = new GroupCommit<number, number>({ run: async () => [1] });
    await expect(Promise.all([group.add(1), group.add(2)])).rejects.toThrow(
      "Expected 2 answers, got 1.",
    );
  });

  it("says when everything has been answered", async () => {
    const { batches, run } = heldBatches();
    const group = new GroupCommit({ run });
    await group.idle();
    void group.add(1);
    let isIdle = false;
    const idle = group.idle().then(() => (isIdle = true));
    await nextTurn();
    expect(isIdle).toBe(false);
    batches[0]?.answer();
    await idle;
    expect(isIdle).toBe(true);
  });

  it("answers each entry once and keeps the order within an order object, however it is used", async () => {
    const entry = fc.record({
      order: fc.integer({ min: 0, max: 3 }),
      turnsBefore: fc.integer({ min: 0, max: 2 }),
      isBad: fc.boolean(),
    });
    const settings = fc.record({
      lanes: fc.integer({ min: 1, max: 3 }),
      mostEntries: fc.integer({ min: 1, max: 4 }),
      delays: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 25 }),
        settings,
        async (entries, { lanes, mostEntries, delays }) => {
          const orders = Array.from({ length: 4 }, () => ({}));
          const underWay = new Set<number>();
          const done: number[] = [];
          let batchCount = 0;
          const run = async (batch: readonly number[]) => {
            const ordersOfBatch = batch.map((index) => entries[index]?.order ?? -1);
            for (const order of ordersOfBatch) {
              if (underWay.has(order)) throw new Error("Two of one order are under way");
              underWay.add(order);
            }
            const turns = delays[batchCount++ % delays.length] ?? 0;
            for (let turn = 0; turn < turns; turn++) await nextTurn();
            for (const order of ordersOfBatch) underWay.delete(order);
            if (batch.some((index) => entries[index]?.isBad)) throw new RangeError("bad");
            done.push(...batch);
            return batch.map((index) => index * 2);
          };
          const group = new GroupCommit({ run, lanes, mostEntries, isEntryFault });
          const answers: Promise<unknown>[] = [];
          for (const [index, { order, turnsBefore }] of entries.entries()) {
            for (let turn = 0; turn < turnsBefore; turn++) await nextTurn();
            answers.push(group.add(index, orders[order]).catch(() => "refused"));
          }
          const expected = entries.map(({ isBad }, index) => (isBad ? "refused" : index * 2));
          expect(await Promise.all(answers)).toEqual(expected);
          for (let order = 0; order < 4; order++) {
            const ofOrder = done.filter((index) => entries[index]?.order === order);
            expect(ofOrder).toEqual(ofOrder.toSorted((a, b) => a - b));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
