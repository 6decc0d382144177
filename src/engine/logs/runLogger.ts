import { format } from "node:util";
import { logLevels } from "../../flow/runs/logger.ts";
import type { LogLevel, Logger } from "../../flow/runs/logger.ts";
import type { RunHost } from "../calls/runHost.ts";
import type { TaskRun } from "../tasks/taskRun.ts";

const longestMessage = 1_000_000;

/** Makes a message storable: no NUL, no half surrogates, a million characters at most. */
function storableMessage(parts: readonly unknown[]): string {
  const text = format(...parts);
  const kept =
    text.length > longestMessage ? `${text.slice(0, longestMessage)}... [truncated]` : text;
  return kept.replaceAll("\0", "").toWellFormed();
}

const subjectOf = (name: string, isTask: boolean): string =>
  `${isTask ? "Task" : "Flow"} run '${name}'`;

/** Writes to the log of a flow run, or of one of its task runs, and to the process's own log. */
export class RunLogger implements Logger {
  readonly #host: RunHost;
  readonly #call: TaskRun | undefined;

  constructor(host: RunHost, call?: TaskRun) {
    this.#host = host;
    this.#call = call;
  }

  debug(...message: unknown[]): void {
    this.log("debug", message);
  }
  info(...message: unknown[]): void {
    this.log("info", message);
  }
  warn(...message: unknown[]): void {
    this.log("warn", message);
  }
  error(...message: unknown[]): void {
    this.log("error", message);
  }
  critical(...message: unknown[]): void {
    this.log("critical", message);
  }

  log(level: LogLevel, parts: readonly unknown[]): void {
    const { flowRun, epoch, services, carriesTask: isCarrier } = this.#host;
    const message = storableMessage(parts);
    const line = {
      flowRunId: flowRun.id,
      epoch,
      taskKey: this.#call?.key,
      level: logLevels[level],
      name: this.#call ? "provost.task_runs" : "provost.flow_runs",
      message,
      writtenAt: performance.now(),
    };
    this.#host.hasLogged = true;
    services.logs.add(line, this.#call);
    services.echo(
      level,
      subjectOf(this.#call?.name ?? flowRun.name, this.#call !== undefined || isCarrier),
      message,
    );
  }
}
