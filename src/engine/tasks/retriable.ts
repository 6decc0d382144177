import { isRecord } from "../../flow/isRecord.ts";

const notWorthIt = new WeakSet<object>();

/** Marks an error as one that another attempt would not mend. */
export function discourageRetry(error: unknown): void {
  if (isRecord(error)) notWorthIt.add(error);
}

/** Whether an error leaves it to the options to retry: `retriable: false` on it says no. */
export function isRetriable(error: unknown): boolean {
  return !isRecord(error) || (error["retriable"] !== false && !notWorthIt.has(error));
}
