import { DatabaseUnreachable, InvalidInput, NotFound } from "../../errors.ts";
import type { WaitEnd, WaitKind, WaitRequest } from "../../flow/waits/waitRequest.ts";
import { longestTimer } from "../../timers.ts";
import type { CallScope } from "../calls/callScope.ts";
import type { AnswerTurns } from "../replay/answerTurns.ts";
import { hashInput } from "../replay/inputHash.ts";
import { RecordedCalls } from "../replay/recordedCalls.ts";
import type { RepeatableCall } from "../replay/recordedCalls.ts";
import { namedKey, numberedKey } from "../replay/replayKeys.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { RecordedWait, RunStore, WaitAnswer } from "../store/runStore.ts";
import { pause } from "../calls/timeLimit.ts";
import { transactionOptionsOf } from "../transactions/transactionTask.ts";

/** When a run that only waits is let go of; all in milliseconds. */
export interface Patience {
  /** What takes longer than this is not waited for in memory. */
  readonly letGoMs: number;
  /** For so long an answer is waited for in memory that may come at any moment. Default: as long. */
  readonly answerMs?: number;
  /** For so long nothing but waits must have been under way. */
  readonly quietMs: number;
  /** How often a wait in memory is looked up in the database. */
  readonly pollMs: number;
}

export const defaultPatience: Patience = { letGoMs: 5000, quietMs: 200, pollMs: 1000 };

/** What waits need of the flow run that they belong to. */
export interface WaitingRun {
  readonly id: string;
  readonly epoch: number;
  readonly runCount: number;
  readonly services: { readonly store: RunStore; readonly patience: Patience };
  readonly replay: { readonly answers: AnswerTurns };
  readonly tasksUnderWay: number;
  /** How many tasks have been called so far. */
  readonly callCount: number;
  readonly stopped: RunStopped | undefined;
  stop(reason: RunStopped): RunStopped;
}

/** Of calls of the body: one that awaits its retry, one that awaits a run which waits itself. */
type CallKind = "retry" | "idle";

interface Pending {
  readonly key: string;
  readonly kind: WaitKind | CallKind;
  readonly since: number;
  /** When its time is up; all by `performance.now()`. */
  elapsesAt: number;
  /** Until then, its record is on its way. */
  isRecorded: boolean;
  readonly promise: Promise<WaitEnd>;
  readonly resolve: (end: WaitEnd) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What the code of a flow run waits for. Each wait is recorded when it begins, and known again by
 * its key. While other work is under way, or the end is near, the run stays in memory; when it only
 * waits, it is stopped as `waiting`, for whoever claims it when the time has come.
 */
export class RunWaits {
  readonly #run: WaitingRun;
  readonly #recorded: RecordedCalls<RecordedWait>;
  readonly #readAt = performance.now();
  readonly #pending = new Map<string, Pending>();
  #timer: NodeJS.Timeout | undefined;
  #nextPoll = 0;
  #isPolling = false;
  /** Since when only waits have been under way, and after how many calls of tasks. */
  #quietSince: number | undefined;
  #quietCalls = 0;
  /** Task runs that are under way, but only wait for something else. */
  #idleTasks = 0;
  /** What goes on besides tasks: finding out whether waits are new, reading what has come. */
  #busy = 0;
  /** Calls that are held back, because the run is to be suspended at its next boundary. */
  #heldBack = 0;
  #isSuspending = false;

  constructor(run: WaitingRun, recorded: readonly RecordedWait[] | null) {
    this.#run = run;
    this.#recorded = new RecordedCalls(recorded ?? []);
  }

  get isSuspending(): boolean {
    return this.#isSuspending;
  }

  /** Whether the run was stopped because it only waits. */
  get isLetGo(): boolean {
    return this.#run.stopped?.kind === "waiting";
  }

