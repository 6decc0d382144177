import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { isRecord } from "../../flow/isRecord.ts";
import { parseParameters } from "../../flow/deployments/parametersSchema.ts";
import { runScopes } from "../../flow/runs/runScope.ts";
import { State } from "../../flow/states/states.ts";
import { startTimer } from "../../timers.ts";
import { capturePrints } from "../logs/capturePrints.ts";
import { endOfFlow } from "./endOfFlow.ts";
import type { FlowRun } from "./flowRun.ts";
import { isRetriable } from "../tasks/retriable.ts";
import { nameOfFlowRun } from "./nameOfFlowRun.ts";
import { runHooks } from "../calls/runHooks.ts";
import { RunStopped } from "./runStopped.ts";

/** How the body of a flow ended. */
export type BodyOutcome =
  | { readonly end: State; readonly error?: never }
  | { readonly error: unknown; readonly isRetriable: boolean };

/** Parses the parameters and executes the function of the flow, within its time. */
export async function runFlowBody(run: FlowRun, parameters: unknown): Promise<BodyOutcome> {
  const { flow } = run;
  let parsed: unknown;
  try {
    if (run.claimed.retries === null) await run.fillInRetries();
    parsed = await parse(flow, parameters);
    if (isRecord(parsed)) run.parameters = parsed;
    if (run.deployment !== null && run.runCount === 1) await nameClaimedRun(run, parsed);
  } catch (error) {
    return { error, isRetriable: false };
  }
  const stopTimer = limitTime(run, run.claimed.timeoutSeconds ?? flow.settings.timeoutSeconds);
  try {
    run.expectOpen();
    if (run.capturesPrints) capturePrints();
    if (flow.settings.onRunning.length > 0) {
      const state = new State({ type: "RUNNING" });
      await runScopes.run(run, runHooks, flow.settings.onRunning, run.logger, flow, run, state);
    }
    const body = runScopes.run(run, callFunction, flow, parsed);
    return { end: await Promise.race([body, run.untilStopped]) };
  } catch (error) {
    return { error, isRetriable: isRetriable(error) };
  } finally {
    stopTimer();
  }
}

async function callFunction({ fn }: FlowDefinition, parameters: unknown): Promise<State> {
  return endOfFlow(await fn(parameters));
}

/** Gives a run of a deployment the name that its flow makes, which nobody could before. */
async function nameClaimedRun(run: FlowRun, parameters: unknown): Promise<void> {
  const name = nameOfFlowRun(run.flow, parameters);
  if (name !== undefined) await run.rename(name);
}

/** The parameters that the function is given. A flow without a schema takes them as they are. */
export async function parse(
  { name, settings }: FlowDefinition,
  parameters: unknown,
): Promise<unknown> {
  return settings.parameters && settings.validateParameters
    ? parseParameters(name, settings.parameters, parameters)
    : parameters;
}

/** Answers how to take the limit away again. */
function limitTime(run: FlowRun, seconds: number | undefined): () => void {
  if (seconds === undefined) return () => {};
  const message = `Flow run exceeded timeout of ${seconds} second(s)`;
  return startTimer(seconds * 1000, () => run.stop(new RunStopped("timedOut", { message })));
}
