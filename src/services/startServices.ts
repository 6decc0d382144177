import type { Listener } from "../db/listen.ts";
import type { Pool } from "../db/pool.ts";
import type { Settings } from "../settings/settings.ts";
import { startDispatcher } from "./dispatcher.ts";
import { startLateRuns } from "./lateRuns.ts";
import { startReaper } from "./reaper.ts";
import { startRetention } from "./retention.ts";
import { startScheduler } from "./scheduler.ts";
import { startUpkeep } from "./upkeep.ts";

export interface ServicesOptions {
  pool: Pool;
  listener: Listener;
  settings: Settings;
  onError: (error: unknown, service: string) => void;
  onReaped?: (workerId: string) => void;
}

export interface Services {
  stop(): Promise<void>;
}

/**
 * Starts what keeps runs moving. Every worker and server process runs all of it: none of the
 * services needs to be alone, and none needs to be anywhere in particular.
 */
export function startServices(options: ServicesOptions): Services {
  const { pool, listener, settings, onError, onReaped } = options;
  const services = [
    startDispatcher({
      pool,
      listener,
      pollSeconds: settings.services.dispatchPollSeconds,
      onError,
    }),
    startReaper({
      pool,
      everySeconds: settings.services.reapSeconds,
      leaseSeconds: settings.worker.leaseSeconds,
      onError,
      ...(onReaped && { onReaped }),
    }),
    startUpkeep({ pool, everySeconds: settings.services.reapSeconds, onError }),
    ...(settings.services.scheduler.enabled
      ? [startScheduler({ pool, settings: settings.services.scheduler, onError })]
      : []),
    startLateRuns({
      pool,
      everySeconds: settings.services.lateRunsSeconds,
      afterSeconds: settings.services.lateRunsEnabled
        ? settings.services.lateRunsAfterSeconds
        : undefined,
      onError,
    }),
    startRetention({ pool, settings: settings.services.retention, onError }),
  ];
  return {
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
    },
  };
}
