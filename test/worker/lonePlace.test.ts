import { expect, it } from "vitest";
import type { ClaimedFlowRun, LoneRunTimes } from "../../src/db/functions.ts";
import { HeldRuns } from "../../src/engine/flows/heldRuns.ts";
import { LonePlace } from "../../src/worker/lonePlace.ts";
import { eventually } from "../support/eventually.ts";

const run = (flowRunId: string, more: Partial<ClaimedFlowRun> = {}): ClaimedFlowRun =>
  ({ flowRunId, epoch: 1, crashCount: 2, timeoutSeconds: null, ...more }) as ClaimedFlowRun;

/**
 * A place, what has begun in it, and what the database was told; `answered`: that none is alone,
 * `noted`: that one is.
 */
function place(
  times: Partial<LoneRunTimes> | Error = {},
  answered = Promise.resolve(),
  noted = Promise.resolve(),
) {
  const held = new HeldRuns();
  const begun: string[] = [];
  const lone: (string | null)[] = [];
  const errors: unknown[] = [];
  const ends = new Map<string, () => void>();
  const made = new LonePlace({
    held,
    onLone: async (flowRunId) => {
      lone.push(flowRunId);
      await (flowRunId === null ? answered : noted);
    },
    timesOf: async ({ crashCount }) => {
      if (times instanceof Error) throw times;
      const { waitSeconds = 10, aloneSeconds = 5 } = times;
      return { waitSeconds, aloneSeconds: aloneSeconds * (crashCount - 1) };
    },
    onError: (error) => void errors.push(error),
  });
  const body = (id: string) => async () => {
    begun.push(id);
    await new Promise<void>((resolve) => ends.set(id, resolve));
  };
  return {
    held,
    begun,
    lone,
    errors,
    place: made,
    alone: (id: string, more?: Partial<ClaimedFlowRun>) => made.alone(run(id, more), body(id)),
    inCompany: (id: string) => made.inCompany(run(id), body(id)),
    end: (id: string) => ends.get(id)?.(),
  };
}

it("a run that waits for others which do not end goes on beside them", async () => {
  const { alone, inCompany, begun, lone, place: made } = place({ waitSeconds: 0.02 });
  void inCompany("long");
  void alone("suspect");
  expect(made.isTaken).toBe(true);
  await eventually(() => begun.includes("suspect"));
  expect(lone).toEqual([]);
  expect(made.isTaken).toBe(false);
});

it("a run goes on beside others when the database does not tell how long it may wait", async () => {
  const { alone, inCompany, begun, errors } = place(new Error("gone"));
  void inCompany("long");
  void alone("suspect");
  await eventually(() => begun.length === 2);
  expect(begun).toEqual(["long", "suspect"]);
  expect(errors).toEqual([new Error("gone")]);
});

it("a run that survives is alone for a while only, which the database knows", async () => {
  const { alone, inCompany, begun, lone, end } = place({ aloneSeconds: 0.02 });
  const suspect = alone("suspect");
  await eventually(() => begun.includes("suspect"));
  void inCompany("other");
  await eventually(() => begun.includes("other"));
  expect(lone).toEqual(["suspect", null]);
  end("suspect");
  await suspect;
  expect(lone).toEqual(["suspect", null]);
  end("other");
  const again = alone("again", { crashCount: 4000 });
  await eventually(() => begun.includes("again"));
  void inCompany("another");
  end("again");
  await again;
  await eventually(() => begun.includes("another"));
  expect(lone).toEqual(["suspect", null, "again", null]);
});

it("a run that ends just when its time alone is over says so once, and not of the next", async () => {
  const answered = Promise.withResolvers<void>();
  const { alone, begun, lone, end } = place({ aloneSeconds: 0.02 }, answered.promise);
  const first = alone("first");
  await eventually(() => lone.length === 2);
  void alone("second");
  end("first");
  await eventually(() => begun.length === 1);
  answered.resolve();
  await first;
  await eventually(() => begun.includes("second"));
  expect(lone.slice(0, 3)).toEqual(["first", null, "second"]);
});

it("of two runs that want to be alone one waits for the other", async () => {
  const { alone, begun, lone, end } = place({ waitSeconds: 0.02 });
  void alone("first");
  void alone("second");
  await eventually(() => begun.includes("first"));
  expect(begun).toEqual(["first"]);
  end("first");
  await eventually(() => begun.includes("second"));
  expect(lone).toEqual(["first", null, "second"]);
});

it("no more than four wait; the rest takes its chance", async () => {
  const { alone, inCompany, begun } = place();
  void inCompany("long");
  for (const id of ["1", "2", "3", "4", "5"]) void alone(id);
  expect(begun).toEqual(["long", "5"]);
});

it("a run that is given to others while it waits does not begin, and lets others in", async () => {
  const { alone, inCompany, begun, held, place: made } = place();
  let isOpen = false;
  made.onFree(() => (isOpen = true));
  void inCompany("long");
  const suspect = alone("suspect");
  held.stopAll("lost");
  await suspect;
  expect(begun).toEqual(["long"]);
  expect(isOpen).toBe(true);
  expect(held.size).toBe(0);
});

it("a run that is given to others while the database is told that it is alone does not begin", async () => {
  const noted = Promise.withResolvers<void>();
  const { alone, begun, held, lone, place: made } = place({}, undefined, noted.promise);
  const suspect = alone("suspect");
  await eventually(() => lone.length === 1);
  expect(held.list()).toEqual([{ flowRunId: "suspect", epoch: 1 }]);
  held.stopAll("lost");
  noted.resolve();
  await suspect;
  expect(begun).toEqual([]);
  expect(lone).toEqual(["suspect", null]);
  expect(made.isTaken).toBe(false);
  expect(held.size).toBe(0);
});

it("a run that waited is held all the time until it begins", async () => {
  const { alone, inCompany, begun, end, held } = place();
  const long = inCompany("long");
  void alone("suspect");
  let gaps = 0;
  held.onChange(() => (gaps += held.size === 0 ? 1 : 0));
  end("long");
  await long;
  await eventually(() => begun.includes("suspect"));
  expect(gaps).toBe(0);
  expect(held.size).toBe(1);
});
