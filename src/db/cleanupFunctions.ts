import { defineFunction } from "./defineFunction.ts";

export type CleanupKind = "PROCESS_GROUP" | "FOLDER";

/** What is to be cleaned up, for as long as the lease lasts. */
export interface ReservedCleanup {
  id: string;
  token: string;
  kind: CleanupKind;
  target: Record<string, unknown>;
  delivery: number;
}

/** What workers leave behind on their hosts, and who cleans it up (sql/50_dispatch). */
export const cleanupFunctions = {
  enqueueCleanup: defineFunction<
    { workerId: string; host: string; kind: CleanupKind; target: object },
    string
  >({
    name: "enqueue_cleanup",
    args: { workerId: "uuid", host: "text", kind: "text", target: "jsonb" },
    returns: "value",
    idempotent: true,
  }),

  withdrawCleanup: defineFunction<{ id: string }, boolean>({
    name: "withdraw_cleanup",
    args: { id: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  reserveCleanups: defineFunction<{ host: string; limit: number }, ReservedCleanup>({
    name: "reserve_cleanups",
    args: { host: "text", limit: "integer" },
    returns: "rows",
  }),

  acknowledgeCleanup: defineFunction<{ id: string; token: string }, boolean>({
    name: "acknowledge_cleanup",
    args: { id: "uuid", token: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  renewCleanup: defineFunction<{ id: string; token: string }, boolean>({
    name: "renew_cleanup",
    args: { id: "uuid", token: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  releaseCleanup: defineFunction<{ id: string; token: string; error: string }, boolean>({
    name: "release_cleanup",
    args: { id: "uuid", token: "uuid", error: "text" },
    returns: "value",
    idempotent: true,
  }),
};
