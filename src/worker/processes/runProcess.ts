import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { HeldRun, HeldRuns } from "../../engine/flows/heldRuns.ts";
import type { RunStopped } from "../../engine/flows/runStopped.ts";
import type { LogLevel } from "../../flow/runs/logger.ts";
import { waitAtMost } from "../../waitAtMost.ts";
import type { ProcessExit } from "./exitReason.ts";
import type { Job } from "./job.ts";
import { readLines } from "./lines.ts";
import type { FromProcess, ProcessTask, ToProcess } from "./messages.ts";

export interface RunProcessOptions {
  task: ProcessTask;
  job: Job;
  /** Where the runs of the process are kept, so that the worker's heartbeat reports them. */
  held: HeldRuns;
  /** How long the code may take to stop when it is told to. */
  graceSeconds: number;
  /** Awaited before the process is told what to do. */
  onStarted: (pid: number) => Promise<void>;
  onOutput: (stream: "stdout" | "stderr", line: string) => void;
  echo: (level: LogLevel, subject: string, message: string) => void;
}

const lastWordsLength = 8000;
/** After SIGTERM, until SIGKILL. */
const killAfterMs = 3000;
/** How long output is waited for when the process is gone, and others still have its pipes. */
const drainMs = 500;

/** The process of one run, as its worker sees it: the leader of a process group of its own. */
export class RunProcess implements HeldRun {
  readonly id: string;
  readonly epoch: number;
  readonly #options: RunProcessOptions;
  readonly #child: ChildProcess;
  readonly #others = new Map<string, HeldRun>();
  #lastWords = "";
  #stopped: RunStopped | undefined;
  readonly #exited: Promise<[number | null, NodeJS.Signals | null]>;
  #isDone = false;
  #isForced = false;
  #isOver = false;
  #timers: NodeJS.Timeout[] = [];

  constructor(options: RunProcessOptions) {
    const { task, job, held } = options;
    this.id = task.run.flowRunId;
    this.epoch = task.run.epoch;
    this.#options = options;
    this.#child = spawnChild(task, job);
    this.#exited = exitOf(this.#child);
    this.#exited.catch(() => {}); // told by `end`
    held.add(this);
    this.#child.on("message", (message: FromProcess) => this.#hear(message));
    this.#read("stdout");
    this.#read("stderr");
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }
  /** Why it had to stop, if it had to. */
  get stopped(): RunStopped | undefined {
    return this.#stopped;
  }
  /** Whether it was ended by force because it did not stop in time. */
  get isForced(): boolean {
    return this.#isForced;
  }

