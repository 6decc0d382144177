import { call } from "../../db/call.ts";
import { createListener } from "../../db/listen.ts";
import type { Listener } from "../../db/listen.ts";
import type { Connection, Pool } from "../../db/pool.ts";
import { slotFunctions } from "../../db/slotFunctions.ts";
import type { SlotAnswer, SlotRequest } from "../../db/slotFunctions.ts";
import { GroupCommit } from "../store/groupCommit.ts";
import { LeaseKeeper } from "./leaseKeeper.ts";

/** Where slots of concurrency limits come from: what the engine needs of the database. */
export interface SlotStore {
  take(request: SlotRequest): Promise<SlotAnswer>;
  /** What becomes of a lease that waits. */
  check(leaseId: string): Promise<SlotAnswer>;
  free(leaseId: string): Promise<void>;
  /** Renews a lease until the answer is called, or the lease is found to be lost. */
  keep(leaseId: string, leaseSeconds: number, onLost: () => void): () => void;
  /** Is told the ids of leases that have been granted, and of any after a gap; a hint. */
  listen(onGranted: (leaseId: string | undefined) => void): () => void;
  /** Waits until everything that was given back has been, and renews no more. */
  close(): Promise<void>;
}

/** Slots kept in PostgreSQL. What is asked for within the same moment goes as one statement. */
export class DatabaseSlots implements SlotStore {
  readonly #connection: Connection | undefined;
  readonly #takes: GroupCommit<SlotRequest, SlotAnswer>;
  readonly #checks: GroupCommit<string, SlotAnswer>;
  readonly #frees: GroupCommit<string, undefined>;
  readonly #pool: Pool;
  #leases: LeaseKeeper | undefined;

  /** Without a direct connection it is for flow runs only, and finds out later who is served. */
  constructor(pool: Pool, connection: Connection | undefined) {
    this.#pool = pool;
    this.#connection = connection;
    this.#takes = new GroupCommit({ run: (requests) => this.#take(requests), mostEntries: 250 });
    this.#checks = new GroupCommit({ run: (ids) => this.#check(ids), lanes: 1 });
    this.#frees = new GroupCommit({ run: (ids) => this.#free(ids), mostEntries: 250 });
  }

  take(request: SlotRequest): Promise<SlotAnswer> {
    return this.#takes.add(request);
  }

  check(leaseId: string): Promise<SlotAnswer> {
    return this.#checks.add(leaseId);
  }

  free(leaseId: string): Promise<void> {
    return this.#frees.add(leaseId);
  }

  keep(leaseId: string, leaseSeconds: number, onLost: () => void): () => void {
    if (!this.#connection) throw new Error("Renewing leases takes a direct connection.");
    this.#leases ??= new LeaseKeeper(this.#connection);
    return this.#leases.keep(leaseId, leaseSeconds, onLost);
  }

  listen(onGranted: (leaseId: string | undefined) => void): () => void {
    if (this.#connection === undefined) return () => {};
    const listener: Listener = createListener(this.#connection);
    listener
      .subscribe("provost_slots", {
        onNotification: onGranted,
        onGap: () => onGranted(undefined),
      })
      // What was granted before the first LISTEN has not been heard.
      .ready.then(
        () => onGranted(undefined),
        () => {},
      );
    return () => void listener.close();
  }

  async close(): Promise<void> {
    await this.#frees.idle();
    await this.#leases?.close();
  }

  async #take(requests: readonly SlotRequest[]): Promise<SlotAnswer[]> {
    const rows = await call(this.#pool, slotFunctions.takeSlots, {
      requests: requests.map((request, ord) => ({ ord, ...request })),
    });
    const answers: SlotAnswer[] = [];
    for (const row of rows) answers[row.ord] = row;
    return answers;
  }

  async #check(leaseIds: readonly string[]): Promise<SlotAnswer[]> {
    const rows = await call(this.#pool, slotFunctions.checkSlots, { leaseIds });
    return rows.sort((a, b) => a.ord - b.ord);
  }

  async #free(leaseIds: readonly string[]): Promise<undefined[]> {
    await call(this.#pool, slotFunctions.freeSlots, { leaseIds });
    return leaseIds.map(() => undefined);
  }
}
