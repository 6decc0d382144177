import { isRecord } from "../../flow/isRecord.ts";

/**
 * The `result_meta` of a result that is not kept with its run: where it is, and how to read it.
 * (What the codec says of a result that is kept with its run has no `storage`.)
 */
export interface StoredMeta {
  /** An address, such as `database` or `s3://bucket/prefix`. */
  readonly storage: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly content_type: string;
  readonly serializer: string;
  /** Of this form of storing. */
  readonly version: number;
  /** Until when the cache may use it. */
  readonly expiration?: string;
}

export const storedVersion = 1;

/** The `result_meta` of a result that is kept in memory alone. */
const unpersisted = { storage: "none" } as const;
export const unpersistedResult = { json: "null", meta: JSON.stringify(unpersisted) } as const;

export function isStored(meta: unknown): meta is StoredMeta {
  return isRecord(meta) && typeof meta["storage"] === "string" && typeof meta["key"] === "string";
}

export function isUnpersisted(meta: unknown): boolean {
  return isRecord(meta) && meta["storage"] === unpersisted.storage;
}
