import type { CallSettings } from "../../flow/calls/callOptions.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import type { ResultSerializer, SerializerName } from "../../flow/results/resultSerializer.ts";
import type { ResultStorage } from "../../flow/results/resultStorage.ts";
import type { FlowRunInfo } from "../../flow/runs/runInfo.ts";
import type { State } from "../../flow/states/states.ts";
import type { TaskDefinition } from "../../flow/taskOptions.ts";
import type { TaskFutureSource } from "../../flow/futures/taskFuture.ts";
import type { CallScope } from "./callScope.ts";
import type { Replay } from "../replay/replay.ts";
import type { RunServices } from "../store/runServices.ts";
import type { RunStopped } from "../flows/runStopped.ts";
import type { TaskRun } from "../tasks/taskRun.ts";
import type { OpenTransaction } from "../transactions/openTransaction.ts";
import type { RunWaits } from "../waits/runWaits.ts";
import type { Turns } from "./turns.ts";
import type { YieldChannel } from "./yieldChannel.ts";

/** Which call of a task this is, within its scope. */
export interface CallPlace {
  /** The number of the call among the calls of that name. */
  readonly index: number;
  /** The number of the item, in a map. */
  readonly item: number | undefined;
}

/** What a task run needs of the flow run that it belongs to. */
export interface RunHost {
  readonly flowRun: FlowRunInfo;
  readonly deployedRun: FlowRunInfo | undefined;
  readonly epoch: number;
  /** Where its flow says that results go, and how: if it does not, the flow that has called it. */
  readonly resultStorage: ResultStorage | string | undefined;
  readonly resultSerializer: SerializerName | ResultSerializer | undefined;
  /** Whether it is no more than what a task lives under that was called outside of flows. */
  readonly carriesTask: boolean;
  readonly services: RunServices;
  readonly replay: Replay;
  /** Calls with explicit keys, so that a key means one task run. */
  readonly keyedCalls: Map<string, KeyedCall>;
  /** The outermost transactions that are under way. */
  readonly transactions: Set<OpenTransaction>;
  /** Whether anything was written to the log since it was last flushed. */
  hasLogged: boolean;
  /** When calls start, where there are many at once. */
  readonly turns: Turns;
  /** How many task runs are not over yet. */
  tasksUnderWay: number;
  /** What its code waits for. */
  readonly waits: RunWaits;
  /** Whether a call from this scope is not made any more, because the run is to be suspended. */
  isHeldBack(scope: CallScope): boolean;
  /** Why the run had to stop, if it has. */
  readonly stopped: RunStopped | undefined;
  /** Stops the run. Answers the reason, which is the first one given. */
  stop(reason: RunStopped): RunStopped;
  startTask(
    scope: CallScope,
    task: TaskDefinition,
    args: readonly unknown[],
    place: CallPlace,
    call?: CallSettings,
    channel?: YieldChannel,
  ): TaskFutureSource<unknown>;
  /** Runs a flow for a task run that stands for the call, and answers the state that it ended in. */
  startChild(call: TaskRun, flow: FlowDefinition, parameters: unknown): Promise<State>;
}

export interface KeyedCall {
  readonly promise: Promise<unknown>;
  readonly inputHash: string | undefined;
}
