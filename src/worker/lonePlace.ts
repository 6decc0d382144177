import type { ClaimedFlowRun } from "../db/functions.ts";
import type { HeldRun, HeldRuns } from "../engine/flows/heldRuns.ts";
import type { RunStopped } from "../engine/flows/runStopped.ts";

export interface LonePlaceOptions {
  /** Whoever waits here is held all the same. */
  held: HeldRuns;
  /** Tells the database which run executes alone from now on; null: none. */
  onLone: (flowRunId: string | null) => Promise<void>;
  /** How long a run waits until it is alone, at most. Default 10. */
  waitSeconds?: number;
  /** How long it then stays alone the first time, twice as long after each further crash. Default 5. */
  aloneSeconds?: number;
}

/** How it ended that a run waited. */
type Outcome = "met" | "late" | "stopped";

/** Each keeps others from being claimed, and a worker that held many runs leaves many suspects. */
const mostWaiting = 4;

/**
 * Lets runs that cannot have a process of their own execute alone in this one for a while, when
 * they may be what ends their workers: what dies with them then tells that it was them, and takes
 * no other run along; see crashed_runs.sql.
 */
export class LonePlace {
  readonly #options: Required<LonePlaceOptions>;
  readonly #reopened: (() => void)[] = [];
  #company = 0;
  #waiting = 0;
  #lone: string | undefined;
  /** There only while somebody waits: nearly always nobody does. */
  #changed: PromiseWithResolvers<undefined> | undefined;

  constructor(options: LonePlaceOptions) {
    this.#options = { waitSeconds: 10, aloneSeconds: 5, ...options };
  }

  /** Whether a run is alone, or waits for it: nothing else is to be claimed. */
  get isTaken(): boolean {
    return this.#lone !== undefined || this.#waiting > 0;
  }

  onFree(listener: () => void): void {
    this.#reopened.push(listener);
  }

  /** Executes a run beside others, though not beside one that is alone. */
  async inCompany(run: ClaimedFlowRun, execute: () => Promise<void>): Promise<void> {
    const isFree = (): boolean => this.#lone === undefined;
    if (!isFree() && (await this.#until(run, isFree)) === "stopped") return;
    await this.#accompany(execute);
  }

  /**
   * Executes a run alone, unless the others take too long to end, or too many want to be alone:
   * then beside them. It takes its chance, as it did before it was suspected.
   */
  async alone(run: ClaimedFlowRun, execute: () => Promise<void>): Promise<void> {
    if (this.#waiting >= mostWaiting) return await this.inCompany(run, execute);
    const { waitSeconds } = this.#options;
    const seconds = Math.min(waitSeconds, (run.timeoutSeconds ?? Infinity) / 4);
    const isAlone = (): boolean => this.#company === 0 && this.#lone === undefined;
    this.#waiting++;
    try {
      while (!isAlone()) {
        const outcome = await this.#until(run, isAlone, seconds);
        if (outcome === "stopped") return;
        // Whoever is alone will not be so for long.
        if (outcome === "late" && this.#lone === undefined) break;
      }
    } finally {
      this.#waiting--;
      this.#reopen();
    }
    if (!isAlone()) return await this.inCompany(run, execute);
    await this.#executeAlone(run, execute);
  }

  async #executeAlone(run: ClaimedFlowRun, execute: () => Promise<void>): Promise<void> {
    this.#lone = run.flowRunId;
    await this.#options.onLone(run.flowRunId);
    const executing = this.#accompany(execute);
    const leave = async (): Promise<void> => {
      if (this.#lone !== run.flowRunId) return;
      await this.#options.onLone(null);
      this.#lone = undefined;
      this.#reopen();
    };
    const seconds = this.#options.aloneSeconds * 2 ** Math.max(run.crashCount - 2, 0);
    const timer = setTimeout(() => void leave(), seconds * 1000);
    try {
      await executing;
    } finally {
      clearTimeout(timer);
      await leave();
    }
  }

  async #accompany(execute: () => Promise<void>): Promise<void> {
    this.#company++;
    try {
      await execute();
    } finally {
      this.#company--;
      this.#change();
    }
  }

  /** Waits for something, for so long at most, or until somebody else has the run. */
  async #until(
    { flowRunId, epoch }: ClaimedFlowRun,
    check: () => boolean,
    seconds = Infinity,
  ): Promise<Outcome> {
    const ended = Promise.withResolvers<Outcome>();
    // One that is being cancelled hears of it again as soon as it executes.
    const stop = ({ kind }: RunStopped): void =>
      ended.resolve(kind === "cancelled" ? "late" : "stopped");
    const waiting: HeldRun = { id: flowRunId, epoch, stop };
    const timer = Number.isFinite(seconds)
      ? setTimeout(() => ended.resolve("late"), seconds * 1000)
      : undefined;
    const { held } = this.#options;
    held.add(waiting);
    try {
      while (!check()) {
        this.#changed ??= Promise.withResolvers<undefined>();
        const outcome = await Promise.race([ended.promise, this.#changed.promise]);
        if (outcome !== undefined) return outcome;
      }
      return "met";
    } finally {
      clearTimeout(timer);
      held.remove(waiting);
    }
  }

  /** Lets those who wait look again. */
  #change(): void {
    this.#changed?.resolve(undefined);
    this.#changed = undefined;
  }

  #reopen(): void {
    this.#change();
    if (!this.isTaken) for (const listener of this.#reopened) listener();
  }
}
