import { LRUCache } from "lru-cache";
import { InvalidInput, ProvostError, redactUrl } from "../../errors.ts";
import { ResultMissing, ResultStorageFailed } from "../../flow/runs/runErrors.ts";
import type { ResultSerializer, SerializerName } from "../../flow/results/resultSerializer.ts";
import { sameStorage } from "../../flow/results/resultStorage.ts";
import type { ResultStorage } from "../../flow/results/resultStorage.ts";
import type { Settings } from "../../settings/settings.ts";
import { decodeResult, encodeResult, fitsJsonb } from "../store/resultCodec.ts";
import type { EncodedResult } from "../store/resultCodec.ts";
import type { RunStore } from "../store/runStore.ts";
import { deserializeJson, isJsonSerializer, serializeJson, serializeOwn } from "./serializers.ts";
import type { SerializedResult } from "./serializers.ts";
import { expectStorageKey } from "./storageKey.ts";
import { isStored, isUnpersisted, storedVersion, unpersistedResult } from "./storedMeta.ts";
import type { StoredMeta } from "./storedMeta.ts";
import { Storages } from "./storages.ts";

/** Whose result it is, and what its task or flow wishes. */
export interface ResultPlace {
  /** For messages: `The result of task "x"`. */
  readonly subject: string;
  readonly flowRunId: string;
  readonly epoch: number;
  readonly persists: boolean;
  readonly storage: ResultStorage | string | undefined;
  /** Whether even a small result goes to a storage. */
  readonly isApart: boolean;
  readonly serializer: SerializerName | ResultSerializer | undefined;
  readonly inMemory: boolean;
  /** The key of a stored result. */
  readonly makeKey: () => string;
  readonly expirationSeconds?: number | undefined;
}

/** Keeps results: small ones with their runs, others in a storage. */
export class Results {
  readonly #storages: Storages;
  readonly #settings: Settings["results"];
  readonly #memory: LRUCache<string, Uint8Array> | undefined;

  constructor(store: RunStore, settings: Settings["results"]) {
    const { memoryBytes } = settings;
    this.#storages = new Storages(store);
    this.#settings = settings;
    if (memoryBytes > 0) {
      this.#memory = new LRUCache({ maxSize: memoryBytes, sizeCalculation: (b) => b.length + 1 });
    }
  }

  /**
   * What a record says of a result. Small ones are in it, at once; others are stored first.
   * @throws InvalidInput for what cannot be encoded, ResultStorageFailed
   */
  keep(value: unknown, place: ResultPlace): EncodedResult | Promise<EncodedResult> {
    if (!place.persists) return unpersistedResult;
    const { serializer = "json" } = place;
    if (typeof serializer !== "string") return this.#keepOwn(value, place, serializer);
    const encoded = encodeResult(place.subject, value);
    const isInline = !place.isApart && fitsJsonb(encoded, this.#settings.inlineBytes);
    return isInline ? encoded : this.#keepJson(encoded, place, serializer);
  }

  /**
   * The value of a recorded result: at once, or as a promise when it is stored elsewhere.
   * @throws ResultMissing, ResultStorageFailed
   */
  read(result: unknown, meta: unknown, place: ResultPlace): unknown {
    if (isStored(meta)) return this.#readStored(meta, place);
    return isUnpersisted(meta) ? null : decodeResult(result, meta);
  }

  async #keepOwn(value: unknown, place: ResultPlace, own: ResultSerializer) {
    return await this.#store(await serializeOwn(value, own), place);
  }

