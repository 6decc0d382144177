import type { ClaimedFlowRun } from "../../db/functions.ts";
import type { Connection } from "../../db/pool.ts";
import type { StopKind } from "../../engine/flows/runStopped.ts";
import type { LogLevel } from "../../flow/runs/logger.ts";
import type { Settings } from "../../settings/settings.ts";

// What a worker and the process of a run tell each other.

/** What a process is to execute, and for whom. */
export interface ProcessTask {
  readonly run: ClaimedFlowRun;
  readonly workerId: string;
  /** For everything but LISTEN, which takes the direct one. */
  readonly pooled: Connection;
  readonly connection: Connection;
  readonly settings: Settings;
  /** The folder that was cloned or copied for the run, and the one whose packages it may use. */
  readonly pulled?: { readonly root: string; readonly packages: string } | undefined;
}

export type ToProcess =
  | { readonly execute: ProcessTask }
  | { readonly stop: string; readonly kind: StopKind }
  | { readonly wake: string }
  | { readonly suspend: string }
  /** The database knows what was held when it was asked so. */
  | { readonly confirmed: number };

export type FromProcess =
  | { readonly ready: true }
  /** The runs that it executes: the one that it is there for, and flows which that one calls. */
  | { readonly held: { flowRunId: string; epoch: number }[] }
  /** Asks for the database to be told of these. */
  | { readonly confirm: number }
  | { readonly echo: [level: LogLevel, subject: string, message: string] }
  /** Its part in the run is over, and written down. */
  | { readonly done: true };
