import { createPool } from "../../src/db/pool.ts";
import { startScheduler } from "../../src/services/scheduler.ts";
import { loadSettings } from "../../src/settings/settings.ts";

// A process that does nothing but plan the runs of schedules, until it is killed.

const [url = ""] = process.argv.slice(2);
startScheduler({
  pool: createPool(url, { applicationName: "scheduler", size: 2 }),
  settings: loadSettings({ PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "0.1" }).services
    .scheduler,
  onError: (error) => console.error(error instanceof Error ? error.message : error),
});
