// A small model of who holds a flow run, against which the real state machine is played.

export type StateType =
  | "SCHEDULED"
  | "PENDING"
  | "RUNNING"
  | "COMPLETED"
  | "FAILED"
  | "CANCELLED"
  | "CRASHED"
  | "PAUSED"
  | "CANCELLING";

export const stateTypes: readonly StateType[] = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
];

export const isTerminal = (type: StateType): boolean =>
  ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"].includes(type);
const isHeld = (type: StateType): boolean => ["PENDING", "RUNNING", "CANCELLING"].includes(type);

/** What decides the fate of a run: as the database had it before a move. */
export interface ModelRun {
  id: string;
  type: StateType;
  epoch: number;
  /** The worker that holds the run, in this epoch. */
  worker: string | null;
  hasDeployment: boolean;
  isDue: boolean;
  hasRetriesLeft: boolean;
  /** How often its workers have died in a row, should the next one die now. */
  crashesNext: number;
  isPastDeadline: boolean;
  isForgotten: boolean;
  /** A state that nobody holds has lasted longer than it may. */
  isStranded: boolean;
  /** A pause has timed out, or the process that alone would retry the run is gone. */
  isGivenUp: boolean;
  /** Paused without anybody who would go on with it. */
  isSuspended: boolean;
}

/** What a move makes of a run: the parts of it that the model is sure of. */
export type Fate = Pick<ModelRun, "type" | "epoch" | "worker">;

/** A worker and the epoch in which it was given a run; it may not know that it has lost it. */
export interface Ticket {
  run: string;
  worker: string;
  epoch: number;
}

const stay = ({ type, epoch, worker }: ModelRun): Fate => ({ type, epoch, worker });

/** Another state under the same holder, or, when the state has none, without one. */
const become = (run: ModelRun, type: StateType): Fate => ({
  type,
  epoch: run.epoch,
  worker: isHeld(type) ? run.worker : null,
});

/** The run is taken from its holder, or handed back: whatever the holder still says is stale. */
const letGo = (run: ModelRun, type: StateType): Fate => ({
  type,
  epoch: run.epoch + 1,
  worker: null,
});

export const isHolder = (run: ModelRun, ticket: Ticket): boolean =>
  run.id === ticket.run && run.worker === ticket.worker && run.epoch === ticket.epoch;

export const isClaimable = (run: ModelRun): boolean =>
  run.type === "SCHEDULED" && run.isDue && run.hasDeployment;

export const claimed = (run: ModelRun, worker: string): Fate => ({
  type: "RUNNING",
  epoch: run.epoch + 1,
  worker,
});

/** The holder of the ticket says that the run has ended, or hands it back. */
export function finished(run: ModelRun, ticket: Ticket, type: StateType): Fate {
  if (!isHolder(run, ticket)) return stay(run);
  if (run.type === "CANCELLING") return become(run, "CANCELLED");
  if (type === "PAUSED") return run.type === "RUNNING" ? letGo(run, type) : stay(run);
  if (type === "SCHEDULED") return letGo(run, type);
  if (type === "FAILED" && run.hasRetriesLeft) return letGo(run, "SCHEDULED");
  return become(run, type);
}

export function cancelled(run: ModelRun): Fate {
  // It was paused and never resumed; whoever comes first says so. What nobody runs is cancelled.
  if (run.type === "PAUSED" && run.isGivenUp && !run.isSuspended) return become(run, "FAILED");
  if (run.type === "SCHEDULED" || run.type === "PAUSED") {
    return become(run, "CANCELLED");
  }
  return run.type === "PENDING" || run.type === "RUNNING" ? become(run, "CANCELLING") : stay(run);
}

/** The worker is gone: shut down, or dead, which is counted. */
export function released(run: ModelRun, isCrash: boolean): Fate {
  if (run.type === "CANCELLING") return letGo(run, "CANCELLED");
  const isHopeless = !run.hasDeployment || (isCrash && run.crashesNext >= 3);
  return letGo(run, isHopeless ? "CRASHED" : "SCHEDULED");
}

/** A worker reports what it holds; what it has not known of for a whole lease is given away. */
export const beaten = (run: ModelRun, worker: string, reported: readonly Ticket[]): Fate =>
  run.worker === worker && run.isForgotten && !reported.some((ticket) => isHolder(run, ticket))
    ? released(run, false)
    : stay(run);

/** Time has passed. */
export function expired(run: ModelRun): Fate {
  if (run.isGivenUp) return become(run, run.type === "PAUSED" ? "FAILED" : "CRASHED");
  if (run.worker === null && run.isStranded) {
    return letGo(run, run.type === "CANCELLING" ? "CANCELLED" : "CRASHED");
  }
  if (run.worker === null || !run.isPastDeadline) return stay(run);
  if (run.type === "CANCELLING") return letGo(run, "CANCELLED");
  return letGo(run, run.hasRetriesLeft ? "SCHEDULED" : "FAILED");
}

/**
 * The public door may do what its rules say, which is tested rule by rule. Whatever it does: a run
 * that leaves the held states loses its holder, and with it the epoch.
 */
export const proposed = (run: ModelRun, type: StateType): Fate =>
  isHeld(run.type) && !isHeld(type) ? letGo(run, type) : become(run, type);
