import { DatabaseUnreachable, InvalidInput } from "../../errors.ts";
import type { FlowHook } from "../../flow/hooks.ts";
import { RetryAfter } from "../../flow/retries.ts";
import { RunNotCompleted, TimedOut } from "../../flow/runs/runErrors.ts";
import { isFinal, State, stateTypeOf } from "../../flow/states/states.ts";
import type { StateType } from "../../flow/states/states.ts";
import { errorInWords, failureMessage, storeError } from "../store/errorJson.ts";
import type { FlowRun } from "./flowRun.ts";
import { placeOfFlow } from "../results/places.ts";
import type { BodyOutcome } from "./runFlowBody.ts";
import { isRetriable } from "../tasks/retriable.ts";
import { runHooks } from "../calls/runHooks.ts";
import { RunStopped } from "./runStopped.ts";
import type { FlowAnswer, FlowFinish } from "../store/runStore.ts";
import { pause } from "../calls/timeLimit.ts";

/** How this process's part in a run ended. There is a state if the run has ended. */
export type FlowOutcome =
  | { readonly kind: "completed"; readonly value: unknown; readonly state: State }
  | { readonly kind: "failed"; readonly error: unknown; readonly state: State }
  | { readonly kind: "cancelled"; readonly state: State }
  | { readonly kind: "crashed"; readonly state: State }
  /** The database wants another try, after a while: the run waits for being claimed again. */
  | { readonly kind: "retrying"; readonly delaySeconds: number }
  /** It waits for something that is far away, and is to be claimed again then. */
  | { readonly kind: "waiting" }
  /** Handed back, to go on elsewhere. */
  | { readonly kind: "released" }
  /** Another holder has it, or it could not be finished: nothing is known of its end. */
  | { readonly kind: "lost"; readonly cause: unknown };

/** An end to propose to the database. */
type End = Omit<FlowFinish, "flowRunId" | "epoch"> & { readonly data?: unknown };

/** Writes down how a run ended, and runs the hooks of the state that it got into. */
export async function finishFlowRun(run: FlowRun, outcome: BodyOutcome): Promise<FlowOutcome> {
  if (!("end" in outcome) && run.stopped?.kind === "lost") {
    run.close();
    return { kind: "lost", cause: run.stopped };
  }
  const isCompleted = "end" in outcome && outcome.end.type === "COMPLETED";
  const isAtBoundary = isCompleted || run.stopped?.kind === "drain";
  if (run.stopped?.kind === "waiting" || (run.isSuspending && isAtBoundary)) {
    return await parkRun(run);
  }
  if (run.tasksUnderWay > 0 && !run.stopped) {
    run.logger.warn(
      `${run.tasksUnderWay} task run(s) were still under way when the flow ended, and are not ` +
        "waited for. Await them, or return their futures.",
    );
  }
  await rollBackOpen(run);
  let end = "end" in outcome ? await returnedEnd(run, outcome.end) : unfinishedEnd(run, outcome);
  run.close();
  try {
    let answer = await propose(run, end);
    if (answer instanceof Error) {
      end = failedEnd(run, answer, false);
      answer = await propose(run, end);
    }
    if (answer instanceof Error) throw answer;
    return await concludeRun(run, end, answer);
  } catch (error) {
    run.services.echo(
      "error",
      `Flow run '${run.name}'`,
      `was not finished: ${failureMessage(error)}`,
    );
    return { kind: "lost", cause: error };
  }
}

const longestRollbackSeconds = 10;

/**
 * A run that is cancelled or out of time leaves its code behind, and with it transactions that
 * nobody would roll back. (A run that goes on elsewhere goes on with them, too.)
 */
async function rollBackOpen(run: FlowRun): Promise<void> {
  const { transactions, stopped } = run;
  if (transactions.size === 0 || !(stopped?.kind === "cancelled" || stopped?.kind === "timedOut")) {
    return;
  }
  const all = Promise.allSettled(Array.from(transactions, (each) => each.rollback()));
  const enough = new AbortController();
  await Promise.race([all, pause(longestRollbackSeconds, enough.signal)]).catch(() => {});
  enough.abort();
}

/** Lets go of a run that only waits. What the database makes of it, others see to. */
async function parkRun(run: FlowRun): Promise<FlowOutcome> {
  const { id: flowRunId, epoch, isSuspending } = run;
  const awaited = run.waits.awaited();
  run.close();
  try {
    await flushLogs(run);
    const answer = await run.services.store.parkFlowRun({
      flowRunId,
      epoch,
      ...awaited,
      isSuspending,
    });
    if (answer.stateType !== "CANCELLED") return { kind: "waiting" };
    return await concludeRun(run, { type: "CANCELLED" }, answer);
  } catch (error) {
    return { kind: "lost", cause: error };
  }
}

/** The end of a run whose function returned data, or a state. */
async function returnedEnd(run: FlowRun, state: State): Promise<End> {
  const { type, name: stateName, message, data } = state;
  if (type === "COMPLETED") return await completedEnd(run, { type, stateName, message, data });
  // It calls itself off, and there is nothing left of it to wait for.
  if (type === "CANCELLING") return { type: "CANCELLED", message, data };
  const error = isFinal(state) ? state.result({ raiseOnFailure: false }) : notFinal(run, state);
  if (type === "CANCELLED" || type === "CRASHED") return { type, stateName, message, data: error };
  const end = failedEnd(run, error, isFinal(state) && isRetriable(error));
  return type === "FAILED" ? { ...end, stateName, message: message ?? end.message } : end;
}

