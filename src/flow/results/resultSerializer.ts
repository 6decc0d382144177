import { InvalidInput } from "../../errors.ts";
import { isRecord } from "../isRecord.ts";

/** Turns results into bytes and back; its name is kept with each result. */
export interface ResultSerializer {
  readonly name: string;
  readonly contentType: string;
  serialize(value: unknown): Uint8Array | Promise<Uint8Array>;
  deserialize(bytes: Uint8Array): unknown;
}

const builtIn = ["json", "compressed/json"] as const;

/** `json`, or `compressed/json` for results that go to a storage. Both keep dates, maps, bytes … */
export type SerializerName = (typeof builtIn)[number];

export function expectSerializer(
  subject: string,
  value: SerializerName | ResultSerializer,
): SerializerName | ResultSerializer {
  const named = builtIn.find((name) => name === value);
  if (named !== undefined) return named;
  const isOwn =
    isRecord(value) &&
    ["name", "contentType"].every((field) => typeof value[field] === "string") &&
    ["serialize", "deserialize"].every((method) => typeof value[method] === "function");
  if (isOwn) return value;
  throw new InvalidInput(`Expected \`${subject}\` to be a serializer of results.`, {
    hint:
      `Name one of ${builtIn.join(", ")}, or pass an object with \`name\`, \`contentType\`, ` +
      "`serialize` and `deserialize`.",
  });
}
