import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  deploy,
  enqueue,
  finish,
  history,
  readRun,
  record,
  type Row,
  running,
  setState,
} from "../engine.ts";
import { column, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

type Verb = "cancel" | "retry" | "delete";

const bulk = (
  verb: Verb,
  filter: Row,
  more: { dry?: boolean; size?: number; after?: string } = {},
) =>
  value<Row>(db, `select provost.${verb}_flow_runs($1, $2, $3, $4)`, [
    JSON.stringify(filter),
    more.dry ?? false,
    more.size ?? 500,
    more.after ?? null,
  ]);

const stateOf = async (id: string): Promise<string> => (await readRun(db, id)).state_type;

async function failed(columns: Row = {}): Promise<string> {
  const run = await running(db, columns);
  await finish(db, run, { type: "FAILED" });
  return run.id;
}

describe("cancelling runs in bulk", () => {
  it("ends at once what waits, and tells the workers of what runs", async () => {
    const deployment = await deploy(db);
    const waiting = await enqueue(db, { deployment });
    const held = await running(db, { deployment });
    const ended = await failed({ deployment });
    const other = await enqueue(db);
    expect(await bulk("cancel", { deployment })).toEqual({
      dry_run: false,
      matched: 2,
      changed: 2,
      refused: 0,
      reasons: {},
      next: null,
    });
    expect(await stateOf(waiting)).toBe("CANCELLED");
    expect(await stateOf(held.id)).toBe("CANCELLING");
    expect(await stateOf(ended)).toBe("FAILED");
    expect(await stateOf(other)).toBe("SCHEDULED");
  });

  it("ends at once what is paused, suspended or not", async () => {
    const deployment = await deploy(db);
    const paused = await running(db, { deployment });
    const suspended = await running(db, { deployment });
    await setState(db, paused.id, { type: "PAUSED" });
    await setState(db, suspended.id, {
      type: "PAUSED",
      state_details: { pause_reschedule: true },
    });
    expect(await bulk("cancel", { deployment })).toMatchObject({ changed: 2, refused: 0 });
    expect(await stateOf(paused.id)).toBe("CANCELLED");
    expect(await stateOf(suspended.id)).toBe("CANCELLED");
  });

  it("changes nothing in a dry run, which counts by state", async () => {
    const deployment = await deploy(db);
    const waiting = await enqueue(db, { deployment });
    await running(db, { deployment });
    expect(await bulk("cancel", { deployment }, { dry: true })).toEqual({
      dry_run: true,
      matched: 2,
      by_state: { SCHEDULED: 1, RUNNING: 1 },
    });
    expect(await history(db, waiting)).toEqual(["Scheduled"]);
  });

  it("passes over what has ended, and says so, when ids name it", async () => {
    const ended = await failed();
    expect(await bulk("cancel", { ids: [ended] })).toMatchObject({
      matched: 1,
      changed: 0,
      refused: 1,
      reasons: { "The run has ended already.": 1 },
    });
  });

  it("goes on after each batch, and says when nothing is left", async () => {
    const deployment = await deploy(db);
    for (let run = 0; run < 5; run++) await enqueue(db, { deployment });
    let answer = await bulk("cancel", { deployment }, { size: 2 });
    const changed = [answer["changed"]];
    while (typeof answer["next"] === "string") {
      answer = await bulk("cancel", { deployment }, { size: 2, after: answer["next"] });
      changed.push(answer["changed"]);
    }
    expect(changed).toEqual([2, 2, 1]);
  });
});

describe("retrying runs in bulk", () => {
  it("starts again what has failed or crashed, and nothing else", async () => {
    const deployment = await deploy(db);
    const failure = await failed({ deployment });
    const done = await running(db, { deployment });
    await finish(db, done);
    const held = await running(db, { deployment });
    expect(await bulk("retry", { deployment })).toMatchObject({ matched: 1, changed: 1 });
    expect(await readRun(db, failure)).toMatchObject({ state_name: "AwaitingRetry" });
    expect(await stateOf(done.id)).toBe("COMPLETED");
    expect(await bulk("retry", { ids: [held.id] })).toMatchObject({
      reasons: { "The run has not ended yet.": 1 },
    });
    expect(await stateOf(held.id)).toBe("RUNNING");
  });

  it("tells why a rule refuses a run", async () => {
    const run = await running(db);
    await finish(db, run, { result: { rows: 1 } });
    expect(await bulk("retry", { ids: run.id })).toMatchObject({
      changed: 0,
      reasons: { "The run has completed with a result.": 1 },
    });
  });
});

const tables = [
  "provost.flow_run_states",
  "provost.task_runs",
  "provost.task_run_states",
  "provost.logs",
  "provost_private.idempotency_keys",
];

const rowsOf = async (id: string): Promise<number> =>
  await value(
    db,
    `select ${tables.map((each) => `(select count(*) from ${each} where flow_run_id = $1)`).join("+")}`,
    [id],
  );

describe("deleting runs in bulk", () => {
  it("removes all that belongs to a run", async () => {
    const run = await running(db, { idempotency_key: "k" });
    await record(db, run);
    await finish(db, run);
    expect(await rowsOf(run.id)).toBeGreaterThan(4);
    expect(await bulk("delete", { ids: [run.id] })).toMatchObject({ changed: 1, refused: 0 });
    expect(await rowsOf(run.id)).toBe(0);
    expect(await column(db, "select id from provost.flow_runs where id = $1", [run.id])).toEqual(
      [],
    );
  });

  it("refuses what a worker has, until it is cancelled", async () => {
    const held = await running(db);
    expect(await bulk("delete", { ids: [held.id] })).toMatchObject({
      changed: 0,
      refused: 1,
      reasons: { "The run, or one that it has started, is under way: cancel it first.": 1 },
    });
    await bulk("cancel", { ids: [held.id] });
    await finish(db, held, { type: "CANCELLED" });
    expect(await bulk("delete", { ids: [held.id] })).toMatchObject({ changed: 1 });
  });

  it("removes what waits, and only counts in a dry run", async () => {
    const waiting = await enqueue(db);
    expect(await bulk("delete", { ids: [waiting] }, { dry: true })).toMatchObject({ matched: 1 });
    expect(await stateOf(waiting)).toBe("SCHEDULED");
    expect(await bulk("delete", { ids: [waiting] })).toMatchObject({ changed: 1 });
    expect(await rowsOf(waiting)).toBe(0);
  });
});

describe("setting the states of runs in bulk", () => {
  it("asks the rules for each run", async () => {
    const deployment = await deploy(db);
    const waiting = await enqueue(db, { deployment });
    const held = await running(db, { deployment });
    const answer = await value(db, "select provost.set_flow_run_states($1, $2)", [
      { deployment },
      { type: "PAUSED" },
    ]);
    expect(answer).toMatchObject({
      changed: 1,
      reasons: { "Only a running flow can pause.": 1 },
    });
    expect(await stateOf(held.id)).toBe("PAUSED");
    expect(await stateOf(waiting)).toBe("SCHEDULED");
  });
});

const matching = async (filter: Row): Promise<string[]> =>
  await column(
    db,
    `select id from provost_private.filter_flow_runs(
       provost_private.read_flow_run_filter($1), null, null)`,
    [JSON.stringify(filter)],
  );

describe("a filter of runs", () => {
  it("fits runs that fit every key", async () => {
    const deployment = await deploy(db, { tags: ["a"] });
    const [flow = ""] = deployment.split("/");
    const one = await enqueue(db, { deployment, name: "one", tags: ["b"] });
    const two = await enqueue(db, { deployment, name: "two" });
    await enqueue(db, { name: "three" });
    expect(await matching({ flow })).toEqual([one, two]);
    expect(await matching({ deployment: [deployment], names: ["two", "three"] })).toEqual([two]);
    expect(await matching({ tags: ["a", "b"] })).toEqual([one]);
    expect(await matching({ any_tags: ["a", "b"] })).toEqual([one, two]);
    expect(await matching({ state_types: "scheduled", names: "one" })).toEqual([one]);
    expect(await matching({ all: true })).toHaveLength(3);
  });

  it("fits runs of a stretch of time, its end left out", async () => {
    const first = await enqueue(db);
    await clock.advance(db, "1 hour");
    const second = await enqueue(db);
    expect(await matching({ created_after: "2030-01-01T00:30:00Z" })).toEqual([second]);
    expect(await matching({ created_before: "2030-01-01T01:00:00Z" })).toEqual([first]);
  });

  it.each([
    [{}, "VOARG", "got an empty one"],
    [{ all: false }, "VOARG", "got an empty one"],
    [{ tags: [] }, "VOARG", "got an empty one"],
    [{ all: false, tags: [] }, "VOARG", "got an empty one"],
    [{ all: "no" }, "VOARG", 'Expected "all" in a filter'],
    [{ created_before: "2030-01-01 00:00 No/Where" }, "VOARG", "Expected another filter"],
    [[], "VOARG", "as a JSON object"],
    [{ flows: "etl" }, "VOARG", "has no 'flows'"],
    [{ flow: "no-such" }, "VONFD", "No flow is named"],
    [{ deployment: "no/such" }, "VODEP", "No deployment is named"],
    [{ ids: ["x"] }, "VOARG", "Expected another filter"],
    [{ state_types: ["SLEEPING"] }, "VOARG", "Expected another filter"],
    [{ created_before: "soon" }, "VOARG", "Expected another filter"],
  ])("is refused when it is %j", async (filter, code, message) => {
    for (const verb of ["cancel", "retry", "delete"]) {
      expect(
        await refusal(db, `select provost.${verb}_flow_runs($1)`, [JSON.stringify(filter)]),
      ).toMatchObject({ code, message: expect.stringContaining(message) });
    }
  });

  it.each(["ids", "names", "flow", "deployment", "state_types", "state_names", "any_tags"])(
    "fits nothing with an empty list of %s",
    async (key) => {
      await enqueue(db);
      expect(await bulk("cancel", { [key]: [] })).toMatchObject({ matched: 0 });
    },
  );

  it("comes with batches of a sensible size", async () => {
    expect(
      await refusal(db, `select provost.cancel_flow_runs('{"all": true}', batch_size => 0)`),
    ).toMatchObject({ code: "VOARG", message: expect.stringContaining("batch size") });
  });
});
