import { expectPositive, expectString, optional, refuseUnknownOptions } from "../optionChecks.ts";
import { parseInput } from "./inputSchema.ts";
import {
  expectSchema,
  jsonSchemaOf,
  type ParametersSchema,
  type SchemaOutput,
} from "../deployments/parametersSchema.ts";
import { PauseTimedOut } from "../runs/runErrors.ts";
import { expectScope } from "../runs/runScope.ts";
import type { WaitKind } from "./waitRequest.ts";

export interface PauseOptions<S extends ParametersSchema = ParametersSchema> {
  /** The run fails when it has not been resumed by then. */
  timeoutSeconds?: number;
  /** Names the pause: one that has been resumed does not pause again. Default: its number. */
  key?: string;
  /** What whoever resumes the run has to give: an object schema of zod 4. */
  waitForInput?: S;
  /** What is asked of people, in Markdown. */
  description?: string;
  /** What a form for the input begins with, and what stands for fields that the input has not. */
  initialData?: Readonly<Record<string, unknown>>;
}

type InputOption<S extends ParametersSchema> = PauseOptions<S> & { waitForInput: S };

const optionNames = ["timeoutSeconds", "key", "waitForInput", "description", "initialData"];

/**
 * Pauses the run until somebody resumes it (`provost flow-run resume`, `resumeFlowRun` in GraphQL,
 * `provost.resume_flow_run` in SQL), and answers the input that it then got. Nothing is held
 * meanwhile: when the branches beside the pause are done, the run is Paused in the database, and on
 * resume the function of the flow is called again, replaying what is recorded.
 * After `timeoutSeconds` (default: an hour) the run fails.
 * @throws PauseTimedOut, if the run is still in memory when its time is up
 */
export function pauseFlowRun<S extends ParametersSchema>(
  options: InputOption<S>,
): Promise<SchemaOutput<S>>;
export function pauseFlowRun(options?: PauseOptions): Promise<void>;
export function pauseFlowRun(options: PauseOptions = {}): Promise<unknown> {
  return waitForPeople("pause", "pauseFlowRun", options, 3600);
}

/**
 * Like `pauseFlowRun`, for runs of deployments: the run is Suspended, for as long as it takes unless
 * `timeoutSeconds` is given.
 */
export function suspendFlowRun<S extends ParametersSchema>(
  options: InputOption<S>,
): Promise<SchemaOutput<S>>;
export function suspendFlowRun(options?: PauseOptions): Promise<void>;
export function suspendFlowRun(options: PauseOptions = {}): Promise<unknown> {
  return waitForPeople("suspend", "suspendFlowRun", options, undefined);
}

async function waitForPeople(
  kind: WaitKind,
  name: string,
  options: PauseOptions,
  defaultSeconds: number | undefined,
): Promise<unknown> {
  const scope = expectScope(`\`${name}\` was called`);
  refuseUnknownOptions("pause", options, optionNames);
  const seconds = optional(options, "timeoutSeconds", expectPositive) ?? defaultSeconds;
  const schema = optional(options, "waitForInput", expectSchema);
  const { outcome, value } = await scope.wait({
    kind,
    key: optional(options, "key", expectString),
    seconds,
    description: optional(options, "description", expectString),
    inputSchema: schema && jsonSchemaOf(schema),
    initialInput: options.initialData,
  });
  if (outcome === "answered") {
    return schema ? await parseInput("the input of a pause", schema, value) : undefined;
  }
  throw new PauseTimedOut(`The flow was paused and not resumed within ${seconds} second(s).`, {
    hint: "Raise `timeoutSeconds`, or resume the run in time.",
  });
}
