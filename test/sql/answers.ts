import type { Row } from "./rows.ts";

// What the engine's functions and tables answer, in SQL's own words.

export interface FlowRunRow extends Row {
  id: string;
  state_type: string;
  state_name: string;
  state_message: string | null;
  state_details: Row | null;
  state_timestamp: Date;
  state_count: number;
  epoch: number;
  run_count: number;
  crash_count: number;
  resuming: boolean;
  next_scheduled_start_time: Date | null;
  start_time: Date | null;
  end_time: Date | null;
}

export interface ClaimedRow extends Row {
  flow_run_id: string;
  epoch: number;
  run_count: number;
  recorded: Row[] | null;
}

/** What a call of a flow by a run has led to; claimed if it has an epoch. */
export interface StartedChild extends Row {
  flow_run_id: string;
  epoch: number | null;
  state_type: string;
  delay_seconds: number | null;
  result: unknown;
  recorded: Row[] | null;
}

/** A run that a worker holds. */
export interface HeldRun {
  id: string;
  epoch: number;
  worker: string;
}

/** The run and the epoch that a writer names; a writer that is wrong may name none. */
export type Named = Pick<HeldRun, "id"> & { epoch: number | null };

export interface Answer extends Row {
  ord: number;
  status: "ACCEPT" | "REJECT" | "WAIT" | "ABORT";
  state_type: string | null;
  state_name: string | null;
  reason: string | null;
}

export interface DoorAnswer {
  status: Answer["status"];
  state: { type: string; name: string; message: string | null; state_details: Row };
  details: { reason?: string; rule?: string; delay_seconds?: number };
}

export interface TaskAnswer extends Answer {
  task_run_id: string | null;
  run_count: number | null;
  result: unknown;
  delay_seconds: number | null;
}

export interface ActiveRow extends Row {
  epoch: number;
  worker_id: string;
  claimed_at: Date;
  deadline: Date | null;
}
