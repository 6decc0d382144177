import { createPool } from "../../src/db/pool.ts";
import { startScheduler } from "../../src/services/scheduler.ts";
import { loadSettings } from "../../src/settings/settings.ts";

// A process that does nothing but plan the runs of schedules, until it is killed. Its own clock is
// wrong by as many minutes as it is told.

const [url = "", minutes = "0"] = process.argv.slice(2);
const TrueDate = Date;
const skewed = (): number => TrueDate.now() + Number(minutes) * 60_000;
globalThis.Date = new Proxy(TrueDate, {
  construct: (target, given) => Reflect.construct(target, given.length > 0 ? given : [skewed()]),
  get: (target, name) => (name === "now" ? skewed : Reflect.get(target, name)),
});

startScheduler({
  pool: createPool(url, { applicationName: "scheduler", size: 2 }),
  settings: loadSettings({ PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "0.1" }).services
    .scheduler,
  onError: (error) => console.error(error instanceof Error ? error.message : error),
});
