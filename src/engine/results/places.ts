import { createHash } from "node:crypto";
import { fillRunName } from "../../flow/runs/runNames.ts";
import { namedInputs } from "../../flow/calls/taskInputs.ts";
import type { TaskSettings } from "../../flow/taskOptions.ts";
import type { FlowRun } from "../flows/flowRun.ts";
import { isOutwardTask } from "../outside/outwardTask.ts";
import { newId } from "../store/newId.ts";
import type { TaskRun } from "../tasks/taskRun.ts";
import type { ResultPlace } from "./results.ts";

/** Where the result of a task run goes, and how: as the task says, or else its flow. */
export function placeOfTask(call: TaskRun): ResultPlace {
  const { settings } = call.task;
  const { flowRun, epoch, resultStorage, resultSerializer } = call.scope.host;
  const keyStorage = settings.cachePolicy?.configuration.keyStorage;
  const storage = settings.resultStorage ?? keyStorage ?? resultStorage;
  return {
    subject: `The result of task "${call.task.name}"`,
    flowRunId: flowRun.id,
    epoch,
    persists: persists(call),
    storage,
    isApart: storage !== undefined || isApart(settings),
    serializer:
      settings.resultSerializer ?? (isOutwardTask(call.task) ? undefined : resultSerializer),
    inMemory: settings.cacheResultInMemory,
    makeKey: () => storageKeyOf(call) ?? newKey(flowRun.id, call.key),
    expirationSeconds: settings.cacheExpirationSeconds,
  };
}

/** Where the result of a flow run goes. */
export function placeOfFlow(run: FlowRun): ResultPlace {
  const { flow, flowName, id, epoch, parent, resultStorage, resultSerializer } = run;
  const { persistResult } = flow.settings;
  return {
    subject: `The result of flow "${flowName}"`,
    flowRunId: id,
    epoch,
    // The caller of a child run may have to be continued after the end of the child.
    persists: persistResult || parent !== undefined,
    storage: resultStorage,
    isApart: resultStorage !== undefined || resultSerializer !== undefined,
    serializer: resultSerializer,
    inMemory: false,
    makeKey: () => newKey(id, "result"),
  };
}

/**
 * Whether the result of a task is stored: as it says; if it does not, whether it says where, or
 * that it is to be used again; else as the settings say.
 */
export function persists({ task: { settings }, scope }: TaskRun): boolean {
  if (settings.persistResult !== undefined) return settings.persistResult;
  const { cachePolicy, resultStorage, resultStorageKey, resultSerializer } = settings;
  const isWished = cachePolicy ?? resultStorage ?? resultStorageKey ?? resultSerializer;
  return isWished !== undefined || scope.host.services.tasks.defaultPersistResult;
}

/** The arguments by their names; a transactional task is given one more, which is none of them. */
export function inputsOf({ task, args }: TaskRun): Readonly<Record<string, unknown>> {
  return namedInputs(task.fn, args, task.settings.transactional ? 1 : 0);
}

/** The key that the option `resultStorageKey` gives; undefined when there is none. */
export function storageKeyOf(call: TaskRun): string | undefined {
  const { resultStorageKey: template } = call.task.settings;
  if (template === undefined) return undefined;
  const { id, name, flowName } = call.scope.host.flowRun;
  const values = {
    parameters: inputsOf(call),
    flowRun: { id, name, flowName },
    taskRun: { key: call.key, name: call.name },
  };
  return fillRunName(template, values, "result key");
}

/** With a key or a serializer of its own, a result cannot be kept in the row of the run. */
const isApart = ({ resultStorageKey, resultSerializer }: TaskSettings): boolean =>
  resultStorageKey !== undefined || resultSerializer !== undefined;

/** New each time, so that a process which has lost its run cannot replace its successor's result. */
function newKey(flowRunId: string, key: string): string {
  return `${flowRunId}/${createHash("sha1").update(key).digest("hex").slice(0, 12)}-${newId()}`;
}
