import type { ClaimedFlowRun, LoneRunTimes } from "../db/functions.ts";
import type { HeldRun, HeldRuns } from "../engine/flows/heldRuns.ts";
import type { RunStopped } from "../engine/flows/runStopped.ts";

export interface LonePlaceOptions {
  /** Whoever waits here is held all the same. */
  held: HeldRuns;
  /** Tells the database which run executes alone from now on; null: none. */
  onLone: (flowRunId: string | null) => Promise<void>;
  /** Asks the database how long a run may wait, and be alone. */
  timesOf: (run: ClaimedFlowRun) => Promise<LoneRunTimes | undefined>;
  onError: (error: unknown) => void;
}

/** How it ended that a run waited. */
type Outcome = "met" | "late" | "stopped";

/** A run that waits, or begins, and is held until whoever executes it holds it in its place. */
class Waiting implements HeldRun {
  readonly id: string;
  readonly epoch: number;
  isStopped = false;
  /** Of the waiting that is going on. */
  ended = Promise.withResolvers<Outcome>();

  constructor({ flowRunId, epoch }: ClaimedFlowRun) {
    this.id = flowRunId;
    this.epoch = epoch;
  }

  stop({ kind }: RunStopped): void {
    // One that is being cancelled hears of it again as soon as it executes.
    if (kind === "cancelled") return this.ended.resolve("late");
    this.isStopped = true;
    this.ended.resolve("stopped");
  }
}

/** Each keeps others from being claimed, and a worker that held many runs leaves many suspects. */
const mostWaiting = 4;
/** Of whoever cannot ask: it takes its chance beside others. */
const noTimes: LoneRunTimes = { waitSeconds: 0, aloneSeconds: 0 };

async function endLate(
  ended: PromiseWithResolvers<Outcome>,
  times: Promise<LoneRunTimes>,
): Promise<void> {
  const { waitSeconds } = await times;
  const timer = setTimeout(() => ended.resolve("late"), waitSeconds * 1000);
  await ended.promise;
  clearTimeout(timer);
}

/**
 * Lets runs that cannot have a process of their own execute alone in this one for a while, when
 * they may be what ends their workers: what dies with them then tells that it was them, and takes
 * no other run along; see crashed_runs.sql.
 */
export class LonePlace {
  readonly #options: LonePlaceOptions;
  readonly #reopened: (() => void)[] = [];
  #company = 0;
  #waiting = 0;
  #lone: string | undefined;
  /** There only while somebody waits: nearly always nobody does. */
  #changed: PromiseWithResolvers<undefined> | undefined;

  constructor(options: LonePlaceOptions) {
    this.#options = options;
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
    if (this.#lone === undefined) return await this.#accompany(execute);
    await this.#whileHeld(run, (waiting) => this.#joinCompany(waiting, execute));
  }

  /**
   * Executes a run alone, unless the others take too long to end, or too many want to be alone:
   * then beside them. It takes its chance, as it did before it was suspected.
   */
  async alone(run: ClaimedFlowRun, execute: () => Promise<void>): Promise<void> {
    if (this.#waiting >= mostWaiting) return await this.inCompany(run, execute);
    const times = this.#timesOf(run);
    await this.#whileHeld(run, async (waiting) => {
      const outcome = await this.#takePlace(waiting, times);
      if (outcome === "met") await this.#executeAlone(waiting, times, execute);
      else if (outcome === "late") await this.#joinCompany(waiting, execute);
    });
  }

  async #whileHeld(run: ClaimedFlowRun, body: (waiting: Waiting) => Promise<void>): Promise<void> {
    const waiting = new Waiting(run);
    const { held } = this.#options;
    held.add(waiting);
    try {
      await body(waiting);
    } finally {
      held.remove(waiting);
    }
  }

  async #joinCompany(waiting: Waiting, execute: () => Promise<void>): Promise<void> {
    const outcome = await this.#until(waiting, () => this.#lone === undefined);
    if (outcome !== "stopped") await this.#accompany(execute);
  }

  get #isEmpty(): boolean {
    return this.#company === 0 && this.#lone === undefined;
  }

  async #takePlace(waiting: Waiting, times: Promise<LoneRunTimes>): Promise<Outcome> {
    this.#waiting++;
    try {
      while (!this.#isEmpty) {
        const outcome = await this.#until(waiting, () => this.#isEmpty, times);
        // Whoever is alone will not be so for long.
        const isLate = outcome === "late" && this.#lone === undefined;
        if (isLate || outcome === "stopped") return outcome;
      }
      this.#lone = waiting.id;
      return "met";
    } finally {
      this.#waiting--;
      this.#reopen();
    }
  }

  async #executeAlone(
    waiting: Waiting,
    times: Promise<LoneRunTimes>,
    execute: () => Promise<void>,
  ): Promise<void> {
    const [{ aloneSeconds }] = await Promise.all([times, this.#options.onLone(waiting.id)]);
    if (waiting.isStopped) return await this.#leave();
    const executing = this.#accompany(execute);
    // Once, so that what is still on its way does not concern the next one that is alone.
    let leaving: Promise<void> | undefined;
    const leave = (): Promise<void> => (leaving ??= this.#leave());
    const timer = setTimeout(() => void leave(), aloneSeconds * 1000);
    try {
      await executing;
    } finally {
      clearTimeout(timer);
      await leave();
    }
  }

  async #leave(): Promise<void> {
    await this.#options.onLone(null);
    this.#lone = undefined;
    this.#reopen();
  }

  async #timesOf(run: ClaimedFlowRun): Promise<LoneRunTimes> {
    try {
      return (await this.#options.timesOf(run)) ?? noTimes;
    } catch (error) {
      this.#options.onError(error);
      return noTimes;
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

  /** Waits for something, as long as the run may if that is told, or until somebody else has it. */
  async #until(
    waiting: Waiting,
    check: () => boolean,
    times?: Promise<LoneRunTimes>,
  ): Promise<Outcome> {
    if (waiting.isStopped) return "stopped";
    const ended = (waiting.ended = Promise.withResolvers<Outcome>());
    if (times) void endLate(ended, times);
    try {
      while (!check()) {
        this.#changed ??= Promise.withResolvers<undefined>();
        const outcome = await Promise.race([ended.promise, this.#changed.promise]);
        if (outcome !== undefined) return outcome;
      }
      return "met";
    } finally {
      ended.resolve("met");
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
