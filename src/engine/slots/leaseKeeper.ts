import { Worker as Thread } from "node:worker_threads";
import type { Connection } from "../../db/pool.ts";

export type ToLeaseThread = { keep: string; seconds: number } | { drop: string };
export type FromLeaseThread = { lost: string[] };

interface KeptLease {
  readonly seconds: number;
  readonly onLost: () => void;
}

/** After which a thread that has ended for no known reason is started again. */
const restartMs = 1000;

/**
 * Renews the leases of this process from a thread of its own, with its own connection: an event
 * loop that is busy loses none. The thread is there while there are leases to be renewed.
 */
export class LeaseKeeper {
  readonly #connection: Connection;
  readonly #leases = new Map<string, KeptLease>();
  #thread: Thread | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Renews a lease until the answer is called, or it is found to be lost. */
  keep(leaseId: string, seconds: number, onLost: () => void): () => void {
    this.#leases.set(leaseId, { seconds, onLost });
    this.#tell({ keep: leaseId, seconds });
    return () => {
      if (this.#leases.delete(leaseId)) this.#tell({ drop: leaseId });
    };
  }

  async close(): Promise<void> {
    this.#leases.clear();
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  #tell(message: ToLeaseThread): void {
    (this.#thread ??= this.#start()).postMessage(message);
  }

  #start(): Thread {
    const thread = new Thread(new URL(threadFile(), import.meta.url), {
      workerData: this.#connection,
    });
    thread.on("message", ({ lost }: FromLeaseThread) => {
      for (const leaseId of lost) this.#lose(leaseId);
    });
    thread.on("error", () => {}); // it exits, too
    thread.on("exit", () => {
      if (this.#thread === thread) setTimeout(() => this.#restart(thread), restartMs).unref();
    });
    thread.unref();
    return thread;
  }

  #restart(ended: Thread): void {
    if (this.#thread !== ended) return;
    this.#thread = undefined;
    for (const [leaseId, { seconds }] of this.#leases) this.#tell({ keep: leaseId, seconds });
  }

  #lose(leaseId: string): void {
    const lease = this.#leases.get(leaseId);
    this.#leases.delete(leaseId);
    lease?.onLost();
  }
}

/** The thread's file has the extension of this one: .ts in a checkout, .js when built. */
function threadFile(): string {
  return `./leaseThread${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`;
}
