import { InvalidInput, ProvostError } from "../errors.ts";
import { expectNumber, expectPositive, expectWhole, mostSeconds } from "./optionChecks.ts";

/** The most delays that may be listed; later retries repeat the last one. */
const mostRetryDelays = 50;

/** Seconds before a retry: the same each time, one for each retry, or made from their number. */
export type RetryDelay = number | readonly number[] | RetryDelayMaker;
export type RetryDelayMaker = (retries: number) => readonly number[];

/**
 * Delays that double with each retry: `factor`, `2 * factor`, `4 * factor` … seconds.
 *
 * @example task({ name: "fetch", retries: 4, retryDelaySeconds: exponentialBackoff(10) }, fetchIt)
 */
export function exponentialBackoff(factor: number): (retries: number) => number[] {
  expectPositive("factor", factor);
  return (retries) => {
    const count = Math.min(expectWhole("retries", retries), mostRetryDelays);
    return Array.from({ length: count }, (_, i) => factor * 2 ** i);
  };
}

/** The option as a list; a function stays one as long as nobody knows how many retries there are. */
export function completeRetryDelays(
  delay: RetryDelay | undefined,
  retries: number | undefined,
): readonly number[] | RetryDelayMaker | undefined {
  if (delay === undefined) return undefined;
  return typeof delay === "function" && retries === undefined
    ? delay
    : listRetryDelays(delay, retries ?? 0);
}

/** Every form of `retryDelaySeconds` as a list; an empty list means no delay. */
export function listRetryDelays(delay: RetryDelay, retries: number): readonly number[] {
  const listed = typeof delay === "function" ? delay(retries) : delay;
  const delays = Array.isArray(listed) ? [...listed] : [listed];
  if (delays.length > mostRetryDelays) {
    throw new InvalidInput(
      `Expected at most ${mostRetryDelays} retry delays, got ${delays.length}.`,
      { hint: "The last delay repeats for all later retries, so the list may end early." },
    );
  }
  // What a function makes of many retries may grow beyond all that is waited for.
  const isMade = typeof delay === "function";
  return Object.freeze(
    delays.map((seconds) =>
      expectNumber("retryDelaySeconds", isMade ? atMost(mostSeconds, seconds) : seconds),
    ),
  );
}

function atMost(most: number, value: unknown): unknown {
  return typeof value === "number" && value < Infinity ? Math.min(value, most) : value;
}

/**
 * Thrown by a task or flow to be tried again after a time of its own choosing, such as the one that
 * a server names in `Retry-After`. It takes the place of `retryDelaySeconds` for this retry, which
 * `retryJitterFactor` makes later only; how often there is one remains with `retries`.
 */
export class RetryAfter extends ProvostError {
  static override readonly code = "VORTA";
  readonly delaySeconds: number;

  constructor(seconds: number, facts: { message?: string; cause?: unknown } = {}) {
    const delay = expectNumber("seconds", seconds);
    super(facts.message ?? `It is to be tried again after ${delay} s.`, { cause: facts.cause });
    this.delaySeconds = delay;
  }
}

/** Thrown by a task or flow that another attempt would not mend: it is not retried. */
export class NonRetryable extends ProvostError {
  static override readonly code = "VONRT";
  readonly retriable = false;

  constructor(message: string, facts: { cause?: unknown } = {}) {
    super(message, facts);
  }
}
