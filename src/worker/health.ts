/** ONLINE, or why a worker takes no runs: it ends them, it is gone, or it gets no answers. */
export type WorkerStatus = "ONLINE" | "DRAINING" | "OFFLINE" | "STALLED";

export interface HealthReport {
  status: WorkerStatus;
  /** Whether restarting the process would not help. A worker that drains is healthy. */
  isHealthy: boolean;
  /** Since the database has last answered that the worker lives. */
  secondsSinceBeat: number;
  /** Since it was last known to hear of runs, or was busy with as many as it may take. */
  secondsSincePoll: number;
}

export interface WorkerHealthOptions {
  /** How long it may go without a beat. */
  leaseSeconds: number;
  /** How long it may go without a poll that is answered. Default 30. */
  pollSeconds?: number;
  /** In milliseconds. */
  now?: () => number;
}

/** What a worker knows of itself. */
export class WorkerHealth {
  readonly #options: Required<WorkerHealthOptions>;
  #beatAt: number;
  #polledAt: number;
  #isDraining = false;
  #isOffline = false;

  constructor(options: WorkerHealthOptions) {
    this.#options = { pollSeconds: 30, now: () => performance.now(), ...options };
    this.#beatAt = this.#polledAt = this.#options.now();
  }

  beaten(): void {
    this.#beatAt = this.#options.now();
  }

  polled(): void {
    this.#polledAt = this.#options.now();
  }

  draining(): void {
    this.#isDraining = true;
  }

  offline(): void {
    this.#isOffline = true;
  }

  report(): HealthReport {
    const { leaseSeconds, pollSeconds, now } = this.#options;
    const secondsSinceBeat = (now() - this.#beatAt) / 1000;
    const secondsSincePoll = (now() - this.#polledAt) / 1000;
    // One that drains asks for nothing.
    const isDeaf = secondsSincePoll > pollSeconds && !this.#isDraining;
    const isStalled = secondsSinceBeat > leaseSeconds || isDeaf;
    const usual = this.#isDraining ? "DRAINING" : "ONLINE";
    const status = this.#isOffline ? "OFFLINE" : isStalled ? "STALLED" : usual;
    const isHealthy = status === "ONLINE" || status === "DRAINING";
    return { status, isHealthy, secondsSinceBeat, secondsSincePoll };
  }
}
