import { parseDuration } from "../duration.ts";
import { type IntervalParts, secondsIn } from "../deployments/intervalParts.ts";
import {
  expectInstant,
  expectNumber,
  expectString,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { expectScope } from "../runs/runScope.ts";

export interface SleepOptions {
  /** Names the sleep, so that it is recognised on resume wherever it stands in the code. */
  key?: string;
}

/** A length of time: seconds, a text such as `"2 days"`, `"1h 30m"` or `"PT15M"`, or parts. */
export type Duration = number | string | IntervalParts;

/**
 * Waits, durably: the end of the sleep is recorded when it begins. A run of which nothing but
 * sleeps and other waits is under way holds no worker; when the time has come any worker goes on
 * with it, replaying what is recorded. Only tasks are seen as being under way, so do input and
 * output in tasks. Inside a task it waits in memory, and anew in every attempt.
 * @throws InvalidInput for what is no length of time
 */
export async function sleep(duration: Duration, options: SleepOptions = {}): Promise<void> {
  const scope = expectScope("`sleep` was called");
  const key = keyOf(options);
  await scope.wait({ kind: "sleep", seconds: secondsOf("duration", duration), key });
}

/** Like `sleep`, until an instant. One that has passed is waited for no longer than a moment. */
export async function sleepUntil(instant: Date, options: SleepOptions = {}): Promise<void> {
  const until = expectInstant("instant", instant);
  const scope = expectScope("`sleepUntil` was called");
  await scope.wait({ kind: "sleep", until, key: keyOf(options) });
}

function keyOf(options: SleepOptions): string | undefined {
  refuseUnknownOptions("sleep", options, ["key"]);
  return optional(options, "key", expectString);
}

function secondsOf(subject: string, duration: Duration): number {
  if (typeof duration === "string") return parseDuration(duration);
  return expectNumber(subject, secondsIn(duration));
}
