import { describe, expect, it } from "vitest";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { enqueue, history, readRun, running, setState } from "../sql/engine.ts";
import { meanwhile } from "./race.ts";

const database = useDatabase();
const tend = "select provost_private.tend_flow_runs()";

describe("a run that is about to be given up because nobody holds it", () => {
  it("goes on when it is resumed in time at the same moment", async () => {
    await clock.freezeAt(database.pool, "2030-01-01T00:00:00Z");
    const run = await running(database.pool);
    const details = { pause_timeout: "2030-01-01T01:00:00Z" };
    await setState(database.pool, run.id, { type: "PAUSED", state_details: details });
    await meanwhile(
      database.connection,
      ({ client }) => setState(client, run.id, { type: "SCHEDULED" }),
      async ({ client }) => {
        await clock.advance(database.pool, "2 hours");
        await client.query(tend);
      },
    );
    await database.pool.query(tend);
    expect((await readRun(database.pool, run.id)).state_type).toBe("SCHEDULED");
  });

  it("stays Completed when it is completed by hand at the same moment", async () => {
    await clock.freezeAt(database.pool, "2030-01-01T00:00:00Z");
    const id = await enqueue(database.pool);
    await setState(database.pool, id, { type: "RUNNING" });
    await clock.advance(database.pool, "2 hours");
    await meanwhile(
      database.connection,
      ({ client }) => setState(client, id, { type: "COMPLETED" }),
      ({ client }) => client.query(tend),
    );
    await database.pool.query(tend);
    expect((await readRun(database.pool, id)).state_type).toBe("COMPLETED");
  });

  it("is given up once by two who look after it", async () => {
    await clock.freezeAt(database.pool, "2030-01-01T00:00:00Z");
    const id = await enqueue(database.pool);
    await setState(database.pool, id, { type: "RUNNING" });
    await clock.advance(database.pool, "2 hours");
    await meanwhile(
      database.connection,
      ({ client }) => client.query(tend),
      ({ client }) => client.query(tend),
    );
    expect(await history(database.pool, id)).toEqual(["Scheduled", "Running", "Crashed"]);
  });
});
