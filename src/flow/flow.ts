import { defineDeployment, expectEntrypoint } from "./deployments/deploymentDefinition.ts";
import type {
  DeploymentDefinition,
  DeploymentOptions,
} from "./deployments/deploymentDefinition.ts";
import type { ResultOf } from "./calls/argumentTypes.ts";
import { completeCallOptions, generatorHasNoState } from "./calls/callOptions.ts";
import type { CallOptions, CallSettings } from "./calls/callOptions.ts";
import { completeFlowOptions } from "./flowOptions.ts";
import type { FlowDefinition, FlowOptions, FlowSettings } from "./flowOptions.ts";
import { hookAdder } from "./hooks.ts";
import type { AddHook, FlowHook } from "./hooks.ts";
import { expectFunction, expectOptions } from "./optionChecks.ts";
import type {
  ParametersSchema,
  SchemaInput,
  SchemaOutput,
} from "./deployments/parametersSchema.ts";
import { missingScope, runScopes } from "./runs/runScope.ts";
import { currentRunner } from "./runs/runner.ts";
import type { ServeOptions } from "./runs/runner.ts";
import { flowFrom } from "./deployments/flowFrom.ts";
import { serve } from "./deployments/serve.ts";
import type { State } from "./states/states.ts";
import { endOf } from "./futures/taskFuture.ts";

/** What flows have in common, whatever their functions answer. */
interface FlowOfFunction<Args extends FlowArguments> extends FlowDefinition {
  readonly name: string;
  readonly settings: FlowSettings;
  /** A deployment of the flow, as a definition: nothing is written yet. */
  toDeployment(options: DeploymentOptions<ParametersOf<Args>>): DeploymentDefinition;
  /** Makes a deployment known and runs what is scheduled for it, until the process is stopped. */
  serve(options: DeploymentOptions<ParametersOf<Args>> & ServeOptions): Promise<void>;
  /** Makes a deployment known to the database, for workers elsewhere. Answers its id. */
  deploy(options: DeploymentOptions<ParametersOf<Args>>): Promise<string>;
  readonly onRunning: AddHook<FlowHook>;
  readonly onCompletion: AddHook<FlowHook>;
  readonly onFailure: AddHook<FlowHook>;
  readonly onCancellation: AddHook<FlowHook>;
  readonly onCrashed: AddHook<FlowHook>;
}

/** A workflow: the unit that is deployed, scheduled, run and tracked. */
export interface Flow<
  Args extends FlowArguments,
  Result,
  Parsed extends FlowArguments = Args,
  Returned = Result,
> extends FlowOfFunction<Args> {
  /**
   * Runs the flow here and now, tracked, and answers its result. Within another flow it becomes
   * a child run, which is not run again once it is recorded.
   */
  (...args: Args): Promise<Result>;
  /** The function alone: nothing is tracked, retried or timed. */
  readonly fn: (...args: Parsed) => Returned | Promise<Returned>;
  /** The flow with options for single calls: `flow.with({ returnState: true })(…)`. */
  with(options: CallOptions & { returnState: true }): (...args: Args) => Promise<State<Result>>;
  with(options: CallOptions & { returnState?: false }): (...args: Args) => Promise<Result>;
  /** A copy with some options changed. */
  withOptions(options: FlowOptions): Flow<Args, Result, Parsed, Returned>;
}

/**
 * A flow whose function is a generator (`async function*`): called, it runs while its values are
 * used, and they are not kept. A run of a deployment results in the list of them.
 */
export interface GeneratorFlow<
  Args extends FlowArguments,
  Item,
  Parsed extends FlowArguments = Args,
> extends FlowOfFunction<Args> {
  (...args: Args): AsyncGenerator<Item, void, undefined>;
  readonly fn: (...args: Parsed) => AsyncGenerator<Item> | Generator<Item>;
  with(
    options: Omit<CallOptions, "returnState">,
  ): (...args: Args) => AsyncGenerator<Item, void, undefined>;
  withOptions(options: FlowOptions): GeneratorFlow<Args, Item, Parsed>;
}

/** The flow that is made of a function which returns this. */
type FlowReturning<Args extends FlowArguments, Returned, Parsed extends FlowArguments = Args> = [
  Returned,
] extends [never]
  ? Flow<Args, never, Parsed>
  : [Returned] extends [AsyncGenerator<infer Item> | Generator<infer Item>]
    ? GeneratorFlow<Args, Item, Parsed>
    : Flow<Args, ResultOf<Returned>, Parsed, Returned>;

/** A flow takes one object of named parameters, or nothing. */
export type FlowArguments = readonly [] | readonly [parameters?: object];
type ParametersOf<Args extends FlowArguments> = Args extends readonly []
  ? Record<string, never>
  : NonNullable<Args[0]>;
type SchemaArguments<Input> = Input extends object
  ? Partial<Input> extends Input
    ? [parameters?: Input]
    : [parameters: Input]
  : never;
