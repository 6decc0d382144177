import { call } from "../db/call.ts";
import type { Pool } from "../db/pool.ts";
import type { LiveRuns } from "./liveRuns.ts";
import { serverFunctions } from "../db/serverFunctions.ts";

/** The lines of a run's log after one line, up to and with another. */
export interface LogPage {
  flowRunId: string;
  afterId: string | null;
  upToId: string;
}

export interface FollowLogOptions {
  pool: Pool;
  liveRuns: LiveRuns;
  flowRunId: string;
  /** Begin after this line; null: with the first one. */
  afterId: string | null;
  /** Most lines on a page. */
  maxRows: number;
  /** How long lines may still arrive after the run has finished. Default 5. */
  lingerSeconds?: number;
}

/**
 * The log of a run, page by page as it is written, until the run has finished and nothing more
 * came for a while. Throws `NotFound`.
 */
export async function followLog(
  options: FollowLogOptions,
): Promise<AsyncIterableIterator<LogPage, undefined>> {
  const { pool, flowRunId, maxRows, lingerSeconds = 5 } = options;
  const changes = await options.liveRuns.follow(flowRunId);
  let afterId = options.afterId;
  let linger: NodeJS.Timeout | undefined;

  async function nextPage(): Promise<LogPage | undefined> {
    const upToId = await call(pool, serverFunctions.logPageEnd, { flowRunId, afterId, maxRows });
    if (upToId === null) return undefined;
    const page = { flowRunId, afterId, upToId };
    afterId = upToId;
    return page;
  }

  const pages: AsyncIterableIterator<LogPage, undefined> = {
    async next() {
      for (;;) {
        const page = await nextPage();
        if (page) return { value: page, done: false };
        const { value: run, done } = await changes.next();
        if (done) return { value: undefined, done: true };
        clearTimeout(linger);
        if (run.isFinished) linger = setTimeout(() => changes.end(), lingerSeconds * 1000).unref();
      }
    },
    async return() {
      clearTimeout(linger);
      await changes.return();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => pages,
  };
  return pages;
}
