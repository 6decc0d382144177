import type { LooseFunction } from "./calls/looseFunction.ts";
import { listHooks } from "./hooks.ts";
import type { FlowHook, Hooks } from "./hooks.ts";
import { isGeneratorFunction } from "./isGeneratorFunction.ts";
import {
  expectBoolean,
  expectFunction,
  expectNameOf,
  expectNumber,
  expectPositive,
  expectString,
  expectTags,
  expectTextOrFunction,
  expectWhole,
  optional,
  refuseUnknownOptions,
} from "./optionChecks.ts";
import { expectReplayPolicy } from "./taskOptions.ts";
import type { ReplayPolicy } from "./taskOptions.ts";
import { expectSchema } from "./deployments/parametersSchema.ts";
import type { ParametersSchema } from "./deployments/parametersSchema.ts";
import { expectSerializer } from "./results/resultSerializer.ts";
import type { ResultSerializer, SerializerName } from "./results/resultSerializer.ts";
import { expectStorage } from "./results/resultStorage.ts";
import type { ResultStorage } from "./results/resultStorage.ts";

/** The options of a flow, apart from the schema of its parameters. */
export interface FlowOptions {
  /** How the flow is called everywhere. Default: the name of the function. */
  name?: string;
  description?: string;
  version?: string;
  tags?: readonly string[];
  /** How often to run again after a failure. Recorded tasks are not repeated. Default: a setting. */
  retries?: number;
  /** Seconds before each retry. Default: a setting. */
  retryDelaySeconds?: number;
  /** How long a run may take. Then it has failed, and its `signal` is aborted. */
  timeoutSeconds?: number;
  /**
   * The name of a run: a function of the parameters, or a text with places: `{source}`,
   * `{order.id}`, `{day:%A %d %B}` for a date.
   */
  flowRunName?: string | LooseFunction<string>;
  /** Whether `console` output inside the run goes to its log. */
  logPrints?: boolean;
  /** Whether the result is stored with the run. Default true. */
  persistResult?: boolean;
  /** Where the result is stored, and those of tasks and flows in it that say nothing: as for tasks. */
  resultStorage?: ResultStorage | string;
  /** How the result becomes bytes in its storage, and those of tasks and flows in it. Default `json`. */
  resultSerializer?: SerializerName | ResultSerializer;
  /** Whether parameters are parsed with the schema. Default true. */
  validateParameters?: boolean;
  /** What to do when a run that goes on calls this flow with other input than before. */
  replayMismatch?: ReplayPolicy;
  onRunning?: Hooks<FlowHook>;
  onCompletion?: Hooks<FlowHook>;
  onFailure?: Hooks<FlowHook>;
  onCancellation?: Hooks<FlowHook>;
  onCrashed?: Hooks<FlowHook>;
}

/** The options of a flow, checked and complete. */
export interface FlowSettings {
  /** Given for flows whose runs carry single calls of a task, outside of flows. */
  readonly kind?: "task";
  readonly name: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly parameters: ParametersSchema | undefined;
  readonly tags: readonly string[];
  /** Undefined when nothing was said: then the settings of whoever runs it count. */
  readonly retries: number | undefined;
  readonly retryDelaySeconds: number | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly flowRunName: string | LooseFunction<string> | undefined;
  readonly logPrints: boolean | undefined;
  readonly persistResult: boolean;
  readonly resultStorage: ResultStorage | string | undefined;
  readonly resultSerializer: SerializerName | ResultSerializer | undefined;
  readonly validateParameters: boolean;
  readonly replayMismatch: ReplayPolicy;
  /** Whether the function is a generator. */
  readonly isGenerator: boolean;
  readonly onRunning: FlowHook[];
  readonly onCompletion: FlowHook[];
  readonly onFailure: FlowHook[];
  readonly onCancellation: FlowHook[];
  readonly onCrashed: FlowHook[];
}

/** Any flow, whatever it takes and returns: what the engine and hooks are given. */
export interface FlowDefinition {
  readonly name: string;
  readonly settings: FlowSettings;
  readonly fn: LooseFunction;
}

const knownOptions: readonly (keyof FlowOptions | "parameters")[] = [
  "name",
  "description",
  "version",
  "parameters",
  "tags",
  "retries",
  "retryDelaySeconds",
  "timeoutSeconds",
  "flowRunName",
  "logPrints",
  "persistResult",
  "resultStorage",
  "resultSerializer",
  "validateParameters",
  "replayMismatch",
  "onRunning",
  "onCompletion",
  "onFailure",
  "onCancellation",
  "onCrashed",
];

/** Checks the options of a flow and fills in what is left out. */
export function completeFlowOptions(
  options: FlowOptions & { parameters?: ParametersSchema },
  fn: LooseFunction,
): FlowSettings {
  expectFunction("fn", fn);
  refuseUnknownOptions("flow", options, knownOptions);
  return Object.freeze({
    name: expectNameOf("flow", options.name, fn),
    description: optional(options, "description", expectString),
    version: optional(options, "version", expectString),
    parameters: optional(options, "parameters", expectSchema),
    tags: optional(options, "tags", expectTags) ?? [],
    retries: optional(options, "retries", expectWhole),
    retryDelaySeconds: optional(options, "retryDelaySeconds", expectNumber),
    timeoutSeconds: optional(options, "timeoutSeconds", expectPositive),
    flowRunName: optional(options, "flowRunName", expectTextOrFunction),
    logPrints: optional(options, "logPrints", expectBoolean),
    persistResult: optional(options, "persistResult", expectBoolean) ?? true,
    resultStorage: optional(options, "resultStorage", expectStorage),
    resultSerializer: optional(options, "resultSerializer", expectSerializer),
    validateParameters: optional(options, "validateParameters", expectBoolean) ?? true,
    replayMismatch: optional(options, "replayMismatch", expectReplayPolicy) ?? "fail",
    isGenerator: isGeneratorFunction(fn),
    onRunning: listHooks("onRunning", options.onRunning),
    onCompletion: listHooks("onCompletion", options.onCompletion),
    onFailure: listHooks("onFailure", options.onFailure),
    onCancellation: listHooks("onCancellation", options.onCancellation),
    onCrashed: listHooks("onCrashed", options.onCrashed),
  });
}