type ParsedArguments<Output> = Output extends object ? [parameters: Output] : never;
type FlowFunction<Args extends FlowArguments, Result> = (...args: Args) => Result | Promise<Result>;
type OptionsWithSchema<S extends ParametersSchema> = Omit<FlowOptions, "flowRunName"> & {
  /** The schema of the parameters: what callers may send, and what the function is given. */
  parameters: S;
  flowRunName?: string | ((parameters: SchemaOutput<S>) => string);
};
type OptionsWithoutSchema<Args extends FlowArguments> = Omit<FlowOptions, "flowRunName"> & {
  parameters?: undefined;
  flowRunName?: string | ((...args: Args) => string);
};

/**
 * Makes a flow of a function that takes one object of parameters, or nothing.
 *
 * @example
 * export const etl = flow(
 *   { name: "etl", parameters: z.object({ source: z.string() }) },
 *   async ({ source }) => load(await extract(source)),
 * );
 */
export function flow<Args extends FlowArguments, Returned>(
  fn: FlowFunction<Args, Returned>,
): FlowReturning<Args, Returned>;
export function flow<S extends ParametersSchema, Returned>(
  options: OptionsWithSchema<S>,
  fn: (parameters: SchemaOutput<S>) => Returned | Promise<Returned>,
): FlowReturning<SchemaArguments<SchemaInput<S>>, Returned, ParsedArguments<SchemaOutput<S>>>;
export function flow<Args extends FlowArguments, Returned>(
  options: OptionsWithoutSchema<Args>,
  fn: FlowFunction<Args, Returned>,
): FlowReturning<Args, Returned>;
export function flow(
  first: FlowOptions | FlowDefinition["fn"],
  second?: FlowDefinition["fn"],
): FlowDefinition {
  if (typeof first === "function") return makeFlow({}, first);
  return makeFlow(first, expectFunction("fn", second));
}

/**
 * A flow whose code is in a git repository or a folder, to be deployed from there.
 *
 * @example
 * await flow
 *   .from({ source: "https://github.com/acme/flows.git", entrypoint: "flows/etl.ts:etl" })
 *   .deploy({ name: "nightly", workPool: "heavy" });
 */
flow.from = flowFrom;

function makeFlow(given: FlowOptions, fn: FlowDefinition["fn"]): FlowDefinition {
  const settings = completeFlowOptions(given, fn);
  const { onRunning, onCompletion, onFailure, onCancellation, onCrashed } = settings;
  const hooks = { onRunning, onCompletion, onFailure, onCancellation, onCrashed };
  const made: FlowDefinition = Object.assign(
    callOf(() => made),
    {
      settings,
      fn,
      with: (call: CallOptions) => callOf(() => made, completeCallOptions("flow", call)),
      withOptions: (changes: FlowOptions) => makeFlow({ ...given, ...hooks, ...changes }, fn),
      toDeployment: (deployment: DeploymentOptions) => defineDeployment(made, deployment),
      serve: async (options: DeploymentOptions & ServeOptions) => {
        const { limit, pauseOnShutdown, signal, ...deployment } = expectOptions("server", options);
        return await serve(defineDeployment(made, deployment), {
          ...(limit === undefined ? {} : { limit }),
          ...(pauseOnShutdown === undefined ? {} : { pauseOnShutdown }),
          ...(signal === undefined ? {} : { signal }),
        });
      },
      deploy: async (deployment: DeploymentOptions) => {
        const definition = expectEntrypoint(defineDeployment(made, deployment));
        return await currentRunner().deploy(definition);
      },
      onRunning: hookAdder("onRunning", onRunning),
      onCompletion: hookAdder("onCompletion", onCompletion),
      onFailure: hookAdder("onFailure", onFailure),
      onCancellation: hookAdder("onCancellation", onCancellation),
      onCrashed: hookAdder("onCrashed", onCrashed),
    },
  );
  Object.defineProperty(made, "name", { value: settings.name });
  return made;
}

/** Calls a flow: as a part of the run that the caller belongs to, or as a run of its own. */
function callOf(flow: () => FlowDefinition, call?: CallSettings) {
  return (parameters: unknown) => {
    const scope = runScopes.getStore();
    const { name, settings } = flow();
    if (call?.waitFor.length && !scope) {
      throw missingScope(`Flow "${name}" was called with \`waitFor\``);
    }
    if (settings.isGenerator) {
      if (call?.returnState) throw generatorHasNoState(`Flow "${name}"`);
      return scope
        ? scope.streamFlow(flow(), parameters, call)
        : currentRunner().streamFlow(flow(), parameters);
    }
    if (scope) {
      return call?.returnState
        ? endOf(scope.submitFlow(flow(), parameters, call))
        : scope.callFlow(flow(), parameters, call);
    }
    const end = currentRunner().callFlow(flow(), parameters);
    return call?.returnState ? end : end.then((state) => state.result());
  };
}
