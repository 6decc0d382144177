import type { Settings } from "../settings/settings.ts";

const least = 5;

/**
 * After how many seconds without an answer a worker gives a connection up, and asks again on
 * another: within the lease, so that a connection which leads nowhere does not cost it its runs.
 */
export const answerTimeoutSeconds = ({ worker }: Pick<Settings, "worker">): number =>
  Math.max(worker.leaseSeconds, least);

/** How long what is said at the end is tried, when somebody waits for that. */
export const goodbyeSeconds = 3;
export const goodbye = { retrySeconds: goodbyeSeconds, timeoutSeconds: goodbyeSeconds };
