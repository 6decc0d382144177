import type { ClaimedFlowRun } from "../db/functions.ts";

/** How a worker executes the runs that it has claimed. */
export interface RunExecutor {
  /** Settles when the part of this worker in the run is over. Throws nothing about the flow. */
  execute(run: ClaimedFlowRun): Promise<void>;
  /** Whether no more runs are to be claimed for now; `onOpen` tells when that is over. */
  readonly isClosed?: boolean;
  onOpen?(listener: () => void): void;
  /** Ends by force what is still under way. */
  close(): Promise<void>;
}
