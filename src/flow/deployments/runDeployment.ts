import { InvalidInput } from "../../errors.ts";
import { withContextTags } from "../calls/contextTags.ts";
import { isRecord } from "../isRecord.ts";
import {
  expectBoolean,
  expectInstant,
  expectNumber,
  expectSignal,
  expectString,
  expectTags,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { currentRunner } from "../runs/runner.ts";
import { runScopes } from "../runs/runScope.ts";
import { stateOfRun } from "../states/states.ts";
import type { State } from "../states/states.ts";

export interface RunDeploymentOptions {
  /** Parameters of the run, laid over those of the deployment. */
  parameters?: object;
  /** When the run is to start. Default: now. */
  scheduledTime?: Date;
  flowRunName?: string;
  /**
   * How long to wait for the end of the run: 0 does not wait. When the time is up the run is
   * answered as it stands, and goes on. Default: for as long as it takes.
   */
  timeoutSeconds?: number;
  /** Tags of the run, besides those of the deployment and of the code around. */
  tags?: readonly string[];
  /** A second run of the deployment with this key and the same parameters is the same run. */
  idempotencyKey?: string;
  /** The queue of the deployment's work pool in which the run waits. */
  workQueue?: string;
  /**
   * Whether the run belongs to the flow run that calls this: it is shown below it, cancelled and
   * retried with it. Default true.
   */
  asSubflow?: boolean;
  /** Settings for what executes the run, over those of the deployment. */
  jobVariables?: Readonly<Record<string, unknown>>;
  /** Whom the run is for: due runs of a queue with different keys are started in turn. */
  fairnessKey?: string;
  /** Ends the waiting: the reason of the signal is thrown, and the run goes on. */
  signal?: AbortSignal;
}

/** What is asked of whoever creates the run and waits for it. */
export interface DeploymentRequest {
  readonly deployment: string;
  readonly parameters: object;
  readonly scheduledTime: Date | undefined;
  readonly name: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly tags: readonly string[];
  readonly idempotencyKey: string | undefined;
  readonly workQueue: string | undefined;
  readonly asSubflow: boolean;
  readonly jobVariables: object | undefined;
  readonly fairnessKey: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A run of a deployment, as it stood when the waiting for it ended. */
export class DeploymentRun<Result = unknown> {
  readonly id: string;
  readonly name: string;
  readonly state: State<Result>;

  constructor(id: string, name: string, state: State<Result>) {
    this.id = id;
    this.name = name;
    this.state = stateOfRun(state);
  }

  /** What the flow returned. Throws what failed it, and RunNotCompleted if it has no result. */
  result(): Result {
    return this.state.result();
  }
}

const knownOptions: readonly (keyof RunDeploymentOptions)[] = [
  "parameters",
  "scheduledTime",
  "flowRunName",
  "timeoutSeconds",
  "tags",
  "idempotencyKey",
  "workQueue",
  "asSubflow",
  "jobVariables",
  "fairnessKey",
  "signal",
];

/**
 * Creates a run of a deployment, named `flow/deployment` or by its id, and waits until it has
 * ended, however it ends. Within a flow this is durable: a flow run that is continued finds the
 * run which it has created, and does not create another.
 * @throws DeploymentNotFound, InvalidParameters, IdempotencyConflict
 * @example const run = await runDeployment("etl/nightly", { parameters: { source: "a.csv" } });
 */
export async function runDeployment<Result = unknown>(
  deployment: string,
  options: RunDeploymentOptions = {},
): Promise<DeploymentRun<Result>> {
  const request = readRequest(deployment, options);
  const starter = runScopes.getStore() ?? currentRunner();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller knows the flow
  return (await starter.runDeployment(request)) as DeploymentRun<Result>;
}

function readRequest(deployment: string, options: RunDeploymentOptions): DeploymentRequest {
  refuseUnknownOptions("run of a deployment", options, knownOptions);
  return {
    deployment: expectString("deployment", deployment),
    parameters: optional(options, "parameters", expectObject) ?? {},
    scheduledTime: optional(options, "scheduledTime", expectInstant),
    name: optional(options, "flowRunName", expectString),
    timeoutSeconds: optional(options, "timeoutSeconds", expectNumber),
    tags: withContextTags(optional(options, "tags", expectTags) ?? []),
    idempotencyKey: optional(options, "idempotencyKey", expectString),
    workQueue: optional(options, "workQueue", expectString),
    asSubflow: optional(options, "asSubflow", expectBoolean) ?? true,
    jobVariables: optional(options, "jobVariables", expectObject),
    fairnessKey: optional(options, "fairnessKey", expectString),
    signal: optional(options, "signal", expectSignal),
  };
}

function expectObject(subject: string, value: unknown): object {
  if (isRecord(value) && !Array.isArray(value)) return value;
  throw new InvalidInput(`Expected \`${subject}\` to be an object, got ${typeof value}.`, {
    hint: `Write it as \`${subject}: { name: value }\`.`,
  });
}
