/** How entries travel. `run` sends one batch and answers each entry, in the order given. */
export interface GroupCommitOptions<Entry, Answer> {
  run: (batch: readonly Entry[]) => Promise<readonly Answer[]>;
  /** How many statements may be in flight at the same time. Default 2. */
  lanes?: number;
  /** The most entries of one statement. Default 1000. */
  mostEntries?: number;
  /** The most bytes of one statement, unless a single entry is larger. Default 4 MB. */
  mostBytes?: number;
  sizeOf?: (entry: Entry) => number;
  /** Whether one entry may be to blame for an error, so that the others deserve another try. */
  isEntryFault?: (error: unknown) => boolean;
}

interface Item<Entry, Answer> {
  readonly entry: Entry;
  readonly order: object | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** So many entries are worth a statement beside the one that is in flight. */
const worthAStatement = 32;
/** How long fewer of them wait for it, in milliseconds; it may be waiting for a lock. */
const patienceMilliseconds = 5;

/**
 * Group commit: a few statements are in flight, and whatever arrives meanwhile travels together
 * in the next one. Each entry is answered by itself. A statement costs as much as a dozen of its
 * entries, so a few of them rather wait for the one in flight: runs that move in step then stay
 * together, instead of a part of them in each lane.
 */
export class GroupCommit<Entry, Answer> {
  readonly #options: Required<GroupCommitOptions<Entry, Answer>>;
  readonly #worthAStatement: number;
  readonly #send = () => this.#fillLanes();
  readonly #losePatience = () => {
    this.#patience = undefined;
    if (this.#queue.length > 0 && this.#busyLanes < this.#options.lanes) this.#openLane();
  };
  readonly #underWay = new Set<object>();
  #queue: Item<Entry, Answer>[] = [];
  #busyLanes = 0;
  #isScheduled = false;
  #patience: NodeJS.Timeout | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(options: GroupCommitOptions<Entry, Answer>) {
    this.#options = {
      lanes: 2,
      mostEntries: 1000,
      mostBytes: 4 * 1024 * 1024,
      sizeOf: () => 0,
      isEntryFault: () => false,
      ...options,
    };
    this.#worthAStatement = Math.min(worthAStatement, this.#options.mostEntries);
  }

  /** Sends an entry. Entries that share an `order` object are never sent at the same time. */
  add(entry: Entry, order?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, order, resolve, reject });
      this.#sendSoon();
    });
  }

  /** Waits until everything that was added has been answered. */
  async idle(): Promise<void> {
    if (this.#queue.length === 0 && this.#busyLanes === 0) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #sendSoon(): void {
    if (this.#isScheduled) return;
    if (!this.#deservesLane()) {
      this.#waitForMore();
      return;
    }
    this.#isScheduled = true;
    // By the time of the immediate, all who are about to add something have done so.
    setImmediate(this.#send);
  }

  #fillLanes(): void {
    this.#isScheduled = false;
    while (this.#deservesLane()) if (!this.#openLane()) return;
    this.#waitForMore();
  }

  #deservesLane(): boolean {
    const enough = this.#busyLanes === 0 ? 1 : this.#worthAStatement;
    return this.#queue.length >= enough && this.#busyLanes < this.#options.lanes;
  }

  #waitForMore(): void {
    if (this.#queue.length === 0 || this.#busyLanes >= this.#options.lanes) return;
    this.#patience ??= setTimeout(this.#losePatience, patienceMilliseconds);
  }

  #openLane(): boolean {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const batch = this.#takeBatch();
    if (batch.length === 0) return false;
    this.#busyLanes++;
    void this.#sendBatch(batch);
    return true;
  }

  async #sendBatch(batch: readonly Item<Entry, Answer>[]): Promise<void> {
    await this.#answerBatch(batch);
    for (const { order } of batch) if (order) this.#underWay.delete(order);
    this.#busyLanes--;
    this.#sendSoon();
    if (this.#busyLanes === 0 && this.#queue.length === 0) {
      for (const resolve of this.#idleWaiters.splice(0)) resolve();
    }
  }

  /** Takes what fits into one statement, in order, and leaves what has to wait for another. */
  #takeBatch(): Item<Entry, Answer>[] {
    const { mostEntries, mostBytes, sizeOf } = this.#options;
    const batch: Item<Entry, Answer>[] = [];
    const held: Item<Entry, Answer>[] = [];
    let bytes = 0;
    let next = 0;
    for (const item of this.#queue) {
      if (item.order && this.#underWay.has(item.order)) {
        held.push(item);
      } else {
        bytes += sizeOf(item.entry);
        if (batch.length === mostEntries || (batch.length > 0 && bytes > mostBytes)) break;
        if (item.order) this.#underWay.add(item.order);
        batch.push(item);
      }
      next++;
    }
    this.#queue = held.concat(this.#queue.slice(next));
    return batch;
  }

  async #answerBatch(batch: readonly Item<Entry, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.run(batch.map((item) => item.entry));
      if (answers.length !== batch.length) {
        throw new Error(`Expected ${batch.length} answers, got ${answers.length}.`);
      }
      answers.forEach((answer, index) => batch[index]?.resolve(answer));
    } catch (error) {
      if (batch.length === 1 || !this.#options.isEntryFault(error)) {
        for (const item of batch) item.reject(error);
        return;
      }
      const middle = batch.length >> 1;
      await this.#answerBatch(batch.slice(0, middle));
      await this.#answerBatch(batch.slice(middle));
    }
  }
}
