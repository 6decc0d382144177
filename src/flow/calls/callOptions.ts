import { InvalidInput } from "../../errors.ts";
import type { AllowFailure } from "./annotations.ts";
import { completeDelayOptions, delayOptionNames } from "../background/delayOptions.ts";
import type { DelayOptions } from "../background/delayOptions.ts";
import type { DistributedFuture } from "../futures/distributedFuture.ts";
import { FutureList } from "../futures/futureList.ts";
import type { LateFutureList } from "../futures/lateFutureList.ts";
import { expectBoolean, optional, refuseUnknownOptions } from "../optionChecks.ts";
import { State } from "../states/states.ts";
import type { TaskFuture } from "../futures/taskFuture.ts";

/** What a run can wait for. */
export type Upstream =
  | TaskFuture<unknown>
  | DistributedFuture<unknown>
  | FutureList<unknown>
  | LateFutureList<unknown>
  | State
  | AllowFailure<unknown>;

/** The options of a single call: `task.with({ … })(…)`. */
export interface CallOptions {
  /** What has to complete first, although nothing of it is passed. */
  waitFor?: Upstream | Iterable<Upstream>;
  /** Whether the call answers the final state, and throws for no failure of the run. */
  returnState?: boolean;
}

/** The options of a call, checked. */
export interface CallSettings {
  readonly waitFor: readonly unknown[];
  readonly returnState: boolean;
  /** Given when the call is to be sent to the background in a certain way. */
  readonly delay: DelayOptions | undefined;
}

export function completeCallOptions(
  subject: "flow" | "task",
  options: CallOptions & DelayOptions,
): CallSettings {
  const known = ["waitFor", "returnState", ...(subject === "task" ? delayOptionNames : [])];
  refuseUnknownOptions(`call of a ${subject}`, options, known, (option) => {
    return `Those of the ${subject} itself are changed with \`withOptions({ ${option}: … })\`.`;
  });
  return {
    waitFor: listUpstream(options.waitFor),
    returnState: optional(options, "returnState", expectBoolean) ?? false,
    delay: completeDelayOptions(options),
  };
}

function listUpstream(waitFor: CallOptions["waitFor"]): readonly unknown[] {
  if (waitFor === undefined) return [];
  if (typeof waitFor !== "object" || waitFor === null) {
    throw new InvalidInput(`Expected \`waitFor\` to be a list of futures, got ${typeof waitFor}.`, {
      hint: "Write it as `waitFor: [future]`.",
    });
  }
  if (waitFor instanceof FutureList || waitFor instanceof State) return [waitFor];
  return Symbol.iterator in waitFor ? [...waitFor] : [waitFor];
}

export function generatorHasNoState(subject: string): InvalidInput {
  return new InvalidInput(`${subject} is a generator, and cannot be called for its state.`, {
    hint: "Leave `returnState` out; a task that is submitted gives a future, which has a state.",
  });
}
