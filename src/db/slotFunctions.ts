import { defineFunction } from "./defineFunction.ts";

/** A wish for slots, as sql/20_limits/take_slots.sql reads it. */
export interface SlotRequest {
  /** A new id, so that the request can be repeated when its answer was lost. */
  readonly leaseId: string;
  readonly names: readonly string[];
  readonly slots: number;
  readonly mode: "concurrency" | "rate_limit";
  readonly isStrict: boolean;
  /** Whether to queue when no slot is free. */
  readonly waits: boolean;
  /** Null for a flow run, with which its slots go. */
  readonly leaseSeconds: number | null;
  readonly flowRunId: string | null;
  readonly epoch: number | null;
  readonly taskKey: string | null;
  readonly holder: string | null;
}

export interface SlotAnswer {
  ord: number;
  leaseId: string;
  status: "GRANTED" | "WAITING" | "DENIED" | "REFUSED" | "STALE" | "GONE";
  limits: string[];
  expires: Date | null;
  retryAfter: number | null;
  reason: string | null;
  hint: string | null;
}

/** The functions that give out slots of concurrency limits (sql/20_limits). */
export const slotFunctions = {
  takeSlots: defineFunction<{ requests: readonly object[] }, SlotAnswer>({
    name: "request_slots",
    args: { requests: "records" },
    returns: "rows",
    idempotent: true,
  }),

  checkSlots: defineFunction<{ leaseIds: readonly string[] }, SlotAnswer>({
    name: "check_slots",
    args: { leaseIds: "uuid[]" },
    returns: "rows",
    idempotent: true,
  }),

  freeSlots: defineFunction<{ leaseIds: readonly string[] }, number>({
    name: "free_slots",
    args: { leaseIds: "uuid[]" },
    returns: "value",
    idempotent: true,
  }),

  renewSlots: defineFunction<{ leaseIds: readonly string[] }, string>({
    name: "renew_slots",
    args: { leaseIds: "uuid[]" },
    returns: "values",
    idempotent: true,
  }),
};