  /** The keys of the waits, and of the calls that wait. */
  awaited(): { keys: string[]; taskKeys: string[] } {
    const all = [...this.#pending.values()];
    const keysOf = (isOfCalls: boolean) =>
      all.filter(({ kind }) => isCall(kind) === isOfCalls).map(({ key }) => key);
    return { keys: keysOf(false), taskKeys: keysOf(true) };
  }

  async wait(scope: CallScope, request: WaitRequest, index: number): Promise<WaitEnd> {
    scope.expectOpen();
    const { taskRun } = scope;
    if (taskRun && request.kind === "sleep") return await sleepInMemory(request, taskRun.signal);
    if (taskRun && (request.kind === "pause" || request.kind === "suspend")) {
      const place = scope.call && transactionOptionsOf(scope.call.task) ? "transaction" : "task";
      throw new InvalidInput(`A flow can be paused in its own body only, not inside a ${place}.`, {
        hint: `Let the ${place} end, and pause the flow before or after it.`,
      });
    }
    const { key: name, ...input } = request;
    const numbered = name === undefined;
    const key = numbered
      ? numberedKey(scope.path, request.kind, index)
      : namedKey(scope.path, request.kind, name);
    const call = { key, scope, inputHash: numbered ? hashInput([input]) : undefined };
    const recorded = await this.#find(call);
    // Looked up only now: what began at the same moment with this name is not there before.
    const known = this.#pending.get(key);
    if (known && !numbered) return await known.promise;
    if (recorded?.outcome) {
      await this.#run.replay.answers.inTurn(recorded.at);
      return { outcome: recorded.outcome, value: recorded.value };
    }
    if (this.#isSuspending && !taskRun) return await this.holdBack();
    const pending = this.#add(call.key, request.kind);
    if (recorded) this.#note(pending, recorded.delaySeconds, this.#readAt);
    else await this.#record(pending, { ...request, inputHash: call.inputHash });
    return await pending.promise;
  }

  /** Waits for the next attempt of a task, from its call in the body of the flow. */
  async untilRetry(key: string, delaySeconds: number): Promise<void> {
    const pending = this.#add(key, "retry");
    this.#note(pending, delaySeconds, performance.now());
    await this.whileIdle(pending.promise);
  }

  /** Of a task run that does nothing but wait for this, as for the end of another one. */
  async whileIdle<T>(awaited: Promise<T>): Promise<T> {
    this.#idleTasks++;
    try {
      return await awaited;
    } finally {
      this.#idleTasks--;
      this.#quietSince = undefined;
    }
  }

  /** Of code that is about to go on, once it has read this. */
  async whileBusy<T>(read: Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await read;
    } finally {
      this.#busy--;
      this.#quietSince = undefined;
    }
  }

  /** A call of a flow in the body does nothing but wait for its run, which is due in so long. */
  idle(key: string, dueInSeconds: number): void {
    let pending = this.#pending.get(pendingKey("idle", key));
    if (!pending) {
      pending = this.#add(key, "idle");
      this.#idleTasks++;
    }
    this.#note(pending, dueInSeconds, performance.now());
  }

  endIdling(key: string): void {
    if (this.#run.stopped || !this.#pending.delete(pendingKey("idle", key))) return;
    this.#idleTasks--;
    this.#quietSince = undefined;
  }

  /** From now on the body comes no further than to its next boundary. */
  suspend(): void {
    this.#isSuspending = true;
    this.#plan(0);
  }

  /** A call that is never made: the run is let go of first. */
  async holdBack(): Promise<never> {
    this.#heldBack++;
    this.#plan(0);
    return await new Promise<never>(() => {});
  }

  /** Looks up at once whether something has been answered. */
  wake(): void {
    this.#nextPoll = 0;
    if (this.#pending.size > 0) this.#plan(0);
  }

  stop(reason: RunStopped): void {
    clearTimeout(this.#timer);
    if (reason.kind === "waiting") return;
    for (const wait of this.#pending.values()) wait.reject(reason);
  }

  /** What is recorded, unless a new attempt of the run waits anew for what did not come in time. */
  async #find(call: RepeatableCall): Promise<RecordedWait | undefined> {
    if (this.#recorded.isEmpty) return undefined;
    const recorded = this.#recorded.find(call) ?? (await this.#judge(call));
    const isMissed = recorded?.outcome === "elapsed" && recorded.kind !== "sleep";
    return isMissed && recorded.runCount < this.#run.runCount ? undefined : recorded;
  }

  /** Another wait is recorded under this number: this one, with other input, or one beside it. */
  async #judge(call: RepeatableCall): Promise<RecordedWait | undefined> {
    const own = this.#recorded.get(call.key);
    if (!own) return undefined;
    await this.whileBusy(this.#run.replay.answers.untilQuiet());
    if (this.#recorded.claim(own, call.scope)) return own;
    this.#recorded.setApart(call);
    return undefined;
  }

  #add(key: string, kind: Pending["kind"]): Pending {
    const { promise, resolve, reject } = Promise.withResolvers<WaitEnd>();
    const since = performance.now();
    const wait = { key, kind, since, elapsesAt: Infinity, isRecorded: false };
    const pending: Pending = { ...wait, promise, resolve, reject };
    promise.catch(() => {});
    this.#pending.set(pendingKey(kind, key), pending);
    this.#quietSince = undefined;
    return pending;
  }

  async #record(
    { key }: Pending,
    request: WaitRequest & Pick<RepeatableCall, "inputHash">,
  ): Promise<void> {
    const pending = this.#pending.get(key);
    const { id: flowRunId, epoch, services } = this.#run;
    try {
      const answer = await services.store.recordWait({ ...request, flowRunId, epoch, key });
      if (pending && answer.status === "REJECT") throw refused(request, answer);
      if (pending) this.#take(pending, answer);
    } catch (error) {
      this.#pending.delete(key);
      pending?.reject(
        error instanceof DatabaseUnreachable
          ? this.#run.stop(new RunStopped("lost", { cause: error }))
          : error,
      );
    }
  }

  /** Takes over how a wait stands in the database. */
  #take(pending: Pending, { status, outcome, value, delaySeconds }: WaitAnswer): void {
    if (status === "ABORT") this.#run.stop(new RunStopped("lost"));
    else if (outcome) this.#settle(pending, { outcome, value });
    else this.#note(pending, delaySeconds, performance.now());
  }

  #note(pending: Pending, delaySeconds: number | null, now: number): void {
    pending.elapsesAt = delaySeconds === null ? Infinity : now + delaySeconds * 1000;
    pending.isRecorded = true;
    this.#plan(0);
  }

  #settle(pending: Pending, end: WaitEnd): void {
    this.#pending.delete(pendingKey(pending.kind, pending.key));
    this.#quietSince = undefined;
    pending.resolve(end);
  }

  #plan(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#run.stopped) return;
    this.#timer = setTimeout(() => this.#look(), Math.min(milliseconds, longestTimer));
  }

