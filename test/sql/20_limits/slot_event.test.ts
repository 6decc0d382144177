import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, running, setState } from "../engine.ts";
import { type Row, rows } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { readWait, recordWait } from "../waits.ts";
import { createLimit, free, readLimit, take } from "./limits.ts";

const db = useTransaction(useDatabase());

/** What has been told about the slots of limits, in order. */
const eventsOf = (...names: string[]): Promise<Row[]> =>
  rows(
    db,
    `select substr(event, 27) as verb, resource ->> 'provost.resource.name' as name, *
     from provost.events where resource ->> 'provost.resource.name' = any ($1)
     order by occurred, verb, name`,
    [names],
  );

describe("the events of slots", () => {
  it("tell of each limit when a lease gets its slots, and when it gives them back", async () => {
    await clock.freeze(db);
    const [a, b] = [await createLimit(db, { name: "events-a", limit: 5 }), await createLimit(db)];
    const { id } = await readLimit(db, a);
    const { lease_id: lease } = await take(db, { names: [a, b], slots: 1, holder: "test" });
    await clock.advance(db, "3 s");
    await free(db, lease);
    const told = await eventsOf(a, b);
    expect(told.map(({ verb, name }) => [verb, name])).toEqual([
      ["acquired", a],
      ["acquired", b],
      ["released", a],
      ["released", b],
    ]);
    const [acquired, , released] = told;
    expect(acquired).toMatchObject({
      event: "provost.concurrency-limit.acquired",
      resource: {
        "provost.resource.id": `provost.concurrency-limit.${String(id)}`,
        "provost.resource.name": a,
        "slots-acquired": "1",
        limit: "5",
      },
      related: [],
      payload: { lease_id: lease, slots: 1, holder: "test" },
      follows: null,
    });
    expect(released).toMatchObject({ follows: acquired?.["id"], payload: { lease_id: lease } });
    expect(Date.parse(String(released?.["occurred"]))).toBe(
      Date.parse(String(acquired?.["occurred"])) + 3000,
    );
  });

  it("come when a waiter is served, not when it asks", async () => {
    const name = await createLimit(db);
    const { lease_id: first } = await take(db, { names: [name] });
    const { lease_id: second } = await take(db, { names: [name] });
    expect(await eventsOf(name)).toHaveLength(1);
    await free(db, first);
    const told = await eventsOf(name);
    expect(told.map(({ verb, payload }) => [verb, (payload as Row)["lease_id"]])).toEqual(
      expect.arrayContaining([
        ["released", first],
        ["acquired", second],
      ]),
    );
  });

  it("name the flow run that holds the slots, and tell that they went with it", async () => {
    const name = await createLimit(db);
    const run = await running(db);
    await take(db, { names: [name], run, taskKey: "load#0" });
    await setState(db, run.id, { type: "COMPLETED" });
    const told = await eventsOf(name);
    expect(told.map(({ verb }) => verb)).toEqual(["acquired", "released"]);
    expect(told[1]).toMatchObject({
      related: [
        {
          "provost.resource.id": `provost.flow-run.${run.id}`,
          "provost.resource.role": "flow-run",
        },
      ],
      payload: { flow_run_id: run.id, task_key: "load#0" },
    });
  });

  it("are waited for by flow runs", async () => {
    const [name, other] = [await createLimit(db), await createLimit(db)];
    const run = await running(db);
    await recordWait(db, run, {
      key: "event#0",
      kind: "event",
      event: "provost.concurrency-limit.released",
      event_filter: { resource: { "provost.resource.name": name } },
    });
    await free(db, (await take(db, { names: [other] })).lease_id);
    await db.query("select provost_private.tend_flow_runs()");
    expect(await readWait(db, run, "event#0")).toMatchObject({ outcome: null });
    const { lease_id: lease } = await take(db, { names: [name] });
    await free(db, lease);
    await db.query("select provost_private.tend_flow_runs()");
    expect(await readWait(db, run, "event#0")).toMatchObject({
      outcome: "answered",
      value: { payload: { lease_id: lease } },
    });
  });

  it("tell of a rate that is used, which nobody gives back", async () => {
    const name = await createLimit(db, { limit: 2, decay: 1 });
    await take(db, { names: [name], mode: "rate_limit" });
    expect((await eventsOf(name)).map(({ verb }) => verb)).toEqual(["acquired"]);
  });

  it("do not tell of deployments, whose runs' states do", async () => {
    const deployment = await deploy(db, { concurrency_limit: 1 });
    const id = await enqueue(db, { deployment });
    await setState(db, id, { type: "PENDING" });
    await setState(db, id, { type: "CANCELLED" });
    expect(await rows(db, "select * from provost.events")).toEqual([]);
  });
});
