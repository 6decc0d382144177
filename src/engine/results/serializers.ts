import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { isRecord } from "../../flow/isRecord.ts";
import type { ResultSerializer, SerializerName } from "../../flow/results/resultSerializer.ts";
import { decodeResult } from "../store/resultCodec.ts";
import type { EncodedResult } from "../store/resultCodec.ts";

const compress = promisify(gzip);
const expand = promisify(gunzip);

const plainType = "application/json";
/** `{"json": …, "meta": …}`: a value, and what JSON cannot say about it. */
const richType = "application/vnd.superjson+json";

export interface SerializedResult {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly serializer: string;
}

/** An encoded result as bytes. Plain data becomes plain JSON, for whoever reads the object. */
export async function serializeJson(
  { json, meta }: EncodedResult,
  serializer: SerializerName,
): Promise<SerializedResult> {
  const text = meta === null ? json : `{"json":${json},"meta":${meta}}`;
  const bytes = Buffer.from(text);
  return {
    bytes: serializer === "json" ? bytes : await compress(bytes),
    contentType: meta === null ? plainType : richType,
    serializer,
  };
}

export async function serializeOwn(
  value: unknown,
  serializer: ResultSerializer,
): Promise<SerializedResult> {
  const { contentType, name } = serializer;
  return { bytes: await serializer.serialize(value), contentType, serializer: name };
}

export async function deserializeJson(
  bytes: Uint8Array,
  serializer: string,
  contentType: string,
): Promise<unknown> {
  const text = serializer === "json" ? bytes : await expand(bytes);
  const parsed: unknown = JSON.parse(Buffer.from(text).toString());
  if (contentType !== richType || !isRecord(parsed)) return parsed;
  return decodeResult(parsed["json"], parsed["meta"]);
}

export function isJsonSerializer(name: string): name is SerializerName {
  return name === "json" || name === "compressed/json";
}
