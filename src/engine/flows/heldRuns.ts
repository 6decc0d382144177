import { RunStopped } from "./runStopped.ts";
import type { StopKind } from "./runStopped.ts";

/** A run in one epoch, which can be told to stop. */
export interface HeldRun {
  readonly id: string;
  readonly epoch: number;
  stop(reason: RunStopped): unknown;
  wake?(): void;
  suspend?(): void;
}

/** The runs that this process executes, child runs among them: what its heartbeat reports. */
export class HeldRuns {
  readonly #runs = new Map<string, HeldRun>();
  #changed = () => {};
  #emptied: (() => void)[] = [];
  #confirm = async (): Promise<void> => {};
  #inTimeMilliseconds = Infinity;

  get size(): number {
    return this.#runs.size;
  }

  /** Is told after every change. */
  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** What a beat does that is made at once, when beats keep runs for so many seconds. */
  confirmBy(confirm: () => Promise<void>, leaseSeconds: number): void {
    this.#confirm = confirm;
    // Beats are as far apart at most, and each may be answered as late.
    this.#inTimeMilliseconds = (leaseSeconds * 1000) / 3;
  }

  /** Within how long the answer to a claim is sure to come before the run has gone back. */
  get inTimeMilliseconds(): number {
    return this.#inTimeMilliseconds;
  }

  /** Settles when the database has been told what is held now, and those have stopped it knows not. */
  confirm(): Promise<void> {
    return this.#confirm();
  }

  /** Puts a run on the list, in the place of another with its id. */
  add(run: HeldRun): void {
    this.#runs.set(run.id, run);
    this.#changed();
  }

  /** Takes a run off the list, unless another has taken its place. */
  remove(run: HeldRun): void {
    if (this.#runs.get(run.id) !== run) return;
    this.#runs.delete(run.id);
    this.#changed();
    if (this.#runs.size === 0) for (const tell of this.#emptied.splice(0)) tell();
  }

  list(): { flowRunId: string; epoch: number }[] {
    return Array.from(this.#runs, ([flowRunId, { epoch }]) => ({ flowRunId, epoch }));
  }

  /** Stops a run, in whatever epoch it is held or in a certain one. */
  stop(flowRunId: string, kind: StopKind, epoch?: number): void {
    const run = this.#runs.get(flowRunId);
    if (run && (epoch === undefined || run.epoch === epoch)) run.stop(new RunStopped(kind));
  }

  /** Has a run look up what it waits for. */
  wake(flowRunId: string): void {
    this.#runs.get(flowRunId)?.wake?.();
  }

  /** Lets a run come no further than to its next boundary. */
  suspend(flowRunId: string): void {
    this.#runs.get(flowRunId)?.suspend?.();
  }

  stopAll(kind: StopKind): void {
    for (const run of this.#runs.values()) run.stop(new RunStopped(kind));
  }

  /** Waits until no run is held any more, or the time is up; answers whether none is. */
  async untilNone(milliseconds: number): Promise<boolean> {
    if (this.#runs.size === 0) return true;
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), milliseconds);
      this.#emptied.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}