  #look(): void {
    if (this.#run.stopped) return;
    const now = performance.now();
    for (const wait of this.#pending.values()) {
      if (wait.elapsesAt <= now && endsByItself(wait.kind)) {
        this.#settle(wait, { outcome: "elapsed", value: null });
      }
    }
    if (this.#mayLetGo(now)) {
      this.#run.stop(new RunStopped("waiting"));
      return;
    }
    void this.#poll(now);
    if (this.#pending.size > 0 || this.#isSuspending) this.#plan(this.#untilNextLook(now));
  }

  /** Whether the body does nothing but wait, for what is far away. */
  #mayLetGo(now: number): boolean {
    const { tasksUnderWay, callCount } = this.#run;
    if (tasksUnderWay > this.#idleTasks || callCount !== this.#quietCalls) {
      this.#quietSince = undefined;
      this.#quietCalls = callCount;
    }
    if (tasksUnderWay > this.#idleTasks || this.#busy > 0) return false;
    const waits = [...this.#pending.values()];
    const isAtBoundary = this.#heldBack > 0 || waits.length > 0;
    if (this.#isSuspending) return isAtBoundary && waits.every(({ isRecorded }) => isRecorded);
    if (waits.length === 0 || !waits.every((wait) => this.#isFar(wait, now))) return false;
    this.#quietSince ??= now;
    return now - this.#quietSince >= this.#run.services.patience.quietMs;
  }

  #isFar({ kind, isRecorded, since, elapsesAt }: Pending, now: number): boolean {
    const { letGoMs, answerMs = letGoMs } = this.#run.services.patience;
    if (!isRecorded) return false;
    if (kind === "pause" || kind === "suspend") return true;
    const isLong = elapsesAt - now > letGoMs;
    return isAnswered(kind) ? isLong && now - since >= answerMs : isLong;
  }

  #untilNextLook(now: number): number {
    const { quietMs, letGoMs, answerMs = letGoMs } = this.#run.services.patience;
    const waits = [...this.#pending.values()];
    const times = waits.map(({ elapsesAt }) => elapsesAt - now);
    if (this.#isSuspending || waits.every((wait) => this.#isFar(wait, now))) times.push(quietMs);
    for (const wait of waits) {
      if (isAnswered(wait.kind)) times.push(this.#nextPoll - now, wait.since + answerMs - now);
    }
    return Math.max(Math.min(...times.filter((time) => time > 0), longestTimer), 1);
  }

  /** Asks the database about what others answer. */
  async #poll(now: number): Promise<void> {
    const waits = [...this.#pending.values()].filter(
      ({ isRecorded, kind }) => isRecorded && isAnswered(kind),
    );
    const isDue = now >= this.#nextPoll || waits.some(({ elapsesAt }) => elapsesAt <= now);
    if (this.#isPolling || waits.length === 0 || !isDue) return;
    this.#isPolling = true;
    const { id: flowRunId, epoch, services } = this.#run;
    this.#nextPoll = now + services.patience.pollMs;
    try {
      const keys = waits.map(({ key }) => ({ flowRunId, epoch, key }));
      const answers = await Promise.all(keys.map((each) => services.store.readWait(each)));
      answers.forEach((answer, i) => {
        const wait = waits[i];
        if (wait && this.#pending.get(wait.key) === wait) this.#take(wait, answer);
      });
    } catch (error) {
      this.#run.stop(new RunStopped("lost", { cause: error }));
    } finally {
      this.#isPolling = false;
    }
  }
}

const isCall = (kind: Pending["kind"]): kind is CallKind => kind === "retry" || kind === "idle";

/** Sleeps and retries are over when their time is up; nobody else ends them. */
const endsByItself = (kind: Pending["kind"]): boolean => kind === "sleep" || kind === "retry";

/** Whether others answer it. Who has made an idle call looks after it. */
const isAnswered = (kind: Pending["kind"]): boolean => !endsByItself(kind) && kind !== "idle";

/** A task may be called like a wait. */
const pendingKey = (kind: Pending["kind"], key: string): string =>
  isCall(kind) ? `call ${key}` : key;

async function sleepInMemory(
  { seconds, until }: WaitRequest,
  signal: AbortSignal,
): Promise<WaitEnd> {
  await pause(until ? (until.getTime() - Date.now()) / 1000 : (seconds ?? 0), signal);
  return { outcome: "elapsed", value: null };
}

function refused({ kind }: WaitRequest, { reason }: WaitAnswer): Error {
  const message = reason ?? "The run cannot wait for this.";
  if (kind === "flow_run") return new NotFound(message);
  return new InvalidInput(message, {
    hint: kind === "suspend" ? "Use `pauseFlowRun`, or deploy the flow." : undefined,
  });
}
