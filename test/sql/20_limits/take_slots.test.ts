import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { endWorker, reap, running, setState, uniqueName } from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";
import { check, createLimit, free, readLimit, slotsOf, take, takeMany } from "./limits.ts";

const db = useTransaction(useDatabase());

const statuses = (answers: { status: string }[]): string[] => answers.map(({ status }) => status);

describe("taking slots", () => {
  it("gives them while there are some, and then makes callers wait", async () => {
    const name = await createLimit(db, { limit: 2 });
    const answers = await takeMany(db, [{ names: [name] }, { names: [name] }, { names: [name] }]);
    expect(statuses(answers)).toEqual(["GRANTED", "GRANTED", "WAITING"]);
    expect(answers[0]?.limits).toEqual([name]);
    expect((await readLimit(db, name)).active_slots).toBe(2);
  });

  it("takes all slots of several limits or none", async () => {
    const [a, b] = [await createLimit(db, { limit: 2 }), await createLimit(db, { limit: 1 })];
    await take(db, { names: [b] });
    expect((await take(db, { names: [a, b], waits: false })).status).toBe("DENIED");
    expect((await readLimit(db, a)).active_slots).toBe(0);
    expect(await slotsOf(db, a)).toEqual([]);
  });

  it("takes as many as are asked for of each", async () => {
    const name = await createLimit(db, { limit: 5 });
    await take(db, { names: [name], slots: 3 });
    expect((await take(db, { names: [name], slots: 3, waits: false })).status).toBe("DENIED");
    expect((await take(db, { names: [name], slots: 2 })).status).toBe("GRANTED");
  });

  it("passes over names that no limit has, and limits that are switched off", async () => {
    const off = await createLimit(db, { limit: 1, active: false });
    const answers = await takeMany(db, [{ names: [off, "nobody"] }, { names: [off] }]);
    expect(statuses(answers)).toEqual(["GRANTED", "GRANTED"]);
    expect(answers[0]?.limits).toEqual([]);
    expect(await slotsOf(db, off)).toEqual([]);
  });

  it("names the limits that there are to people, also one that is switched off", async () => {
    const off = await createLimit(db, { limit: 1, active: false });
    const answer = await value(db, "select provost.take_concurrency_slots($1)", [[off, "nobody"]]);
    expect(answer).toEqual({ status: "ACQUIRED", limits: [off] });
    expect(await slotsOf(db, off)).toEqual([]);
  });

  it("refuses an unknown name when it is strict about them", async () => {
    const name = await createLimit(db);
    const answer = await take(db, { names: [name, "nobody"], strict: true });
    expect(answer).toMatchObject({
      status: "REFUSED",
      reason: "No concurrency limit is named 'nobody'.",
    });
    expect((await readLimit(db, name)).active_slots).toBe(0);
  });

  it("refuses more slots than there are, and never waits for a limit of 0", async () => {
    const name = await createLimit(db, { limit: 2 });
    const zero = await createLimit(db, { name: `tag:${uniqueName("t")}`, limit: 0 });
    expect((await take(db, { names: [name], slots: 3 })).reason).toBe(
      `Slots requested is greater than the limit: 3 of 2 on '${name}'.`,
    );
    expect((await take(db, { names: [name, zero] })).reason).toBe(
      `The concurrency limit on tag '${zero.slice(4)}' is 0, so it would never start.`,
    );
  });

  it("refuses a rate of a limit whose slots do not decay", async () => {
    const name = await createLimit(db, { limit: 2 });
    const answer = await take(db, { names: [name], mode: "rate_limit" });
    expect(answer.status).toBe("REFUSED");
    expect(answer.reason).toContain("Only concurrency limits with slot decay");
  });

  it("answers a request that is sent again as it did before", async () => {
    const name = await createLimit(db, { limit: 1 });
    const first = await take(db, { names: [name] });
    const again = await take(db, { names: [name], id: first.lease_id });
    expect(again.status).toBe("GRANTED");
    expect((await readLimit(db, name)).active_slots).toBe(1);
  });
});

