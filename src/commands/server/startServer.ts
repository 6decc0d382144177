import { startInBackground } from "./startInBackground.ts";

export interface StartServerOptions {
  host?: string;
  port?: number;
  logLevel?: string;
  background?: true;
  services: boolean;
  scheduler: boolean;
  lateRuns: boolean;
  ui: boolean;
  keepAliveTimeout?: string;
}

export interface StartServicesOptions {
  logLevel?: string;
  background?: true;
}

export async function startServer(options: StartServerOptions): Promise<void> {
  const { host, port, logLevel, services, scheduler, lateRuns, ui, keepAliveTimeout } = options;
  if (options.background) return await startInBackground("server");
  setForThisProcess({
    PROVOST_SERVER_UI_ENABLED: ui ? undefined : "false",
    PROVOST_SERVER_API_KEEPALIVE_TIMEOUT: keepAliveTimeout,
    PROVOST_LOGGING_LEVEL: logLevel,
    PROVOST_SERVER_SERVICES_SCHEDULER_ENABLED: scheduler ? undefined : "false",
    PROVOST_SERVER_SERVICES_LATE_RUNS_ENABLED: lateRuns ? undefined : "false",
  });
  const { startEverything } = await import("../../start.ts");
  await startEverything({
    worker: false,
    examples: false,
    services,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
  });
}

/** The services alone, until Ctrl-C, or in the background. */
export async function startServices(options: StartServicesOptions): Promise<void> {
  const { logLevel, background } = options;
  if (background) return await startInBackground("services");
  setForThisProcess({ PROVOST_LOGGING_LEVEL: logLevel });
  const { startServicesOnly } = await import("../../start.ts");
  await startServicesOnly();
}

/** Options are settings that count for one process, and more than those of anywhere else. */
function setForThisProcess(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) process.env[name] = value;
  }
}
