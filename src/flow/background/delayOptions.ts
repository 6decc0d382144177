import {
  expectInstant,
  expectNumber,
  expectString,
  expectTags,
  optional,
} from "../optionChecks.ts";

/** How one call of a task runs in the background. */
export interface DelayOptions {
  /** A second call of the task with this key and the same arguments is the same run. */
  idempotencyKey?: string | undefined;
  /** Not before this instant. Default: at once. */
  scheduledTime?: Date | undefined;
  /** So much later. */
  delaySeconds?: number | undefined;
  /** In addition to those of the task. */
  tags?: readonly string[] | undefined;
  /** How the run is called. Default: as the task. */
  runName?: string | undefined;
}

/** A call of a task that is to run in the background. */
export interface DelayedCall extends DelayOptions {
  /** The name of the task. */
  readonly task: string;
  readonly args: readonly unknown[];
}

export const delayOptionNames: readonly (keyof DelayOptions)[] = [
  "idempotencyKey",
  "scheduledTime",
  "delaySeconds",
  "tags",
  "runName",
];

/** Those of the options of a call that are about the background, checked; undefined if none are. */
export function completeDelayOptions(options: DelayOptions): DelayOptions | undefined {
  const complete = {
    idempotencyKey: optional(options, "idempotencyKey", expectString),
    scheduledTime: optional(options, "scheduledTime", expectInstant),
    delaySeconds: optional(options, "delaySeconds", (subject, value) =>
      expectNumber(subject, value),
    ),
    tags: optional(options, "tags", expectTags),
    runName: optional(options, "runName", expectString),
  };
  return Object.values(complete).every((value) => value === undefined) ? undefined : complete;
}