  async #keepJson(encoded: EncodedResult, place: ResultPlace, serializer: SerializerName) {
    return await this.#store(await serializeJson(encoded, serializer), place);
  }

  async #store(result: SerializedResult, place: ResultPlace): Promise<EncodedResult> {
    const { flowRunId, epoch, subject, expirationSeconds } = place;
    const { bytes, contentType, serializer } = result;
    const storage = await this.#storages.open(place.storage ?? this.#settings.defaultStorage);
    const key = expectStorageKey(place.makeKey());
    try {
      await storage.write(key, bytes, { contentType, flowRunId, epoch });
    } catch (error) {
      throw storageFailed(`${subject} could not be stored in ${storage.address}.`, error);
    }
    if (place.inMemory) this.#memory?.set(memoryKey(storage.address, key), bytes);
    const meta: StoredMeta = {
      storage: storage.address,
      key,
      size: bytes.length,
      content_type: contentType,
      serializer,
      version: storedVersion,
      ...(expirationSeconds === undefined ? {} : { expiration: timeIn(expirationSeconds) }),
    };
    return { json: "null", meta: JSON.stringify(meta) };
  }

  async #readStored(meta: StoredMeta, place: ResultPlace): Promise<unknown> {
    const deserialize = deserializerFor(meta, place);
    const inMemory = memoryKey(meta.storage, meta.key);
    const bytes = this.#memory?.get(inMemory) ?? (await this.#fetch(meta, place));
    if (place.inMemory) this.#memory?.set(inMemory, bytes);
    return await deserialize(bytes);
  }

  async #fetch(meta: StoredMeta, place: ResultPlace): Promise<Uint8Array> {
    const isOwn = place.storage !== undefined && sameStorage(place.storage, meta.storage);
    const storage = await this.#storages.open(
      isOwn && place.storage ? place.storage : meta.storage,
    );
    let bytes: Uint8Array | undefined;
    try {
      bytes = await storage.read(meta.key);
    } catch (error) {
      throw storageFailed(`${place.subject} could not be read from ${storage.address}.`, error);
    }
    if (bytes?.length === meta.size) return bytes;
    throw missing(meta, place, bytes);
  }
}

const memoryKey = (address: string, key: string): string => `${address}\n${key}`;

const timeIn = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

function deserializerFor(
  meta: StoredMeta,
  { subject, serializer }: ResultPlace,
): (bytes: Uint8Array) => unknown {
  const { serializer: name, version, content_type: contentType } = meta;
  if (version > storedVersion) {
    throw new ResultMissing(`${subject} was stored by a newer release, in form ${version}.`, {
      hint: "Upgrade this process.",
    });
  }
  if (isJsonSerializer(name)) return (bytes) => deserializeJson(bytes, name, contentType);
  if (typeof serializer === "object" && serializer.name === name) {
    return (bytes) => serializer.deserialize(bytes);
  }
  throw new ResultMissing(`${subject} was stored with the serializer "${name}".`, {
    hint: `Give the task or flow a \`resultSerializer\` of that name to read it.`,
  });
}

function missing(meta: StoredMeta, { subject }: ResultPlace, bytes: Uint8Array | undefined) {
  const isExpired = meta.expiration !== undefined && Date.parse(meta.expiration) < Date.now();
  const found = bytes === undefined ? "is not in" : `has ${bytes.length} bytes instead of`;
  const where = bytes === undefined ? `${meta.storage} any more` : `${meta.size}`;
  return new ResultMissing(`${subject} ${found} ${where}.`, {
    detail: `Its key is "${meta.key}".` + (isExpired ? ` It expired at ${meta.expiration}.` : ""),
    hint:
      "Bring the object back, or run the flow anew. A storage must not delete results before " +
      "their runs are deleted.",
  });
}

/** Errors that are ours say enough; of others, only the message, without secrets. */
function storageFailed(message: string, error: unknown): Error {
  if (error instanceof InvalidInput || !(error instanceof Error)) return asError(error);
  if (error instanceof ProvostError && !(error instanceof ResultStorageFailed)) return error;
  const hint = error instanceof ResultStorageFailed ? error.hint : undefined;
  return new ResultStorageFailed(message, { detail: redactUrl(error.message), hint });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new ResultStorageFailed(redactUrl(String(thrown)));
}
