import type { LogLine } from "../store/runStore.ts";

/** Who wrote a line: a task run may not be known to the database yet, which links lines by key. */
export interface LogSource {
  readonly isKnown: boolean;
}

export interface RunLogsOptions {
  write: (lines: readonly LogLine[]) => Promise<void>;
  /** How long a line waits for others. Default 250 ms. */
  everyMs?: number;
  /** How many lines are sent at once without waiting. Default 500. */
  mostLines?: number;
  /** The most characters of one statement, unless a single line is longer. Default 4 million. */
  mostCharacters?: number;
  /** The most lines that are kept while they cannot be written; then the oldest go. */
  mostKept?: number;
}

interface Entry {
  readonly line: LogLine;
  readonly source: LogSource | undefined;
}

const never = () => false;

/** The log lines of all runs of this process, on their way to the database. */
export class RunLogs {
  readonly #options: Required<RunLogsOptions>;
  #entries: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #lastSeq = 0;

  constructor(options: RunLogsOptions) {
    this.#options = {
      everyMs: 250,
      mostLines: 500,
      mostCharacters: 4_000_000,
      mostKept: 20_000,
      ...options,
    };
  }

  add(line: Omit<LogLine, "seq">, source?: LogSource): void {
    this.#entries.push({ line: { ...line, seq: ++this.#lastSeq }, source });
    if (this.#entries.length % this.#options.mostLines === 0) void this.#send();
    this.#arm();
  }

  /** Sends the lines of a run, or all lines, and waits until they are written or refused. */
  async flush(flowRunId?: string): Promise<void> {
    await this.#send((line) => flowRunId === undefined || line.flowRunId === flowRunId);
  }

  #arm(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#send();
    }, this.#options.everyMs).unref();
  }

  /** Sends what may be sent; `isUrgent` lines go even if their task run is not known yet. */
  #send(isUrgent: (line: LogLine) => boolean = never): Promise<void> {
    this.#sending = this.#sendAfter(this.#sending, isUrgent);
    return this.#sending;
  }

  async #sendAfter(earlier: Promise<void>, isUrgent: (line: LogLine) => boolean): Promise<void> {
    await earlier;
    const ready: Entry[] = [];
    const held: Entry[] = [];
    for (const entry of this.#entries) {
      const canGo = entry.source?.isKnown !== false || isUrgent(entry.line);
      (canGo ? ready : held).push(entry);
    }
    this.#entries = held;
    for (const batch of this.#batches(ready)) await this.#write(batch);
    if (this.#entries.length > 0) this.#arm();
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    try {
      await this.#options.write(batch.map(({ line }) => line));
    } catch {
      // Logs never fail a run: they wait for better times, within bounds.
      this.#entries = [...batch, ...this.#entries].slice(-this.#options.mostKept);
    }
  }

  *#batches(entries: readonly Entry[]): Generator<Entry[]> {
    const { mostLines, mostCharacters } = this.#options;
    let batch: Entry[] = [];
    let characters = 0;
    for (const entry of entries) {
      characters += entry.line.message.length;
      if (batch.length === mostLines || (batch.length > 0 && characters > mostCharacters)) {
        yield batch;
        batch = [];
        characters = entry.line.message.length;
      }
      batch.push(entry);
    }
    if (batch.length > 0) yield batch;
  }
}
