import { parentPort, workerData } from "node:worker_threads";
import { call } from "../../db/call.ts";
import { type Connection, createPool } from "../../db/pool.ts";
import { slotFunctions } from "../../db/slotFunctions.ts";
import type { FromLeaseThread, ToLeaseThread } from "./leaseKeeper.ts";

// The body of the thread that renews leases; see leaseKeeper.ts.

interface Lease {
  readonly everyMs: number;
  /** When it is to be renewed next, by `performance.now()`. */
  due: number;
}

/** How soon a renewal is tried again that the database did not answer. */
const retryMs = 1000;
const answerSeconds = 10;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what leaseKeeper.ts hands over
const pool = createPool(workerData as Connection, { size: 1, applicationName: "provost leases" });
const leases = new Map<string, Lease>();
let timer: NodeJS.Timeout | undefined;
let isRenewing = false;

parentPort?.on("message", (message: ToLeaseThread) => {
  if ("drop" in message) leases.delete(message.drop);
  else {
    const everyMs = (message.seconds / 3) * 1000;
    leases.set(message.keep, { everyMs, due: performance.now() + everyMs });
  }
  plan();
});

/** Waits for the lease that is due next. */
function plan(leastMs = 0): void {
  clearTimeout(timer);
  if (leases.size === 0 || isRenewing) return;
  const due = Math.min(...Array.from(leases.values(), (lease) => lease.due));
  timer = setTimeout(() => void renew(), Math.max(due - performance.now(), leastMs));
}

async function renew(): Promise<void> {
  isRenewing = true;
  let pauseMs = 0;
  try {
    await renewDue();
  } catch {
    pauseMs = retryMs; // the next renewal is soon enough, or says that it was too late
  }
  isRenewing = false;
  plan(pauseMs);
}

async function renewDue(): Promise<void> {
  const now = performance.now();
  const due = [...leases].filter(([, lease]) => lease.due <= now);
  if (due.length === 0) return;
  const leaseIds = due.map(([leaseId]) => leaseId);
  const held = await call(
    pool,
    slotFunctions.renewSlots,
    { leaseIds },
    { retrySeconds: 0, timeoutSeconds: answerSeconds },
  );
  for (const [, lease] of due) lease.due = now + lease.everyMs;
  const lost = leaseIds.filter((leaseId) => !held.includes(leaseId) && leases.delete(leaseId));
  if (lost.length > 0) parentPort?.postMessage({ lost } satisfies FromLeaseThread);
}
