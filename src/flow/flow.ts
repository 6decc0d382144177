import { defineDeployment } from "./deploymentDefinition.ts";
import type { DeploymentDefinition, DeploymentOptions } from "./deploymentDefinition.ts";
import { completeFlowOptions } from "./flowOptions.ts";
import type { FlowDefinition, FlowOptions, FlowSettings } from "./flowOptions.ts";
import { expectFunction } from "./optionChecks.ts";
import type { ParametersSchema, SchemaInput, SchemaOutput } from "./parametersSchema.ts";
import { runScopes } from "./runScope.ts";
import { currentRunner } from "./runner.ts";
import type { ServeOptions } from "./runner.ts";

/** A workflow: the unit that is deployed, scheduled, run and tracked. */
export interface Flow<
  Args extends FlowArguments,
  Result,
  Parsed extends FlowArguments = Args,
> extends FlowDefinition {
  /**
   * Runs the flow here and now, tracked, and answers its result. Within another flow it becomes
   * a child run, which is not run again once it is recorded.
   */
  (...args: Args): Promise<Result>;
  readonly name: string;
  readonly settings: FlowSettings;
  /** The function alone: nothing is tracked, retried or timed. */
  readonly fn: (...args: Parsed) => Result | Promise<Result>;
  /** A copy with some options changed. */
  withOptions(options: FlowOptions): Flow<Args, Result, Parsed>;
  /** A deployment of the flow, as a definition: nothing is written yet. */
  toDeployment(options: DeploymentOptions<ParametersOf<Args>>): DeploymentDefinition;
  /** Makes a deployment known and runs what is scheduled for it, until the process is stopped. */
  serve(options: DeploymentOptions<ParametersOf<Args>> & ServeOptions): Promise<void>;
  /** Makes a deployment known to the database, for workers elsewhere. Answers its id. */
  deploy(options: DeploymentOptions<ParametersOf<Args>>): Promise<string>;
}

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
export function flow<Args extends FlowArguments, Result>(
  fn: FlowFunction<Args, Result>,
): Flow<Args, Result>;
export function flow<S extends ParametersSchema, Result>(
  options: OptionsWithSchema<S>,
  fn: (parameters: SchemaOutput<S>) => Result | Promise<Result>,
): Flow<SchemaArguments<SchemaInput<S>>, Result, ParsedArguments<SchemaOutput<S>>>;
export function flow<Args extends FlowArguments, Result>(
  options: OptionsWithoutSchema<Args>,
  fn: FlowFunction<Args, Result>,
): Flow<Args, Result>;
export function flow(
  first: FlowOptions | FlowDefinition["fn"],
  second?: FlowDefinition["fn"],
): FlowDefinition {
  if (typeof first === "function") return makeFlow({}, first);
  return makeFlow(first, expectFunction("fn", second));
}

function makeFlow(options: FlowOptions, fn: FlowDefinition["fn"]): FlowDefinition {
  const settings = completeFlowOptions(options, fn);
  const call = (parameters: unknown) => {
    const scope = runScopes.getStore();
    return scope ? scope.callFlow(made, parameters) : currentRunner().callFlow(made, parameters);
  };
  const made: FlowDefinition = Object.assign(call, {
    settings,
    fn,
    withOptions: (changes: FlowOptions) => makeFlow({ ...options, ...changes }, fn),
    toDeployment: (deployment: DeploymentOptions) => defineDeployment(made, deployment),
    serve: async ({ limit, pauseOnShutdown, ...deployment }: DeploymentOptions & ServeOptions) =>
      currentRunner().serve(defineDeployment(made, deployment), {
        ...(limit === undefined ? {} : { limit }),
        ...(pauseOnShutdown === undefined ? {} : { pauseOnShutdown }),
      }),
    deploy: async (deployment: DeploymentOptions) =>
      currentRunner().deploy(defineDeployment(made, deployment)),
  });
  Object.defineProperty(made, "name", { value: settings.name });
  return made;
}
