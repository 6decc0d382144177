import type { SlotAnswer, SlotRequest } from "../../db/slotFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import type { HeldSlots, SlotWish } from "../../flow/concurrency.ts";
import { TimedOut } from "../../flow/runs/runErrors.ts";
import { newId } from "../store/newId.ts";
import { RunStopped } from "../flows/runStopped.ts";
import { Lease } from "./lease.ts";
import type { SlotStore } from "./slotStore.ts";
import { WakeUps } from "./wakeUps.ts";

/** The flow run, or the task run within it, for which slots are taken. */
export interface SlotHolder {
  readonly flowRunId: string;
  readonly epoch: number;
  readonly taskKey: string | undefined;
  /** Aborted when the run has to stop. */
  readonly signal: AbortSignal;
}

/** Lost notifications are made good by asking this often. */
const pollSeconds = 5;

/** Takes slots of concurrency limits for the code of this process, and waits for them. */
export class SlotKeeper {
  readonly #store: SlotStore;
  readonly #wakeUps: WakeUps;

  constructor(store: SlotStore) {
    this.#store = store;
    this.#wakeUps = new WakeUps(store);
  }

  /**
   * Takes slots, waiting for its turn. They belong to the holder, or else to this process.
   * @throws TimedOut, InvalidInput when they can never be had, RunStopped when the run has to stop
   */
  async take(wish: SlotWish, holder?: SlotHolder): Promise<HeldSlots> {
    const deadline =
      wish.timeoutSeconds === undefined ? Infinity : performance.now() + wish.timeoutSeconds * 1000;
    const signals = [holder?.signal, wish.signal].filter((each) => each !== undefined);
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
    for (;;) {
      if (signal?.aborted) throw signal.reason;
      const request = requestOf(wish, holder);
      let answer = await this.#store.take(request);
      if (answer.status === "WAITING") answer = await this.#wait(request, answer, deadline, signal);
      if (answer.status === "GRANTED")
        return new Lease(this.#store, request, answer, holder?.signal, wish.stopsWhenLost);
      // Whoever took it out of the queue may have deleted the limit.
      if (answer.status !== "GONE") throw refusal(wish, answer);
    }
  }

  /** Waits until everything that was given back has been, and stops listening. */
  close(): Promise<void> {
    this.#wakeUps.close();
    return this.#store.close();
  }

  async #wait(
    request: SlotRequest,
    first: SlotAnswer,
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<SlotAnswer> {
    const { leaseId } = request;
    let answer = first;
    try {
      while (answer.status === "WAITING") {
        const leftMs = deadline - performance.now();
        if (leftMs <= 0) return { ...answer, status: "DENIED" };
        const pauseSeconds = Math.min(answer.retryAfter ?? pollSeconds, pollSeconds);
        await this.#wakeUps.sleep(leaseId, Math.min(pauseSeconds * 1000, leftMs), signal);
        if (signal?.aborted) throw signal.reason;
        answer = await this.#store.check(leaseId);
      }
      return answer;
    } finally {
      if (answer.status === "WAITING") await this.#store.free(leaseId).catch(() => {});
    }
  }
}

function requestOf(wish: SlotWish, holder: SlotHolder | undefined): SlotRequest {
  return {
    leaseId: newId(),
    names: wish.names,
    slots: wish.slots,
    mode: wish.mode,
    isStrict: wish.strict,
    waits: wish.timeoutSeconds !== 0,
    leaseSeconds: holder ? null : wish.leaseSeconds,
    flowRunId: holder?.flowRunId ?? null,
    epoch: holder?.epoch ?? null,
    taskKey: holder?.taskKey ?? null,
    holder: holder ? null : (wish.holder ?? `process ${process.pid}`),
  };
}

function refusal({ names, slots, timeoutSeconds }: SlotWish, answer: SlotAnswer): Error {
  if (answer.status === "STALE") return new RunStopped("lost");
  if (answer.status === "DENIED") {
    const what = slots === 1 ? "No slot" : `Not ${slots} slots`;
    return new TimedOut(
      `${what} of ${names.join(", ")} ${slots === 1 ? "was" : "were"} free within ${timeoutSeconds} second(s).`,
      { hint: "Look who holds them (`provost gcl inspect`), raise the limit, or wait longer." },
    );
  }
  return new InvalidInput(answer.reason ?? "The slots were refused.", {
    hint: answer.hint ?? undefined,
  });
}
