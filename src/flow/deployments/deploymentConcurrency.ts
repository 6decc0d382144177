import { InvalidInput } from "../../errors.ts";
import { expectNumber, expectOneOf, expectWhole, optional } from "../optionChecks.ts";
import { refuseUnknownOptions } from "../optionChecks.ts";

const collisionStrategies = ["ENQUEUE", "CANCEL_NEW", "CANCEL_RUNNING"] as const;

/** What becomes of one run too many: it waits, is cancelled, or the oldest that runs is. */
export type CollisionStrategy = (typeof collisionStrategies)[number];

export interface DeploymentConcurrency {
  /** How many runs of the deployment may be under way at once. */
  limit: number;
  /** Default `ENQUEUE`. */
  collisionStrategy?: CollisionStrategy;
  /** How long a run that is Pending keeps its slot, 60 to 86,400 s. Default 300. */
  gracePeriodSeconds?: number;
}

/** Reads `3` or `{ limit: 3, … }`. */
export function expectConcurrency(
  subject: string,
  value: number | DeploymentConcurrency,
): Readonly<DeploymentConcurrency> {
  if (typeof value === "number") return { limit: expectWhole(subject, value) };
  refuseUnknownOptions("concurrency limit", value, [
    "limit",
    "collisionStrategy",
    "gracePeriodSeconds",
  ]);
  const collisionStrategy = optional(value, "collisionStrategy", (name, given) =>
    expectOneOf(name, given, collisionStrategies),
  );
  const gracePeriodSeconds = optional(value, "gracePeriodSeconds", expectNumber);
  if (
    gracePeriodSeconds !== undefined &&
    !(gracePeriodSeconds >= 60 && gracePeriodSeconds <= 86_400)
  ) {
    throw new InvalidInput(
      `Expected \`gracePeriodSeconds\` to be from 60 to 86400, got ${gracePeriodSeconds}.`,
      { hint: "It is how long a run that was submitted may take to start." },
    );
  }
  return Object.freeze({
    limit: expectWhole("limit", value.limit),
    ...(collisionStrategy && { collisionStrategy }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
  });
}
