import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { readRun, running } from "../engine.ts";
import { row, type Row, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";
import { park, readStoredWait, readWait, recordWait } from "../waits.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const emit = (event: string, resource: unknown = "order/42", payload: object = {}) =>
  value<string>(db, "select provost.emit_event($1, $2, $3)", [
    event,
    JSON.stringify(resource),
    JSON.stringify(payload),
  ]);
const wait = (filter: object = {}): Row => ({
  key: "event#0",
  kind: "event",
  event: "order.paid",
  event_filter: filter,
  seconds: 3600,
});

describe("an event", () => {
  it("is stored with what it is about", async () => {
    const id = await emit("order.paid", { "provost.resource.id": "order/42" }, { amount: 3 });
    expect(await row(db, "select * from provost.events where id = $1", [id])).toMatchObject({
      event: "order.paid",
      resource: { "provost.resource.id": "order/42" },
      payload: { amount: 3 },
      occurred: new Date("2030-01-01T00:00:00Z"),
    });
  });

  it("that is emitted twice with one id is one event", async () => {
    const id = "0197c1a0-0000-7000-8000-000000000000";
    const text = "select provost.emit_event('a', '\"b\"', id => $1)";
    expect(await value(db, text, [id])).toBe(id);
    await clock.advance(db, "1 minute");
    expect(await value(db, text, [id])).toBe(id);
    expect(await value(db, "select count(*)::int from provost.events")).toBe(1);
  });

  it.each([
    ["", '"x"'],
    ["a", "{}"],
    ["a", "7"],
    ["a".repeat(1025), '"x"'],
  ])("named %j about %s is refused", async (event, resource) => {
    const refused = await refusal(db, "select provost.emit_event($1, $2)", [event, resource]);
    expect(refused).toMatchObject({ code: "VOARG" });
  });

  it("has happened at a time of the calendar, and is not too large without a payload", async () => {
    expect(
      await refusal(db, "select provost.emit_event('a', '\"b\"', occurred => 'infinity')"),
    ).toMatchObject({ code: "VOARG" });
    const large = "to_jsonb(repeat('x', 2000000))";
    expect(
      await refusal(db, `select provost.emit_event('a', ${large}, payload => null)`),
    ).toMatchObject({ code: "VOSIZ" });
  });

  it("answers the runs that wait for it, and makes them due", async () => {
    const run = await running(db);
    await recordWait(db, run, wait());
    await park(db, run, ["event#0"]);
    await emit("order.sent");
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "AwaitingEvent" });
    const id = await emit("order.paid", "order/42", { amount: 3 });
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "Resuming" });
    expect(await readStoredWait(db, run.id, "event#0")).toMatchObject({
      outcome: "answered",
      value: { id, payload: { amount: 3 } },
    });
  });

  it("answers nobody whose filter it does not fit", async () => {
    const run = await running(db);
    await recordWait(
      db,
      run,
      wait({ resource: { "provost.resource.id": "order/4*" }, payload: { amount: 3 } }),
    );
    await emit("order.paid", "order/7", { amount: 3 });
    await emit("order.paid", "order/42", { amount: 4 });
    expect(await readWait(db, run, "event#0")).toMatchObject({ outcome: null });
    await emit("order.paid", "order/42", { amount: 3, currency: "EUR" });
    expect(await readWait(db, run, "event#0")).toMatchObject({ outcome: "answered" });
  });

  it("that came before the wait is found only if the wait reaches back to it", async () => {
    const run = await running(db);
    const id = await emit("order.paid");
    await emit("order.paid");
    await clock.advance(db, "1 minute");
    expect(await recordWait(db, run, wait())).toMatchObject({ outcome: null });
    const since = { ...wait({ since: "2030-01-01T00:00:00Z" }), key: "event#1" };
    expect(await recordWait(db, run, since)).toMatchObject({ outcome: "answered", value: { id } });
  });

  it("that comes when the time is up comes too late", async () => {
    const run = await running(db);
    await recordWait(db, run, wait());
    await clock.advance(db, "1 hour");
    await emit("order.paid");
    expect(await readWait(db, run, "event#0")).toMatchObject({ outcome: "elapsed", value: null });
  });
});

const file = new URL("../../../../shared/vectors/matching.json", import.meta.url);

interface Matching {
  id: string;
  kind: string;
  [field: string]: unknown;
}

describe.skipIf(!existsSync(file))("labels, by example", () => {
  const all = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Matching[]) : [];
  const asked = all.filter(({ kind }) => kind === "pattern" || kind === "specification");
  it.each(asked)(
    "$id",
    async ({ kind, pattern, value: label, specification, resource, expected }) => {
      const [wanted, given] =
        kind === "pattern"
          ? [{ a: pattern }, label === null ? {} : { a: label }]
          : [specification, resource];
      expect(
        await value(db, "select provost_private.labels_fit($1, $2)", [
          JSON.stringify(wanted),
          JSON.stringify(given),
        ]),
      ).toBe(expected);
    },
  );
});
