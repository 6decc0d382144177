import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Connection } from "../../src/db/pool.ts";
import { connectionUrl } from "./connectionUrl.ts";
import type { Random } from "./random.ts";

const file = fileURLToPath(new URL("schedulerProcess.ts", import.meta.url));

interface Scheduler {
  process: ChildProcess;
  isStopped: boolean;
}

/** Scheduler processes that are killed and replaced, stopped and continued; never all of them. */
export class SchedulerCrowd implements Disposable {
  readonly #url: string;
  readonly #random: Random;
  readonly #all: Scheduler[] = [];

  constructor(connection: Connection, random: Random, size: number) {
    this.#url = connectionUrl(connection);
    this.#random = random;
    for (let count = 0; count < size; count++) this.#start();
  }

  #start(): void {
    const args = [file, this.#url, String(this.#random.between(-5, 5))];
    const stdio = ["ignore", "ignore", "inherit"] as const;
    this.#all.push({
      process: spawn(process.execPath, args, { stdio: [...stdio] }),
      isStopped: false,
    });
  }

  /** Something that happens to one of them, or nothing. */
  harm(): void {
    const fate = this.#random.next();
    if (fate < 0.3) return this.#replace(this.#random.between(0, this.#all.length - 1));
    const victim = this.#random.pick(this.#all);
    if (fate < 0.6) this.#toggle(victim);
  }

  #replace(index: number): void {
    for (const { process: killed } of this.#all.splice(index, 1)) killed.kill("SIGKILL");
    this.#start();
  }

  #toggle(scheduler: Scheduler): void {
    const atWork = this.#all.filter(({ isStopped }) => !isStopped).length;
    if (!scheduler.isStopped && atWork <= 2) return;
    scheduler.process.kill(scheduler.isStopped ? "SIGCONT" : "SIGSTOP");
    scheduler.isStopped = !scheduler.isStopped;
  }

  [Symbol.dispose](): void {
    for (const { process: each } of this.#all) each.kill("SIGKILL");
  }
}
