import type { ResultStorage, StoredObjectFacts } from "../../flow/results/resultStorage.ts";
import { RunStopped } from "../flows/runStopped.ts";
import type { RunStore } from "../store/runStore.ts";

const mostBytesOfPart = 4 * 1024 * 1024;

/** Results in a table of the database that holds the runs, in parts. */
export class DatabaseStorage implements ResultStorage {
  readonly address = "database";
  readonly #store: RunStore;

  constructor(store: RunStore) {
    this.#store = store;
  }

  async write(key: string, bytes: Uint8Array, facts: StoredObjectFacts): Promise<void> {
    const { flowRunId, epoch } = facts;
    const count = Math.max(Math.ceil(bytes.length / mostBytesOfPart), 1);
    for (let part = 0; part < count; part++) {
      const slice = bytes.subarray(part * mostBytesOfPart, (part + 1) * mostBytesOfPart);
      const owned = { flowRunId, epoch, key, part, bytes: slice };
      if (!(await this.#store.storeResult(owned))) throw new RunStopped("lost");
    }
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const bytes = await this.#store.readResult(key, parts.length);
      if (bytes) parts.push(bytes);
      // A part that is not full is the last one.
      if (!bytes || bytes.length < mostBytesOfPart) break;
    }
    return parts.length === 0 ? undefined : Buffer.concat(parts);
  }

  async delete(key: string): Promise<void> {
    await this.#store.dropResult(key);
  }
}
