import type { CallSettings } from "../calls/callOptions.ts";
import type { DelayedCall, DelayOptions } from "./delayOptions.ts";
import { DistributedFuture } from "../futures/distributedFuture.ts";
import { expandMapArguments, lateValueOf } from "../calls/mapArguments.ts";
import { Unmapped, unmapped } from "../calls/annotations.ts";
import { expectScope, runScopes } from "../runs/runScope.ts";
import type { RunScope } from "../runs/runScope.ts";
import { currentRunner } from "../runs/runner.ts";
import { completeTaskOptions } from "../taskOptions.ts";
import type { TaskDefinition } from "../taskOptions.ts";

/** Sends one call of a task to the background. Settles when it is stored. */
export async function delayTask(
  task: TaskDefinition,
  args: readonly unknown[],
  call: CallSettings | undefined,
): Promise<DistributedFuture<unknown>> {
  const [id = ""] = await sendCalls(task, [args], call);
  return new DistributedFuture(id, task);
}

/** Sends one call for each item of the iterable arguments to the background. */
export async function delayTaskMap(
  task: TaskDefinition,
  args: readonly unknown[],
  call: CallSettings | undefined,
): Promise<DistributedFuture<unknown>[]> {
  const scope = runScopes.getStore();
  const isLate = scope && args.some((arg) => lateValueOf(arg) !== undefined);
  const ids = isLate
    ? await sendCallsLate(scope, task, args, call)
    : await sendCalls(task, expandMapArguments(task.name, args), call);
  return ids.map((id) => new DistributedFuture(id, task));
}

/** Answers the ids of the runs, in the order of the calls. */
async function sendCalls(
  task: TaskDefinition,
  calls: readonly (readonly unknown[])[],
  call: CallSettings | undefined,
): Promise<readonly string[]> {
  const scope = runScopes.getStore();
  const options = call?.delay ?? {};
  if (!scope) {
    return currentRunner().delayTasks(delayedCalls(task, calls, options, options.idempotencyKey));
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the step answers
  return (await scope.callTask(sendingStep(task, options), calls, call)) as string[];
}

/** The step that sends waits for what is mapped over, and finds out how many calls it makes. */
async function sendCallsLate(
  scope: RunScope,
  task: TaskDefinition,
  args: readonly unknown[],
  call: CallSettings | undefined,
): Promise<readonly string[]> {
  const expand = (columns: readonly unknown[]) =>
    expandMapArguments(
      task.name,
      columns.map((column, index) => (args[index] instanceof Unmapped ? unmapped(column) : column)),
    );
  const step = sendingStep(task, call?.delay ?? {}, expand);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the step answers
  return (await scope.callTask(step, args, call)) as string[];
}

/**
 * Sending is a step of the run that sends: it is recorded, and not done again when the run
 * resumes. A step that was sent and not yet recorded is repeated with the same keys.
 */
function sendingStep(
  task: TaskDefinition,
  options: DelayOptions,
  callsOf: (args: readonly unknown[]) => readonly (readonly unknown[])[] = asCalls,
): TaskDefinition {
  const name = `${task.name}.delay`;
  const { replayMismatch } = task.settings;
  const fn = (...args: unknown[]) => {
    const scope = expectScope(`Task "${task.name}" was delayed`);
    const key = options.idempotencyKey ?? scope.taskRun?.idempotencyKey;
    return scope.delayTasks(delayedCalls(task, callsOf(args), options, key));
  };
  return { name, settings: completeTaskOptions({ name, replayMismatch }, fn), fn };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each argument is a list of them
const asCalls = (args: readonly unknown[]) => args as readonly (readonly unknown[])[];

function delayedCalls(
  task: TaskDefinition,
  calls: readonly (readonly unknown[])[],
  options: DelayOptions,
  idempotencyKey: string | undefined,
): DelayedCall[] {
  const tags = [...task.settings.tags, ...(options.tags ?? [])];
  return calls.map((args, index) => ({
    ...options,
    task: task.name,
    args,
    tags,
    ...(idempotencyKey === undefined
      ? {}
      : { idempotencyKey: calls.length === 1 ? idempotencyKey : `${idempotencyKey}[${index}]` }),
  }));
}
