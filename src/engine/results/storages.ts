import { InvalidInput, redactUrl } from "../../errors.ts";
import { registeredStorage } from "../../flow/results/resultStorage.ts";
import type { ResultStorage } from "../../flow/results/resultStorage.ts";
import type { RunStore } from "../store/runStore.ts";
import { DatabaseStorage } from "./databaseStorage.ts";

/** The storages of a process by their addresses, each opened when it is first used. */
export class Storages {
  readonly #database: DatabaseStorage;
  readonly #opened = new Map<string, Promise<ResultStorage>>();

  constructor(store: RunStore) {
    this.#database = new DatabaseStorage(store);
  }

  async open(storage: ResultStorage | string): Promise<ResultStorage> {
    if (typeof storage !== "string") return storage;
    if (storage === this.#database.address) return this.#database;
    const registered = registeredStorage(storage);
    if (registered) return registered;
    let opening = this.#opened.get(storage);
    if (!opening) {
      opening = openAddress(storage);
      this.#opened.set(storage, opening);
      opening.catch(() => this.#opened.delete(storage));
    }
    return await opening;
  }
}

async function openAddress(address: string): Promise<ResultStorage> {
  if (address.startsWith("file:")) {
    const { FileStorage } = await import("./fileStorage.ts");
    return new FileStorage(address);
  }
  if (address.startsWith("s3:")) {
    const { S3Storage } = await import("./s3Storage.ts");
    return await S3Storage.open(address);
  }
  throw new InvalidInput(`There is no storage of results called "${redactUrl(address)}" here.`, {
    hint:
      'Name "database", "file:/folder", "s3://bucket/prefix", or one that this process has made ' +
      "known with `registerResultStorage`.",
  });
}