describe("those who wait", () => {
  it("are served in the order in which they came", async () => {
    const name = await createLimit(db, { limit: 1 });
    const [held, ...waiting] = await takeMany(
      db,
      Array.from({ length: 4 }, () => ({ names: [name] })),
    );
    let holder = held?.lease_id ?? "";
    for (const { lease_id: next } of waiting) {
      await free(db, holder);
      const [slot] = await slotsOf(db, name);
      expect(slot).toMatchObject({ lease_id: next, status: "HELD" });
      holder = next;
    }
  });

  it("are not overtaken by one who asks later, even if there is room for him alone", async () => {
    const name = await createLimit(db, { limit: 3 });
    await take(db, { names: [name], slots: 2 });
    expect((await take(db, { names: [name], slots: 2 })).status).toBe("WAITING");
    expect((await take(db, { names: [name], waits: false })).status).toBe("DENIED");
  });

  it("let others pass for whom there is room besides them", async () => {
    const [a, b] = [await createLimit(db, { limit: 2 }), await createLimit(db, { limit: 1 })];
    await take(db, { names: [b] });
    expect((await take(db, { names: [a, b] })).status).toBe("WAITING");
    expect((await take(db, { names: [a] })).status).toBe("GRANTED");
    expect((await take(db, { names: [a], waits: false })).status).toBe("DENIED");
  });

  it("of several limits get them together", async () => {
    const [a, b] = [await createLimit(db, { limit: 1 }), await createLimit(db, { limit: 1 })];
    const heldA = await take(db, { names: [a] });
    const heldB = await take(db, { names: [b] });
    const both = await take(db, { names: [a, b] });
    await free(db, heldA.lease_id);
    expect((await check(db, both.lease_id))[0]?.status).toBe("WAITING");
    await free(db, heldB.lease_id);
    expect((await check(db, both.lease_id))[0]).toMatchObject({
      status: "GRANTED",
      limits: [a, b].sort(),
    });
  });

  it("are refused when the limit is lowered below what they want", async () => {
    const name = await createLimit(db, { limit: 2 });
    const held = await take(db, { names: [name], slots: 2 });
    const wide = await take(db, { names: [name], slots: 2 });
    const narrow = await take(db, { names: [name] });
    await db.query("select provost.update_concurrency_limit($1, 1)", [name]);
    await free(db, held.lease_id);
    const answers = await check(db, wide.lease_id, narrow.lease_id);
    expect(statuses(answers)).toEqual(["REFUSED", "GRANTED"]);
  });

  it("are served at once when the limit is raised, or switched off, or deleted", async () => {
    const name = await createLimit(db, { limit: 1 });
    const [, second, third, fourth] = await takeMany(
      db,
      Array.from({ length: 4 }, () => ({ names: [name] })),
    );
    await db.query("select provost.update_concurrency_limit($1, 2)", [name]);
    expect((await check(db, second?.lease_id ?? ""))[0]?.status).toBe("GRANTED");
    await db.query("select provost.update_concurrency_limit($1, active => false)", [name]);
    expect((await check(db, third?.lease_id ?? ""))[0]?.status).toBe("GRANTED");
    await db.query("select provost.delete_concurrency_limit($1)", [name]);
    expect((await check(db, fourth?.lease_id ?? ""))[0]?.status).toBe("GONE");
  });

  it("vanish when they are not heard of any more, unless they wait for a flow run", async () => {
    const name = await createLimit(db, { limit: 1 });
    const run = await running(db);
    await clock.freeze(db);
    const held = await take(db, { names: [name] });
    await take(db, { names: [name] });
    const ofRun = await take(db, { names: [name], run });
    await clock.advance(db, "31 s");
    await free(db, held.lease_id);
    expect((await check(db, ofRun.lease_id))[0]?.status).toBe("GRANTED");
  });
});

