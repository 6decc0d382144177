import type { LogLevel } from "../../flow/runs/logger.ts";
import { createLog } from "../../log.ts";
import { loadSettings } from "../../settings/settings.ts";
import type { Settings } from "../../settings/settings.ts";
import { HeldRuns } from "../flows/heldRuns.ts";
import { KeyLocks } from "../replay/keyLocks.ts";
import { Results } from "../results/results.ts";
import { RunLogs } from "../logs/runLogs.ts";
import type { RunStore } from "./runStore.ts";
import { defaultPatience, type Patience } from "../waits/runWaits.ts";
import { SlotKeeper } from "../slots/slotKeeper.ts";
import { SlowTasks } from "../tasks/slowTasks.ts";

/** What a process offers to all the runs that it executes. */
export interface RunServices {
  readonly store: RunStore;
  readonly logs: RunLogs;
  readonly slowTasks: SlowTasks;
  readonly held: HeldRuns;
  readonly results: Results;
  readonly keyLocks: KeyLocks;
  readonly slots: SlotKeeper;
  /** What holds for all flows, and for all tasks. */
  readonly flows: Settings["flows"];
  /** Where runs are asked for, and looked at. */
  readonly addresses: Pick<Settings["server"], "apiUrl" | "uiUrl">;
  readonly tasks: Settings["tasks"];
  /** How long runs that only wait stay in memory. */
  readonly patience: Patience;
  /** Writes a line to the process's own log: who says what. */
  readonly echo: (level: LogLevel, subject: string, message: string) => void;
  /** Whether runs capture `console` output when neither flow nor task says so. */
  readonly logPrints: boolean;
  /** Sends what is still to be sent. */
  close(): Promise<void>;
}

const logMethods = {
  debug: "debug",
  info: "info",
  warn: "warn",
  error: "error",
  critical: "fatal",
} as const satisfies Readonly<Record<LogLevel, string>>;

/** What the runs of a process share: where they are kept, log lines on their way, timers. */
export function createRunServices(
  store: RunStore,
  logging: Pick<Settings["logging"], "level" | "format" | "logPrints">,
  {
    flows,
    tasks,
    results,
    worker,
    server,
  }: Pick<Settings, "flows" | "tasks" | "results" | "worker" | "server"> = loadSettings({}),
): RunServices {
  const logs = new RunLogs({ write: (lines) => store.writeLogs(lines) });
  const log = createLog({ logging });
  const slots = new SlotKeeper(store.slots);
  return {
    store,
    logs,
    slowTasks: new SlowTasks(),
    held: new HeldRuns(),
    results: new Results(store, results),
    keyLocks: new KeyLocks(store, tasks.keyLockTimeoutSeconds),
    slots,
    flows,
    addresses: server,
    tasks,
    patience: { ...defaultPatience, letGoMs: worker.letGoSeconds * 1000 },
    echo: (level, subject, message) => log[logMethods[level]](`${subject} - ${message}`),
    logPrints: logging.logPrints,
    async close() {
      await logs.flush();
      await slots.close();
      await store.idle();
    },
  };
}
