import { call } from "../../db/call.ts";
import { createListener } from "../../db/listen.ts";
import type { Listener } from "../../db/listen.ts";
import type { Connection, Pool } from "../../db/pool.ts";
import { runFunctions } from "../../db/runFunctions.ts";
import type { DelayedOutcome } from "../../db/runFunctions.ts";
import { NotFound } from "../../errors.ts";
import { waitAtMost } from "../../waitAtMost.ts";
import { GroupCommit } from "../store/groupCommit.ts";

/** A run that somebody waits for. */
interface Awaited {
  readonly finished: PromiseWithResolvers<DelayedOutcome>;
  waiters: number;
}

const pollMs = 1000;
/** A watch lasts a minute. */
const renewEveryPolls = 30;
/** How long the listener outlives the last wait; it keeps the process alive. */
const lingerMs = 200;

/**
 * Waits for runs to end, whoever executes them. The database is asked to ring for these runs; as
 * it may fail to, they are also looked at once a second. Whoever waits for many costs little more
 * than for one, since looks of the same moment go together.
 */
export class RunWatcher {
  readonly #connection: Connection;
  readonly #awaited = new Map<string, Awaited>();
  readonly #looks: GroupCommit<string, DelayedOutcome | undefined>;
  readonly #watches: GroupCommit<string, undefined>;
  #listener: Listener | undefined;
  #polling: NodeJS.Timeout | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #polls = 0;

  constructor(pool: Pool, connection: Connection) {
    this.#connection = connection;
    this.#looks = new GroupCommit({ run: (ids) => lookAt(pool, ids) });
    this.#watches = new GroupCommit({
      run: async (ids) => {
        await call(pool, runFunctions.watchFlowRuns, { ids: [...ids] });
        return ids.map(() => undefined);
      },
    });
  }

  /** How the run stands when it is over, or else when the time is. */
  async wait(id: string, timeoutSeconds = Infinity): Promise<DelayedOutcome> {
    const outcome = await this.#look(id);
    if (outcome.isFinished || timeoutSeconds === 0) return outcome;
    const awaited = this.#join(id);
    const { promise } = awaited.finished;
    try {
      return (await waitAtMost(timeoutSeconds * 1000, promise))
        ? await promise
        : await this.#look(id);
    } finally {
      this.#leave(id, awaited);
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#lingering);
    clearInterval(this.#polling);
    this.#polling = undefined;
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close();
  }

  async #look(id: string): Promise<DelayedOutcome> {
    const outcome = await this.#looks.add(id);
    if (outcome) return outcome;
    throw new NotFound(`No background run has the id ${id}.`, {
      hint: "List the newest: provost flow-run ls --all.",
    });
  }

  #join(id: string): Awaited {
    let awaited = this.#awaited.get(id);
    if (!awaited) {
      awaited = { finished: Promise.withResolvers(), waiters: 0 };
      awaited.finished.promise.catch(() => {});
      this.#awaited.set(id, awaited);
      this.#listen();
      // Looked at once more when the watch is on, since what happened before rang no bell.
      void this.#watches.add(id).then(
        () => this.#check(id),
        () => {},
      );
    }
    awaited.waiters++;
    return awaited;
  }

  #leave(id: string, awaited: Awaited): void {
    awaited.waiters--;
    if (awaited.waiters > 0) return;
    this.#awaited.delete(id);
    if (this.#awaited.size > 0) return;
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(() => {
      if (this.#awaited.size === 0) void this.close();
    }, lingerMs);
  }

  #listen(): void {
    if (this.#listener) return;
    this.#listener = createListener(this.#connection);
    this.#listener.subscribe("provost_flow_run", {
      onNotification: (id) => void this.#check(id),
      onGap: () => this.#checkAll(),
    });
    this.#polling = setInterval(() => this.#checkAll(), pollMs);
  }

  #checkAll(): void {
    const renews = ++this.#polls % renewEveryPolls === 0;
    for (const id of this.#awaited.keys()) {
      if (renews) this.#watches.add(id).catch(() => {});
      void this.#check(id);
    }
  }

  async #check(id: string): Promise<void> {
    const awaited = this.#awaited.get(id);
    if (!awaited) return;
    try {
      const outcome = await this.#look(id);
      if (outcome.isFinished) awaited.finished.resolve(outcome);
    } catch (error) {
      awaited.finished.reject(error);
    }
  }
}

async function lookAt(pool: Pool, ids: readonly string[]): Promise<(DelayedOutcome | undefined)[]> {
  const outcomes = await call(pool, runFunctions.delayedOutcomes, { ids: [...new Set(ids)] });
  const byId = new Map(outcomes.map((outcome) => [outcome.flowRunId, outcome]));
  return ids.map((id) => byId.get(id));
}