describe("a limit that is lowered below what is held", () => {
  it("takes nothing away, and gives nothing out until enough came back", async () => {
    const name = await createLimit(db, { limit: 3 });
    const held = await takeMany(
      db,
      Array.from({ length: 3 }, () => ({ names: [name] })),
    );
    await db.query("select provost.update_concurrency_limit($1, 1)", [name]);
    const waiting = await take(db, { names: [name] });
    for (const { lease_id: id } of held.slice(0, 2)) await free(db, id);
    expect((await check(db, waiting.lease_id))[0]?.status).toBe("WAITING");
    await free(db, held[2]?.lease_id ?? "");
    expect((await check(db, waiting.lease_id))[0]?.status).toBe("GRANTED");
  });
});

describe("slots that a flow run holds", () => {
  it("are free when the run ends, whatever it ends as", async () => {
    const name = await createLimit(db, { limit: 1 });
    const run = await running(db);
    await take(db, { names: [name], run });
    await take(db, { names: [name], run, taskKey: "t#0" });
    await db.query("select * from provost_private.finish_flow_runs($1)", [
      JSON.stringify([{ ord: 1, flow_run_id: run.id, epoch: run.epoch, type: "COMPLETED" }]),
    ]);
    expect(await slotsOf(db, name)).toEqual([]);
  });

  it("are free when its worker dies or leaves, and go to who waits", async () => {
    const name = await createLimit(db, { limit: 2 });
    const [one, two] = [await running(db), await running(db)];
    await take(db, { names: [name], run: one });
    await take(db, { names: [name], run: two });
    const waiting = await takeMany(db, [{ names: [name] }, { names: [name] }]);
    await reap(db, one.worker);
    await endWorker(db, two.worker);
    expect(statuses(await check(db, ...waiting.map(({ lease_id: id }) => id)))).toEqual([
      "GRANTED",
      "GRANTED",
    ]);
  });

  it("stay with it while it is being cancelled", async () => {
    const name = await createLimit(db, { limit: 1 });
    const run = await running(db);
    await take(db, { names: [name], run });
    await setState(db, run.id, { type: "CANCELLING" });
    expect((await readLimit(db, name)).active_slots).toBe(1);
  });

  it("go with the row that says who holds the run", async () => {
    const name = await createLimit(db, { limit: 1 });
    const run = await running(db);
    await take(db, { names: [name], run });
    await db.query("delete from provost_private.active_runs where flow_run_id = $1", [run.id]);
    expect(await slotsOf(db, name)).toEqual([]);
  });

  it("cannot be had by a holder of the past", async () => {
    const name = await createLimit(db, { limit: 1 });
    const run = await running(db);
    const answer = await take(db, { names: [name], run: { ...run, epoch: run.epoch - 1 } });
    expect(answer.status).toBe("STALE");
    expect(await slotsOf(db, name)).toEqual([]);
  });
});

describe("a lease", () => {
  it("is lost unless it is renewed, and its slots are free from then on, swept up or not", async () => {
    const name = await createLimit(db, { limit: 1 });
    await clock.freeze(db);
    const { lease_id: id } = await take(db, { names: [name], leaseSeconds: 60 });
    const renew = () =>
      value<number>(db, "select count(*)::int from provost_private.renew_slots($1)", [[id]]);
    await clock.advance(db, "59 s");
    expect(await renew()).toBe(1);
    await clock.advance(db, "59 s");
    expect((await readLimit(db, name)).active_slots).toBe(1);
    await clock.advance(db, "2 s");
    expect(await renew()).toBe(0);
    expect((await readLimit(db, name)).active_slots).toBe(0);
    expect((await take(db, { names: [name], waits: false })).status).toBe("GRANTED");
  });

  it("that has expired is swept up, and who waits is served", async () => {
    const name = await createLimit(db, { limit: 1 });
    const run = await running(db);
    await clock.freeze(db);
    await take(db, { names: [name], leaseSeconds: 60 });
    await take(db, { names: [name], run });
    await clock.advance(db, "61 s");
    expect(await value(db, "select provost_private.sweep_slots()")).toBe(1);
    expect(await slotsOf(db, name)).toMatchObject([{ status: "HELD", flow_run_id: run.id }]);
  });
});