  stop(reason: RunStopped): void {
    if (this.#stopped) return;
    this.#stopped = reason;
    // Somebody else may be about to start the run.
    if (reason.kind === "lost") return this.kill();
    this.#tell({ stop: this.id, kind: reason.kind });
    if (reason.kind === "cancelled") this.#endByForceAfter(this.#options.graceSeconds);
  }

  wake(): void {
    this.#tell({ wake: this.id });
  }

  suspend(): void {
    this.#tell({ suspend: this.id });
  }

  /** Ends the process, and all that it has started, at once. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  /** Kills it, and settles when it is gone. */
  async killed(): Promise<void> {
    this.kill();
    await this.#exited.catch(() => {}); // told by `end`
  }

  /**
   * Settles when the process is gone (the caller then takes it off what is held); answers how it
   * ended if it did so before its part in the run was over and written down. Throws when it could
   * not be started.
   */
  async end(): Promise<ProcessExit | undefined> {
    try {
      const [code, signal] = await this.#exited;
      // What it has left behind in its group does not go on without it.
      this.kill();
      this.#isOver = true;
      await waitAtMost(drainMs, closed(this.#child));
      if (this.#isDone) return undefined;
      const heapLimit = this.#options.job.maxOldSpaceSize;
      return { code, signal, lastWords: this.#lastWords, heapLimit };
    } finally {
      this.#isOver = true;
      for (const timer of this.#timers) clearTimeout(timer);
      this.#holdOthers([]);
    }
  }

  #hear(message: FromProcess): void {
    if ("ready" in message) void this.#begin();
    else if ("held" in message) this.#holdOthers(message.held);
    else if ("confirm" in message) void this.#confirm(message.confirm);
    else if ("echo" in message) this.#options.echo(...message.echo);
    else this.#isDone = true;
    // Who was told to stop before it could hear it is told again.
    if ("held" in message && this.#stopped) this.#tell({ stop: this.id, kind: this.#stopped.kind });
  }

  async #begin(): Promise<void> {
    await this.#options.onStarted(this.#child.pid ?? 0);
    this.#tell({ execute: this.#options.task });
  }

  async #confirm(asked: number): Promise<void> {
    await this.#options.held.confirm();
    this.#tell({ confirmed: asked });
  }

  /** Flows that are called in the process are runs of their own, which the worker holds, too. */
  #holdOthers(runs: readonly { flowRunId: string; epoch: number }[]): void {
    const { held } = this.#options;
    const now = new Map(runs.map(({ flowRunId, epoch }) => [flowRunId, epoch]));
    for (const [id, other] of this.#others) {
      if (now.get(id) === other.epoch) continue;
      this.#others.delete(id);
      held.remove(other);
    }
    for (const [id, epoch] of now) {
      if (id === this.id || this.#others.has(id)) continue;
      const other: HeldRun = {
        id,
        epoch,
        stop: ({ kind }) => this.#tell({ stop: id, kind }),
        wake: () => this.#tell({ wake: id }),
        suspend: () => this.#tell({ suspend: id }),
      };
      this.#others.set(id, other);
      held.add(other);
    }
  }

  #read(name: "stdout" | "stderr"): void {
    const stream = this.#child[name];
    if (!stream) return;
    readLines(stream, (line) => {
      if (name === "stderr") {
        this.#lastWords = `${this.#lastWords}${line}\n`.slice(-lastWordsLength);
      }
      if (line.trim() !== "") this.#options.onOutput(name, line);
    });
  }

  #endByForceAfter(seconds: number): void {
    const terminate = (): void => {
      this.#isForced = true;
      this.#signal("SIGTERM");
      this.#timers.push(setTimeout(() => this.kill(), killAfterMs));
    };
    this.#timers.push(setTimeout(terminate, seconds * 1000));
  }

  #tell(message: ToProcess): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** To the whole group, of which the process is the leader. */
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#isOver) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It is gone.
    }
  }
}

function spawnChild(task: ProcessTask, job: Job): ChildProcess {
  const { name = task.run.flowRunName, env, workingDir, maxOldSpaceSize } = job;
  const file = new URL(`./child${extension()}`, import.meta.url);
  const heap = maxOldSpaceSize === undefined ? [] : [`--max-old-space-size=${maxOldSpaceSize}`];
  return spawn(process.execPath, [...heap, fileURLToPath(file)], {
    argv0: name,
    cwd: workingDir,
    env: environmentOf(task, env),
    // A group of its own: what the run starts is ended with it, and Ctrl-C is for the worker.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "advanced",
  });
}

function environmentOf({ settings, run }: ProcessTask, env: Job["env"]): NodeJS.ProcessEnv {
  const { url } = settings.database;
  const all: Record<string, string | null | undefined> = {
    ...process.env,
    // The folder of the run may have another .env.
    ...(url === undefined ? {} : { PROVOST_DATABASE_URL: url }),
    ...env,
    PROVOST_FLOW_RUN_ID: run.flowRunId,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve([code, signal]));
  });
}

async function closed(child: ChildProcess): Promise<void> {
  await once(child, "close");
}

function extension(): string {
  return import.meta.url.slice(import.meta.url.lastIndexOf("."));
}
