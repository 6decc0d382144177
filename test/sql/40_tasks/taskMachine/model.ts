import { isTerminal, type StateType } from "../../30_runs/stateMachine/fates.ts";

// A small model of task runs, against which the real state machine is played.

/** How long a failed attempt waits, in seconds. */
export const retryDelay = 5;

export interface ModelTask {
  type: StateType;
  name: string;
  runCount: number;
  hasResult: boolean;
  /** The epoch of its flow run in which it was recorded last. */
  epoch: number;
  retries: number | null;
  /** When it may start, in seconds of the model's clock. */
  startsAt: number | null;
  /** In which attempt of its flow run it was started last. */
  flowRunCount: number | null;
}

export interface ModelFlow {
  type: StateType;
  epoch: number;
  runCount: number;
}

/** What the state machine answers, and what has become of the task run. */
export interface Verdict {
  status: "ACCEPT" | "REJECT" | "WAIT" | "ABORT";
  task: ModelTask | undefined;
}

const title = (type: StateType): string => type.slice(0, 1) + type.slice(1).toLowerCase();

const stay = (status: Verdict["status"], task: ModelTask | undefined): Verdict => ({
  status,
  task,
});

/** What a worker records is a fact, unless the run is another's, or the task has completed. */
export function recorded(
  task: ModelTask | undefined,
  flow: ModelFlow,
  epoch: number,
  { type, retries, hasResult }: { type: StateType; retries: number; hasResult: boolean },
  now: number,
): Verdict {
  if (flow.type !== "RUNNING" || flow.epoch !== epoch) return stay("ABORT", task);
  if (task?.type === "COMPLETED") return stay("REJECT", task);
  const isKnown = task?.epoch === epoch && task.type === type;
  if (isKnown && (type === "RUNNING" || isTerminal(type))) return stay("ACCEPT", task);
  const runCount = type === "PENDING" ? countOf(task, type) : attemptOf(task);
  const facts = {
    runCount,
    epoch,
    retries: type === "FAILED" ? retries : (task?.retries ?? null),
    flowRunCount: task?.flowRunCount ?? null,
  };
  if (type === "FAILED" && runCount <= retries) {
    return { status: "REJECT", task: { ...facts, ...awaitsRetry(now, false) } };
  }
  const name = type === "RUNNING" && task?.name === "AwaitingRetry" ? "Retrying" : title(type);
  return {
    status: "ACCEPT",
    task: {
      ...facts,
      type,
      name,
      hasResult: hasResult && type === "COMPLETED",
      startsAt: null,
      flowRunCount: type === "RUNNING" ? flow.runCount : facts.flowRunCount,
    },
  };
}

function attemptOf(task: ModelTask | undefined): number {
  if (!task || isTerminal(task.type)) return 1;
  return task.type === "RUNNING" ? task.runCount : task.runCount + 1;
}

/** It keeps what came with the failure. */
const awaitsRetry = (now: number, hasResult: boolean) =>
  ({
    type: "SCHEDULED",
    name: "AwaitingRetry",
    hasResult,
    startsAt: now + retryDelay,
  }) as const;

export interface Proposal {
  type: StateType;
  force: boolean;
  hasResult: boolean;
}

/** What a person proposes is judged by the rules, in their order. */
export function proposed(
  task: ModelTask,
  flow: ModelFlow,
  { type, force, hasResult }: Proposal,
  now: number,
): Verdict {
  const accepted: Verdict = {
    status: "ACCEPT",
    task: {
      ...task,
      type,
      name: type === "RUNNING" && !force ? runningName(task, flow) : title(type),
      runCount: force ? task.runCount + (type === "RUNNING" ? 1 : 0) : countOf(task, type),
      hasResult,
      startsAt: startOf(task, type, now),
      flowRunCount: type === "RUNNING" ? flow.runCount : task.flowRunCount,
    },
  };
  if (force) return accepted;
  if (isTerminal(task.type) && ["CANCELLING", "PAUSED", "CRASHED"].includes(type)) {
    return stay("ABORT", task);
  }
  if (task.type === "COMPLETED" && task.hasResult) return stay("REJECT", task);
  if (type === "RUNNING" && flow.type === "PAUSED") {
    const paused = { type: "PAUSED", name: "NotReady", hasResult: false, startsAt: null } as const;
    return { status: "REJECT", task: { ...task, ...paused } };
  }
  if (type === "RUNNING" && flow.type !== "RUNNING") return stay("ABORT", task);
  const isEarly = (task.startsAt ?? now) > now;
  if (type === "RUNNING" && ["SCHEDULED", "PENDING"].includes(task.type) && isEarly) {
    return stay("WAIT", task);
  }
  const hasRetriesLeft = task.runCount <= (task.retries ?? -1);
  if (task.type === "RUNNING" && type === "FAILED" && hasRetriesLeft) {
    return { status: "REJECT", task: { ...task, ...awaitsRetry(now, hasResult) } };
  }
  return accepted;
}

function countOf(task: ModelTask | undefined, type: StateType): number {
  const before = !task || (isTerminal(task.type) && !isTerminal(type)) ? 0 : task.runCount;
  return type === "RUNNING" ? before + 1 : before;
}

function runningName(task: ModelTask, flow: ModelFlow): string {
  if (task.name === "AwaitingRetry") return "Retrying";
  const isBehind = task.flowRunCount !== null && task.flowRunCount < flow.runCount;
  if (isTerminal(task.type) && isBehind) return "Retrying";
  return countOf(task, "RUNNING") > 1 ? "Rerunning" : "Running";
}

function startOf(task: ModelTask, type: StateType, now: number): number | null {
  if (type === "SCHEDULED") return now;
  const isCarried = task.type === "SCHEDULED" || task.type === "PENDING";
  return type === "PENDING" && isCarried ? task.startsAt : null;
}

/** The flow run is over: what is open ends as well. */
export function swept(task: ModelTask, flow: ModelFlow): ModelTask {
  if (!isTerminal(flow.type) || isTerminal(task.type) || task.name === "NotReady") return task;
  const wasRunning = task.type === "RUNNING" || task.type === "CANCELLING";
  const type = wasRunning && flow.type !== "CANCELLED" ? "CRASHED" : "CANCELLED";
  return { ...task, type, name: title(type), hasResult: false, startsAt: null };
}
