/// <reference lib="esnext.disposable" preserve="true" />
import { InvalidInput } from "../errors.ts";
import {
  expectBoolean,
  expectFunction,
  expectNumber,
  expectSignal,
  expectString,
  expectWhole,
  optional,
  refuseUnknownOptions,
  shown,
} from "./optionChecks.ts";
import { runScopes } from "./runs/runScope.ts";
import type { RunScope } from "./runs/runScope.ts";
import { currentRunner } from "./runs/runner.ts";

export interface ConcurrencyOptions {
  /** How many slots to take of each limit. Default 1. */
  occupy?: number;
  /** How long to wait for them; 0 does not wait. Default: for as long as it takes. */
  timeoutSeconds?: number;
  /**
   * Whether names that no limit has are an error, and losing the slots stops the body. Default
   * false: an unknown name limits nothing, of which a warning tells.
   */
  strict?: boolean;
  /** Whether losing the slots stops the body, whatever `strict` says. Default: as `strict`. */
  raiseOnLeaseRenewalFailure?: boolean;
  /**
   * Outside of a flow run: after how long without a sign of life the slots are free again, 60 to
   * 86,400 s. Default 300. In a flow run they are free when the run ends, at the latest.
   */
  leaseDurationSeconds?: number;
  /** Outside of a flow run: what the holder is called where people look. */
  holder?: string;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

export type RateLimitOptions = Pick<
  ConcurrencyOptions,
  "occupy" | "timeoutSeconds" | "strict" | "signal"
>;

/** Slots that are held until they are released: at the end of `await using`, for instance. */
export interface HeldSlots extends AsyncDisposable {
  /** The limits of which there are slots: those that exist, of the names that were given. */
  readonly limits: readonly string[];
  /** Aborted when the flow run has to stop, and when slots are lost whose loss matters. */
  readonly signal: AbortSignal;
  /** Gives the slots back. Doing so again does nothing. */
  release(): Promise<void>;
}

/** What is asked of the machinery that gives out slots. */
export interface SlotWish {
  readonly names: readonly string[];
  readonly slots: number;
  readonly mode: "concurrency" | "rate_limit";
  readonly timeoutSeconds: number | undefined;
  readonly strict: boolean;
  readonly stopsWhenLost: boolean;
  readonly leaseSeconds: number;
  readonly holder: string | undefined;
  readonly signal: AbortSignal | undefined;
}

type Body<T> = (slots: HeldSlots) => T | Promise<T>;

/**
 * Runs a function while it holds slots of all the limits that are named: `provost gcl create`
 * makes them. It waits for its turn, first come, first served, and for as long as its flow run may
 * go on. Without a function it answers the slots, to be released by `await using`.
 *
 * @throws TimedOut when there was no slot in time, InvalidInput when there never can be one
 * @example
 * await concurrency("database", async () => query());
 * await using slots = await concurrency(["api", "database"], { occupy: 2, timeoutSeconds: 30 });
 */
export function concurrency<T>(names: string | readonly string[], body: Body<T>): Promise<T>;
export function concurrency<T>(
  names: string | readonly string[],
  options: ConcurrencyOptions,
  body: Body<T>,
): Promise<T>;
export function concurrency(
  names: string | readonly string[],
  options?: ConcurrencyOptions,
): Promise<HeldSlots>;
export async function concurrency<T>(
  names: string | readonly string[],
  first: ConcurrencyOptions | Body<T> = {},
  second?: Body<T>,
): Promise<T | HeldSlots> {
  const body = typeof first === "function" ? first : second;
  if (body !== undefined) expectFunction("body", body);
  if (typeof first === "function" && second !== undefined) {
    throw new InvalidInput("Expected the options of `concurrency` before its function.", {
      hint: "Write it as `concurrency(names, { occupy: 2 }, async () => …)`.",
    });
  }
  const slots = await take(names, typeof first === "function" ? {} : first, "concurrency");
  if (!body) return slots;
  try {
    return await whileHeld(slots, body);
  } finally {
    await slots.release();
  }
}

/**
 * Waits until slots of all the limits that are named may be used up. They are not given back, but
 * come back by themselves, at the rate of each limit (`--slot-decay-per-second`).
 *
 * @throws TimedOut when there was none in time, InvalidInput when a limit has no such rate
 */
export async function rateLimit(
  names: string | readonly string[],
  options: RateLimitOptions = {},
): Promise<void> {
  const used = await take(names, options, "rate_limit");
  await used.release();
}

async function take(
  names: string | readonly string[],
  options: ConcurrencyOptions,
  mode: SlotWish["mode"],
): Promise<HeldSlots> {
  const wish = completeWish(names, options, mode);
  const scope = runScopes.getStore();
  const slots = await (scope ? scope.takeSlots(wish) : currentRunner().takeSlots(wish));
  if (slots.limits.length === 0 && wish.names.length > 0) warnOfNoLimit(wish.names, scope);
  return slots;
}

/** What was warned of already, by run; and in this process, outside of runs. */
const warnings = new WeakMap<object, Set<string>>();

/** A name may be misspelt, and nothing else would tell. */
function warnOfNoLimit(names: readonly string[], scope: RunScope | undefined): void {
  const warned = warnings.get(scope?.flowRun ?? warnings) ?? new Set();
  warnings.set(scope?.flowRun ?? warnings, warned);
  const all = names.join(", ");
  if (warned.has(all)) return;
  warned.add(all);
  const message = `No active concurrency limit is named ${all}: nothing is limited by it.`;
  if (scope) scope.logger.warn(message);
  else process.emitWarning(message, { detail: "`provost gcl create` makes one." });
}

const optionNames = {
  concurrency: [
    "occupy",
    "timeoutSeconds",
    "strict",
    "raiseOnLeaseRenewalFailure",
    "leaseDurationSeconds",
    "holder",
    "signal",
  ] satisfies (keyof ConcurrencyOptions)[],
  rate_limit: ["occupy", "timeoutSeconds", "strict", "signal"] satisfies (keyof RateLimitOptions)[],
};

function completeWish(
  names: string | readonly string[],
  options: ConcurrencyOptions,
  mode: SlotWish["mode"],
): SlotWish {
  const subject = mode === "concurrency" ? "call of `concurrency`" : "call of `rateLimit`";
  refuseUnknownOptions(subject, options, optionNames[mode]);
  const strict = optional(options, "strict", expectBoolean) ?? false;
  return {
    names: expectNames(names),
    slots: optional(options, "occupy", (subject, value) => expectWhole(subject, value, 1)) ?? 1,
    mode,
    timeoutSeconds: optional(options, "timeoutSeconds", expectNumber),
    strict,
    stopsWhenLost: optional(options, "raiseOnLeaseRenewalFailure", expectBoolean) ?? strict,
    leaseSeconds: optional(options, "leaseDurationSeconds", expectLease) ?? 300,
    holder: optional(options, "holder", expectString),
    signal: optional(options, "signal", expectSignal),
  };
}

function expectNames(names: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(names) ? names : [names];
  if (list.every((name): name is string => typeof name === "string" && name !== "")) {
    return [...new Set(list)];
  }
  throw new InvalidInput(
    `Expected the name of a concurrency limit or a list of names, got ${shown(names)}.`,
    { hint: 'Write it as `concurrency("database", async () => …)`.' },
  );
}

function expectLease(subject: string, value: unknown): number {
  if (typeof value === "number" && value >= 60 && value <= 86_400) return value;
  throw new InvalidInput(`Expected \`${subject}\` to be from 60 to 86400, got ${shown(value)}.`, {
    hint: "It is renewed while the work goes on; it need not last as long as the work.",
  });
}

/** Runs the body, and stops waiting for it when the slots are lost and that matters. */
async function whileHeld<T>(slots: HeldSlots, body: Body<T>): Promise<T> {
  const { signal } = slots;
  let giveUp = () => {};
  const lost = new Promise<never>((_, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is an error
    giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
  });
  lost.catch(() => {});
  try {
    if (signal.aborted) giveUp();
    return await Promise.race([body(slots), lost]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
