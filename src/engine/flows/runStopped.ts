import { ProvostError } from "../../errors.ts";

/**
 * Why a run has to stop: somebody `cancelled` it, it was `lost` to another holder, the worker
 * has to `drain`, its time is up (`timedOut`), it `finished` while tasks were under way, or it is
 * `waiting` for something that is far away.
 */
export type StopKind = "cancelled" | "lost" | "drain" | "timedOut" | "finished" | "waiting";

const messages: Readonly<Record<StopKind, string>> = {
  cancelled: "The flow run is being cancelled.",
  lost: "The flow run has another holder now; nothing that happens here is recorded.",
  drain: "The worker shuts down; the flow run goes on elsewhere.",
  timedOut: "The flow run is out of time.",
  finished: "The run that this code belongs to is over; nothing more is recorded for it.",
  waiting: "The flow run waits, and goes on when the time has come, in a new call of its function.",
};

/** The reason of the aborted signal of a run, and what tasks throw that are called afterwards. */
export class RunStopped extends ProvostError {
  static override readonly code = "VOSTP";
  readonly kind: StopKind;

  constructor(kind: StopKind, facts: { message?: string; cause?: unknown } = {}) {
    super(facts.message ?? messages[kind], { cause: facts.cause });
    this.kind = kind;
  }
}

/** Why a signal was aborted. A reason that is not ours is a wish to cancel. */
export function stopReason(signal: AbortSignal): RunStopped {
  const cause: unknown = signal.reason;
  return cause instanceof RunStopped ? cause : new RunStopped("cancelled", { cause });
}
