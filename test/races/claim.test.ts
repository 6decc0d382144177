import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import {
  activeRun,
  claim,
  claimRun,
  deploy,
  endWorker,
  enqueue,
  history,
  readRun,
  registerWorker,
  setState,
} from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { meanwhile, race } from "./race.ts";

const database = useDatabase();

describe("two claims of one run", () => {
  it("do not wait for each other when each takes what is due", async () => {
    const id = await enqueue(database.pool);
    const [one, two] = [await registerWorker(database.pool), await registerWorker(database.pool)];
    const claims = await meanwhile(
      database.connection,
      ({ client }) => claim(client, one),
      ({ client }) => claim(client, two),
    );
    expect(claims.first.map((each) => each.flow_run_id)).toEqual([id]);
    expect(claims.second).toEqual([]);
    expect(await activeRun(database.pool, id)).toMatchObject({ worker_id: one, epoch: 1 });
  });

  it("by its id end with one holder", async () => {
    const id = await enqueue(database.pool);
    const [one, two] = [await registerWorker(database.pool), await registerWorker(database.pool)];
    const claims = await race(
      database.connection,
      ({ client }) => claimRun(client, id, one),
      ({ client }) => claimRun(client, id, two),
    );
    expect(claims.first?.epoch).toBe(1);
    expect(claims.second).toBeUndefined();
    expect(await activeRun(database.pool, id)).toMatchObject({ worker_id: one, epoch: 1 });
    expect(await history(database.pool, id)).toEqual(["Scheduled", "Pending", "Running"]);
  });

  it("leave it to the second when the first rolls back", async () => {
    const id = await enqueue(database.pool);
    const [one, two] = [await registerWorker(database.pool), await registerWorker(database.pool)];
    const claims = await race(
      database.connection,
      ({ client }) => claimRun(client, id, one),
      ({ client }) => claimRun(client, id, two),
      "rollback",
    );
    expect(claims.second).toMatchObject({ flow_run_id: id, epoch: 1 });
    expect(await activeRun(database.pool, id)).toMatchObject({ worker_id: two });
  });
});

describe("a claim", () => {
  it("finds a run cancelled that is being cancelled at the same moment", async () => {
    const id = await enqueue(database.pool);
    const worker = await registerWorker(database.pool);
    const moves = await race(
      database.connection,
      ({ client }) => setState(client, id, { type: "CANCELLING" }),
      ({ client }) => claimRun(client, id, worker),
    );
    expect(moves.second).toBeUndefined();
    expect((await readRun(database.pool, id)).state_name).toBe("Cancelled");
  });

  it("that is committed while somebody waits to take the run back leaves no holder behind", async () => {
    const id = await enqueue(database.pool);
    const worker = await registerWorker(database.pool);
    await race(
      database.connection,
      ({ client }) => claimRun(client, id, worker),
      ({ client }) => setState(client, id, { type: "SCHEDULED" }, true),
    );
    expect((await readRun(database.pool, id)).state_type).toBe("SCHEDULED");
    expect(await activeRun(database.pool, id)).toBeUndefined();
    expect(await claimRun(database.pool, id, worker)).toMatchObject({ flow_run_id: id });
  });

  it("that is committed while somebody waits to cancel the run gets a deadline", async () => {
    const id = await enqueue(database.pool);
    const worker = await registerWorker(database.pool);
    await race(
      database.connection,
      ({ client }) => claimRun(client, id, worker),
      ({ client }) => setState(client, id, { type: "CANCELLING" }),
    );
    expect((await readRun(database.pool, id)).state_type).toBe("CANCELLING");
    expect((await activeRun(database.pool, id))?.deadline).toBeInstanceOf(Date);
  });

  it("goes on while the deployment is being deployed again, and so does an insert", async () => {
    const flow = { name: "deployed-again" };
    const deployment = await deploy(database.pool, { flow });
    const id = await enqueue(database.pool, { deployment });
    const worker = await registerWorker(database.pool);
    const moves = await meanwhile(
      database.connection,
      ({ client }) => deploy(client, { flow, parameters: { v: 2 }, entrypoint: "new.ts:flow" }),
      async ({ client }) => ({
        claimed: await claimRun(client, id, worker),
        inserted: await enqueue(client, { deployment }),
      }),
    );
    expect(moves.second.claimed).toMatchObject({ flow_run_id: id, parameters: {} });
    const run = await readRun(database.pool, moves.second.inserted);
    expect(run["parameters"]).toEqual({});
  });

  it("by a worker that is leaving at the same moment leaves no run behind", async () => {
    const id = await enqueue(database.pool);
    const worker = await registerWorker(database.pool);
    await meanwhile(
      database.connection,
      ({ client }) => claimRun(client, id, worker),
      ({ client }) => endWorker(client, worker),
    );
    await database.pool.query("select provost_private.tend_flow_runs()");
    expect((await readRun(database.pool, id)).state_type).toBe("SCHEDULED");
  });
});

describe("two dispatchers", () => {
  it("do not count the same runs twice, and do not wait for each other", async () => {
    await registerWorker(database.pool);
    const deployment = await deploy(database.pool);
    await database.pool.query(
      "insert into provost.flow_runs (deployment) select $1 from generate_series(1, 5)",
      [deployment],
    );
    const dispatch = "select added, call_again_ms from provost_private.dispatch(1)";
    const moves = await meanwhile(
      database.connection,
      ({ client }) => client.query(dispatch),
      ({ client }) => client.query(dispatch),
    );
    expect(moves.first.rows[0].added).toBeGreaterThanOrEqual(5);
    expect(moves.second.rows[0]).toEqual({ added: 0, call_again_ms: 20 });
    const due = await value(
      database.pool,
      "select count(*) from provost.flow_runs where state_type = 'SCHEDULED'",
    );
    expect(await value(database.pool, "select count(*) from graphile_worker.jobs")).toBe(due);
  });
});
