import { InvalidInput, redactUrl } from "../../errors.ts";
import { isRecord } from "../isRecord.ts";

/** What is known of an object when it is stored. */
export interface StoredObjectFacts {
  readonly contentType: string;
  /** The run that stores it, and in which epoch it holds the run. */
  readonly flowRunId: string;
  readonly epoch: number;
}

/**
 * A place for results, besides the addresses that are built in. Keys are made of letters, digits
 * and `/ - _ . = @ #`. An object, once written, is complete; writing it again replaces it.
 */
export interface ResultStorage {
  /**
   * How the storage is named in the metadata of results, such as `vault:reports`. Whoever reads
   * such a result has to have a storage of that address among the options of the task or flow, or
   * registered with `registerResultStorage`. No secrets: it is stored and shown.
   */
  readonly address: string;
  write(key: string, bytes: Uint8Array, facts: StoredObjectFacts): Promise<void>;
  /** The bytes, or undefined when there is no such object. */
  read(key: string): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
}

const registered = new Map<string, ResultStorage>();

/** Makes a storage known to this process by its address, for all that read results. */
export function registerResultStorage(storage: ResultStorage): void {
  const checked = expectStorage("storage", storage);
  if (typeof checked === "string") throw wrongStorage("storage");
  registered.set(checked.address, checked);
}

export function registeredStorage(address: string): ResultStorage | undefined {
  return registered.get(address);
}

/**
 * For options: `database`, `file:` and a folder, `s3://bucket/prefix`, the address of a registered
 * storage, or a storage itself.
 */
export function expectStorage(
  subject: string,
  value: ResultStorage | string,
): ResultStorage | string {
  const isAddress = typeof value === "string" && value.trim() !== "";
  if (isAddress) return refuseSecrets(subject, value);
  const isOwn =
    isRecord(value) &&
    typeof value["address"] === "string" &&
    ["write", "read", "delete"].every((method) => typeof value[method] === "function");
  if (!isOwn) throw wrongStorage(subject);
  refuseSecrets(subject, value.address);
  return value;
}

function wrongStorage(subject: string): InvalidInput {
  return new InvalidInput(`Expected \`${subject}\` to be a place for results.`, {
    hint:
      'Name "database", "file:/folder" or "s3://bucket/prefix", or pass an object with ' +
      "`address`, `write`, `read` and `delete`.",
  });
}

function refuseSecrets<T extends string>(subject: string, address: T): T {
  if (redactUrl(address) === address) return address;
  throw new InvalidInput(`Expected \`${subject}\` to be an address without credentials.`, {
    hint: "Addresses are stored with results. Credentials come from the environment.",
  });
}

export function addressOf(storage: ResultStorage | string): string {
  return typeof storage === "string" ? storage : storage.address;
}

export function sameStorage(a: ResultStorage | string, b: ResultStorage | string): boolean {
  return addressOf(a) === addressOf(b);
}
