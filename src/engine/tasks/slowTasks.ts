/** Something that is reported when it takes long. It carries its own place in the list. */
export interface Watched {
  watchedSince: number;
  nextWatched: Watched | undefined;
  previousWatched: Watched | undefined;
  /** Called once, when the time is up. */
  reportSlow(): void;
}

/**
 * Reports what is still under way after a while. All wait equally long, so that a list in the
 * order of arrival and one timer serve any number of them.
 */
export class SlowTasks {
  readonly #afterMs: number;
  #first: Watched | undefined;
  #last: Watched | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(afterMs = 100) {
    this.#afterMs = afterMs;
  }

  watch(task: Watched, now: number): void {
    task.watchedSince = now;
    task.previousWatched = this.#last;
    if (this.#last) this.#last.nextWatched = task;
    else this.#first = task;
    this.#last = task;
    if (this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#report(), this.#afterMs);
    }
  }

  forget(task: Watched): void {
    if (this.#first !== task && task.previousWatched === undefined) return;
    if (task.previousWatched) task.previousWatched.nextWatched = task.nextWatched;
    else this.#first = task.nextWatched;
    if (task.nextWatched) task.nextWatched.previousWatched = task.previousWatched;
    else this.#last = task.previousWatched;
    task.nextWatched = undefined;
    task.previousWatched = undefined;
  }

  #report(): void {
    const due = performance.now() - this.#afterMs;
    for (let task = this.#first; task && task.watchedSince <= due; task = this.#first) {
      this.forget(task);
      task.reportSlow();
    }
    const waitMs = this.#first && Math.max(this.#first.watchedSince - due, 1);
    // A tick later than due, so that one timer reports many.
    this.#timer = waitMs === undefined ? undefined : setTimeout(() => this.#report(), waitMs + 10);
  }
}
