/** After the second signal, or a failure, what still has to be said goodbye to gets so long. */
const hurryMilliseconds = 5000;

/** Settles with the exit code of an orderly end when `signal` is aborted: never without one. */
export function whenAborted(signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve(0);
    signal?.addEventListener("abort", () => resolve(0), { once: true });
  });
}

/** Ends a process that was told so twice, or does not come to an end. */
const exitAtOnce = () => process.exit(130);

/**
 * Hears Ctrl-C and SIGTERM from now on. It is made before what has to say goodbye is started: a
 * signal that comes while that starts would end the process in the middle of it, and stops it as
 * soon as it has started instead. A second one meanwhile ends the process.
 */
export class StopSignals {
  readonly #onSignal = () => this.#heed();
  #waiters: (() => void)[] = [];
  #wasHeard = false;

  constructor() {
    process.on("SIGINT", this.#onSignal);
    process.on("SIGTERM", this.#onSignal);
  }

  /**
   * Waits for a signal, or for `failed` to settle, and then stops. A second signal aborts `hurry`:
   * what is under way is handed back at once. A third one ends the process. One that has failed
   * waits for nobody: what it still has to say may be refused, again and again.
   */
  async stopAtFirst(
    stop: (hurry: AbortSignal) => Promise<void>,
    failed: Promise<number> = new Promise(() => {}),
  ): Promise<void> {
    const code = await Promise.race([this.#next().then(() => 0), failed]);
    const hurry = new AbortController();
    void this.#hurryAtNext(hurry);
    if (code !== 0) setTimeout(() => process.exit(code), hurryMilliseconds).unref();
    await stop(hurry.signal);
    process.exitCode = code;
  }

  /** Leaves signals to others again. */
  close(): void {
    process.off("SIGINT", this.#onSignal);
    process.off("SIGTERM", this.#onSignal);
  }

  async #hurryAtNext(hurry: AbortController): Promise<void> {
    await this.#next();
    hurry.abort();
    setTimeout(exitAtOnce, hurryMilliseconds).unref();
    await this.#next();
    exitAtOnce();
  }

  #heed(): void {
    const waiters = this.#waiters.splice(0);
    for (const resolve of waiters) resolve();
    if (waiters.length > 0) return;
    if (this.#wasHeard) exitAtOnce();
    this.#wasHeard = true;
  }

  async #next(): Promise<void> {
    if (this.#wasHeard) {
      this.#wasHeard = false;
      return;
    }
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }
}
