import { hostname } from "node:os";
import { call } from "../../db/call.ts";
import { type CleanupKind, functions, type ReservedCleanup } from "../../db/functions.ts";
import type { Pool } from "../../db/pool.ts";
import { failureMessage } from "../../engine/store/errorJson.ts";
import { InvalidInput } from "../../errors.ts";
import { type Service, startService } from "../../services/service.ts";
import { endGroup, readGroup } from "./processGroup.ts";
import { removeTemporaryFolder } from "./temporaryFolder.ts";

const everyMilliseconds = 5000;
const mostAtOnce = 20;

/** Notes what a worker would leave behind, so that others clean up if it cannot. */
export class Cleanups {
  readonly #pool: Pool;
  readonly #workerId: string;

  constructor(pool: Pool, workerId: string) {
    this.#pool = pool;
    this.#workerId = workerId;
  }

  note(kind: CleanupKind, target: object): Promise<string> {
    const host = hostname();
    return call(this.#pool, functions.enqueueCleanup, {
      workerId: this.#workerId,
      host,
      kind,
      target,
    });
  }

  /** It is cleaned up. */
  async withdraw(id: string): Promise<void> {
    await call(this.#pool, functions.withdrawCleanup, { id });
  }
}

/** Cleans up, again and again, what workers that are gone have left behind on this host. */
export function startCleaning(
  pool: Pool,
  onError: (error: unknown, where: string) => void,
  host = hostname(),
): Service {
  return startService({
    name: "clean-up",
    onError,
    async work(signal) {
      const reserved = await call(
        pool,
        functions.reserveCleanups,
        { host, limit: mostAtOnce },
        { signal },
      );
      for (const each of reserved) await cleanUp(pool, each, onError);
      return reserved.length === mostAtOnce ? 0 : everyMilliseconds;
    },
  });
}

async function cleanUp(
  pool: Pool,
  { id, token, kind, target, delivery }: ReservedCleanup,
  onError: (error: unknown, where: string) => void,
): Promise<void> {
  try {
    // The ones before it may have taken long.
    if (!(await call(pool, functions.renewCleanup, { id, token }))) return;
    await carryOut(kind, target);
  } catch (error) {
    await call(pool, functions.releaseCleanup, { id, token, error: failureMessage(error) });
    const what = `${kind} ${JSON.stringify(target)}, try ${delivery}`;
    const why = `A worker has left something behind that could not be cleaned up (${what})`;
    onError(new Error(`${why}: ${failureMessage(error)}`, { cause: error }), "clean-up");
    return;
  }
  await call(pool, functions.acknowledgeCleanup, { id, token });
}

async function carryOut(kind: CleanupKind, target: Record<string, unknown>): Promise<void> {
  if (kind === "FOLDER") {
    const { path } = target;
    if (typeof path !== "string") throw unknownTarget(kind, target);
    return await removeTemporaryFolder(path);
  }
  const group = readGroup(target);
  if (!group) throw unknownTarget(kind, target);
  endGroup(group);
}

function unknownTarget(kind: CleanupKind, target: object): InvalidInput {
  return new InvalidInput(`The target of a clean-up is not right: ${JSON.stringify(target)}.`, {
    hint: kind === "FOLDER" ? 'Expected {"path": …}.' : 'Expected {"pid": …, "started": …, …}.',
  });
}
