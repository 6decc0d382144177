import type { EventEmitter } from "node:events";

export interface HearingOptions {
  /** Where graphile-worker tells what it does. */
  events: EventEmitter;
  /** How often it asks for jobs while it can take one. */
  pollMilliseconds: number;
  /** Whether it can take one. */
  isIdle: () => boolean;
  /** Told of each answer, and of each poll that is left out because it can take none. */
  onHeard?: () => void;
}

export interface Hearing extends Disposable {
  /** Rejects when graphile-worker could have taken jobs for a while, and got no answer. */
  lost: Promise<never>;
}

/** Emitted for each answer of the database, with or without a job. */
const answers = ["worker:getJob:empty", "job:start", "localQueue:getJobs:complete"];
const mostSilentPolls = 5;

/**
 * Watches whether graphile-worker still gets answers when it asks for jobs. It may look well and
 * get none for ever: it asks for the ids of its tasks once, and when that fails, each later fetch
 * fails with the same error, without a word (0.18). Polls are counted, not time, so that a process
 * that was frozen or busy is not taken for deaf.
 */
export function watchHearing({
  events,
  pollMilliseconds,
  isIdle,
  onHeard,
}: HearingOptions): Hearing {
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  let silentPolls = 0;
  const hear = (): void => {
    silentPolls = 0;
    onHeard?.();
  };
  for (const answer of answers) events.on(answer, hear);
  const timer = setInterval(() => {
    if (!isIdle()) return hear();
    silentPolls++;
    if (silentPolls <= mostSilentPolls) return;
    lost.reject(
      new Error(`graphile-worker got no answer in ${mostSilentPolls} polls; it is built anew.`),
    );
  }, pollMilliseconds);
  return {
    lost: lost.promise,
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const answer of answers) events.off(answer, hear);
    },
  };
}
