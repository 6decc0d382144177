import type { StateType } from "./states.ts";

/** The names that states are given, here and by Prefect; code may give any other. */
export const stateNames = {
  SCHEDULED: [
    "Scheduled",
    "Late",
    "Sleeping",
    "Resuming",
    "AwaitingRetry",
    "AwaitingConcurrencySlot",
    "AwaitingEvent",
    "AwaitingInput",
    "AwaitingFlowRun",
  ],
  PENDING: ["Pending", "Submitting", "InfrastructurePending", "NotReady"],
  RUNNING: ["Running", "Retrying", "Rerunning", "Suspending", "RollingBack"],
  COMPLETED: ["Completed", "Cached", "RolledBack"],
  FAILED: ["Failed", "TimedOut"],
  CANCELLED: ["Cancelled", "Skipped"],
  CRASHED: ["Crashed"],
  PAUSED: ["Paused", "Suspended"],
  CANCELLING: ["Cancelling"],
} satisfies Readonly<Record<StateType, readonly string[]>>;
