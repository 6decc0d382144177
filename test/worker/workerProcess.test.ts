import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createPool } from "../../src/db/pool.ts";
import { listenOn } from "../../src/listenOn.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { startServicesAlone, startWorkerProcess } from "../../src/worker/workerProcess.ts";
import { column } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = useDatabase();
const settings = loadSettings({ PROVOST_LOGGING_LEVEL: "CRITICAL" });
/** Nothing of it is closed by whoever only uses it. */
const opened = () => ({ ...database, close: async () => {} });

const online = () =>
  column<string>(database.pool, "select id from provost.workers where status <> 'OFFLINE'");

describe("a process with a worker", () => {
  it("leaves no worker behind when its health cannot be asked for", async () => {
    const other = createServer();
    onTestFinished(() => void other.close());
    const port = await listenOn(other, "127.0.0.1", 0);
    const starting = startWorkerProcess({
      database: opened(),
      settings,
      health: { host: "127.0.0.1", port },
    });
    await expect(starting).rejects.toThrow(String(port));
    expect(await online()).toEqual([]);
  });

  it("that is to go on has another worker in the place of a dead one, as soon as it can", async () => {
    const running = await startWorkerProcess({
      database: opened(),
      settings,
      whenLost: "restart",
    });
    onTestFinished(() => running.stop());
    const { id } = running.worker;
    await database.pool.query(`
      create sequence refusals;
      create function refuse() returns trigger language plpgsql
      as 'begin perform nextval(''public.refusals''); raise exception ''not now''; end';
      create trigger refuse before insert on provost.workers execute function refuse();
      update provost.workers set status = 'OFFLINE', ended = now()`);
    const refused = "select is_called from refusals";
    await eventually(async () => (await column<boolean>(database.pool, refused))[0]);
    await database.pool.query("drop trigger refuse on provost.workers");
    await eventually(() => running.worker.id !== id);
    expect(await online()).toEqual([running.worker.id]);
  });
});

describe("the services of a process", () => {
  it("wait for no connection that its runs use", async () => {
    const pool = createPool(database.connection, { size: 1 });
    onTestFinished(() => pool.end());
    const used = await pool.connect();
    onTestFinished(() => used.release());
    const services = startServicesAlone({ database: { ...opened(), pool }, settings });
    onTestFinished(() => services.stop());
    // With nothing to do, the dispatcher says until when it sleeps.
    await database.pool.query("select provost_private.sleep_until(null)");
    await eventually(async () => {
      const isAsleep = "select provost_private.asleep_until() > now()";
      expect(await column<boolean>(database.pool, isAsleep)).toEqual([true]);
    });
  });
});