async function completedEnd(run: FlowRun, end: End): Promise<End> {
  if (!run.flow.settings.persistResult && !run.parent) return end;
  try {
    return { ...end, result: await run.services.results.keep(end.data, placeOfFlow(run)) };
  } catch (error) {
    return failedEnd(run, error, false);
  }
}

function notFinal({ flowName }: FlowRun, { name, type, message }: State): InvalidInput {
  return new InvalidInput(`Flow "${flowName}" returned the state ${name}, which is not final.`, {
    detail: [`Its type is ${type}.`, message].filter(Boolean).join(" "),
    hint: "Return data, or a state of type COMPLETED, FAILED, CANCELLED or CRASHED.",
  });
}

/** The end of a run whose body threw, or that had to stop. */
function unfinishedEnd(
  run: FlowRun,
  { error, isRetriable }: { error: unknown; isRetriable: boolean },
): End {
  const { stopped } = run;
  switch (stopped?.kind) {
    case "cancelled":
      // The database knows who wanted it, and why.
      return { type: "CANCELLED" };
    case "finished":
      return { type: "CANCELLED", message: "The run that called the flow is over." };
    case "drain":
      return run.deployment === null && !run.parent
        ? { type: "CRASHED", message: "The process that executed the run was stopped." }
        : { type: "SCHEDULED", message: stopped.message, resuming: true };
    case "timedOut":
      return timedOutEnd(run, stopped.message);
    default:
      return failedEnd(run, error, isRetriable);
  }
}

function timedOutEnd(run: FlowRun, message: string): End {
  const data = new TimedOut(message);
  run.logger.error(message);
  return { type: "FAILED", stateName: "TimedOut", message, error: storeError(data), data };
}

function failedEnd(run: FlowRun, error: unknown, isRetriable: boolean): End {
  const stored = storeError(error);
  run.logger.error(`${run.carriesTask ? "Task" : "Flow"} run failed: ${errorInWords(stored)}`);
  return {
    type: "FAILED",
    message: failureMessage(error),
    error: stored,
    retriable: isRetriable ? undefined : false,
    retryAfterSeconds: error instanceof RetryAfter ? error.delaySeconds : undefined,
    data: error,
  };
}

/** Proposes an end. Answers the error if it was refused for what the result holds. */
async function propose(run: FlowRun, end: End): Promise<FlowAnswer | Error> {
  await flushLogs(run);
  const { data: _, ...finish } = end;
  try {
    return await run.services.store.finishFlowRun({
      flowRunId: run.id,
      epoch: run.epoch,
      ...finish,
    });
  } catch (error) {
    const isAboutResult = end.type === "COMPLETED" && !(error instanceof DatabaseUnreachable);
    if (isAboutResult && error instanceof Error) return error;
    throw error;
  }
}

async function concludeRun(run: FlowRun, end: End, answer: FlowAnswer): Promise<FlowOutcome> {
  if (answer.status === "ABORT") {
    return { kind: "lost", cause: new RunStopped("lost", { cause: answer.reason }) };
  }
  const { settings } = run.flow;
  const type = stateTypeOf(answer.stateType) ?? end.type;
  const name = answer.stateName ?? end.stateName;
  // A run that was cancelled meanwhile has neither a result nor an error.
  const proposed: Partial<End> = type === "CANCELLED" && end.type !== type ? {} : end;
  const { message = whyItStopped(run), data = whyThereIsNoResult(run, type) } = proposed;
  const stored = type === "CANCELLED" ? await whyCancelled(run) : undefined;
  const state = new State({ type, name, message: stored ?? message, data });
  switch (state.type) {
    case "COMPLETED":
      await enter(run, state, settings.onCompletion);
      return { kind: "completed", value: end.data, state };
    case "CANCELLED":
      await enter(run, state, settings.onCancellation);
      return { kind: "cancelled", state };
    case "CRASHED":
      await enter(run, state, settings.onCrashed);
      return { kind: "crashed", state };
    case "SCHEDULED":
      return end.type === "SCHEDULED"
        ? { kind: "released" }
        : { kind: "retrying", delaySeconds: answer.delaySeconds ?? 0 };
    default:
      await enter(run, state, settings.onFailure);
      return { kind: "failed", error: data, state };
  }
}

/** Who wanted it, and why, as the database has it; undefined when it cannot be read. */
async function whyCancelled({ id, services }: FlowRun): Promise<string | undefined> {
  const stored = await services.store.readFlowRun(id).catch(() => undefined);
  return stored?.stateMessage ?? undefined;
}

/** Not that it is over: what is left of a run is stopped with that when it ends by itself. */
function whyItStopped({ stopped }: FlowRun): string | undefined {
  return stopped?.kind === "finished" ? undefined : stopped?.message;
}

/** What those are told who wait for the result of a run that was called off. */
function whyThereIsNoResult(run: FlowRun, type: StateType): RunNotCompleted | undefined {
  if (type === "CANCELLED") return new RunNotCompleted(`Flow run "${run.name}" was cancelled.`);
  if (type !== "CRASHED") return undefined;
  return new RunNotCompleted(`Flow run "${run.name}" was stopped with its process.`);
}

async function enter(run: FlowRun, state: State, hooks: readonly FlowHook[]): Promise<void> {
  if (hooks.length === 0) return;
  await runHooks(hooks, run.logger, run.flow, run, state);
  await flushLogs(run);
}

async function flushLogs(run: FlowRun): Promise<void> {
  if (!run.hasLogged) return;
  run.hasLogged = false;
  await run.services.logs.flush(run.id);
}
