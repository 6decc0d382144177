import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { KeyLocks } from "../../src/engine/replay/keyLocks.ts";
import { Results } from "../../src/engine/results/results.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { HeldRuns } from "../../src/engine/flows/heldRuns.ts";
import type { FlowOutcome } from "../../src/engine/flows/finishFlowRun.ts";
import { newId } from "../../src/engine/store/newId.ts";
import { runFlow, runFlowToEnd } from "../../src/engine/flows/runFlow.ts";
import { withFlowRetries } from "../../src/engine/tasks/retryPolicy.ts";
import { RunLogs } from "../../src/engine/logs/runLogs.ts";
import type { RunServices } from "../../src/engine/store/runServices.ts";
import { defaultPatience, type Patience } from "../../src/engine/waits/runWaits.ts";
import type { ClaimedRun } from "../../src/engine/store/runStore.ts";
import { SlotKeeper } from "../../src/engine/slots/slotKeeper.ts";
import { SlowTasks } from "../../src/engine/tasks/slowTasks.ts";
import { MemoryStore } from "./memoryStore.ts";

/** The engine over a store in memory. */
export class EngineUnderTest {
  readonly store = new MemoryStore();
  readonly echoed: string[] = [];
  readonly services: RunServices;

  constructor(
    options: {
      slowAfterMs?: number;
      logPrints?: boolean;
      env?: NodeJS.Dict<string>;
      patience?: Partial<Patience>;
    } = {},
  ) {
    const { results, flows, tasks, server } = loadSettings(options.env ?? {});
    const logs = new RunLogs({ write: (lines) => this.store.writeLogs(lines) });
    this.services = {
      store: this.store,
      logs,
      slowTasks: new SlowTasks(options.slowAfterMs),
      held: new HeldRuns(),
      results: new Results(this.store, results),
      keyLocks: new KeyLocks(this.store, tasks.keyLockTimeoutSeconds),
      slots: new SlotKeeper(this.store.slots),
      flows,
      addresses: server,
      tasks,
      patience: { ...defaultPatience, ...options.patience },
      echo: (level, subject, message) => this.echoed.push(`${level} ${subject}: ${message}`),
      logPrints: options.logPrints ?? false,
      close: () => logs.flush(),
    };
  }

  /** Creates a run that is held, without executing it. */
  start(flow: FlowDefinition, parameters: object = {}): Promise<ClaimedRun> {
    const { settings } = flow;
    return this.store.startFlowRun({
      id: newId(),
      flow: withFlowRetries(settings, this.services.flows),
      parameters,
      tags: settings.tags,
    });
  }

  /** Creates and executes a run, once. */
  async run(
    flow: FlowDefinition,
    parameters: object = {},
    signal?: AbortSignal,
  ): Promise<{ id: string; outcome: FlowOutcome }> {
    const claimed = await this.start(flow, parameters);
    return { id: claimed.flowRunId, outcome: await this.resume(claimed, flow, signal) };
  }

  resume(claimed: ClaimedRun, flow: FlowDefinition, signal?: AbortSignal): Promise<FlowOutcome> {
    return runFlow(claimed, flow, this.services, signal ? { signal } : {});
  }

  /** Calls a flow as code outside of any run does: retries included. */
  async call(flow: FlowDefinition, parameters?: unknown, signal?: AbortSignal): Promise<unknown> {
    const options = { signal: signal ?? new AbortController().signal };
    return (await runFlowToEnd(flow, parameters, this.services, options)).result();
  }

  /** The states that a task run has been recorded in. */
  states(flowRunId: string, key: string): readonly string[] {
    return this.store.run(flowRunId).tasks.get(key)?.states ?? [];
  }

  /** The messages in the log of a run, of a task run if a key is given. */
  messages(flowRunId: string, taskKey?: string): string[] {
    return this.store.logs
      .filter((line) => line.flowRunId === flowRunId)
      .filter((line) => taskKey === undefined || line.taskKey === taskKey)
      .map((line) => line.message);
  }
}

/** The value of a run that completed. */
export function valueOf(outcome: FlowOutcome): unknown {
  if (outcome.kind === "completed") return outcome.value;
  throw new Error(`Expected the run to complete, but it ${outcome.kind}`, { cause: outcome });
}