describe("a limit whose slots decay", () => {
  it("gives them out at its rate, without losing the fractions between", async () => {
    const name = await createLimit(db, { limit: 2, decay: 10 });
    await clock.freeze(db);
    let granted = 0;
    for (let step = 0; step < 100; step++) {
      const { status } = await take(db, { names: [name], mode: "rate_limit", waits: false });
      if (status === "GRANTED") granted++;
      await clock.advance(db, "20 ms");
    }
    // Two at once, and then ten a second for two seconds.
    expect(granted).toBeGreaterThanOrEqual(21);
    expect(granted).toBeLessThanOrEqual(22);
    expect(await slotsOf(db, name)).toEqual([]);
  });

  it("tells those who wait when their turn comes", async () => {
    const name = await createLimit(db, { limit: 1, decay: 2 });
    await clock.freeze(db);
    const mode = "rate_limit";
    const answers = await takeMany(
      db,
      Array.from({ length: 3 }, () => ({ names: [name], mode }) as const),
    );
    expect(statuses(answers)).toEqual(["GRANTED", "WAITING", "WAITING"]);
    expect(answers.map((each) => each.retry_after)).toEqual([null, 0.5, 1]);
    await clock.advance(db, "500 ms");
    const ids = answers.slice(1).map(({ lease_id: id }) => id);
    expect(statuses(await check(db, ...ids))).toEqual(["GRANTED", "WAITING"]);
  });
});

describe("the books of a limit", () => {
  it("tell how long slots are held", async () => {
    const name = await createLimit(db, { limit: 1 });
    await clock.freeze(db);
    const { lease_id: id } = await take(db, { names: [name] });
    await clock.advance(db, "12 s");
    await free(db, id);
    expect((await readLimit(db, name)).avg_slot_occupancy_seconds).toBeCloseTo(7, 3);
  });

  it("tell it by what is measured where that is said, to the last slot", async () => {
    const name = await createLimit(db, { limit: 10, activeSlots: 2 });
    let average = (await readLimit(db, name)).avg_slot_occupancy_seconds;
    for (let released = 0; released < 2; released += 1) {
      await db.query("select provost.release_concurrency_slots($1, 1, 5)", [[name]]);
      average += (5 - average) / 20;
      const limit = await readLimit(db, name);
      expect(limit.avg_slot_occupancy_seconds).toBeCloseTo(average, 6);
    }
  });

  it("count what was denied, until it is forgotten", async () => {
    const name = await createLimit(db, { limit: 1 });
    await clock.freeze(db);
    await take(db, { names: [name] });
    const answer = await take(db, { names: [name], waits: false });
    expect(answer.retry_after).toBeGreaterThan(1);
    expect((await readLimit(db, name)).denied_slots).toBe(1);
    await clock.advance(db, "2 s");
    expect((await readLimit(db, name)).denied_slots).toBe(0);
  });

  it("stay readable however much was denied", async () => {
    const name = await createLimit(db, { limit: 1, activeSlots: 1 });
    await db.query("select provost.update_concurrency_limit($1, denied_slots => 2147483647)", [
      name,
    ]);
    await take(db, { names: [name], waits: false });
    expect((await readLimit(db, name)).denied_slots).toBe(2_147_483_647);
  });

  it.each(["NaN", "Infinity", "-1"])("learn nothing from an occupancy of %s", async (seconds) => {
    const name = await createLimit(db, { limit: 1, activeSlots: 1 });
    expect(
      await refusal(db, "select provost.release_concurrency_slots($1, 1, $2)", [[name], seconds]),
    ).toMatchObject({ code: "VOARG" });
  });

  it("count the slots as taken that are said to be, also when they exist already", async () => {
    const name = await createLimit(db, { limit: 5 });
    await db.query(
      "select provost.create_concurrency_limit($1, 5, active_slots => 3, overwrite => true)",
      [name],
    );
    expect((await readLimit(db, name)).active_slots).toBe(3);
  });
});
