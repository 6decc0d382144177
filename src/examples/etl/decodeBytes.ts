import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InvalidInput } from "../../errors.ts";

/** Unpacks gzip and turns UTF-16 into UTF-8, if that is what the bytes begin like. */
export function decodeBytes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return toUtf8(unpack(chunks));
}

const gzipMark = Buffer.from([0x1f, 0x8b]);

async function* unpack(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { head, all } = await peek(chunks);
  if (!head.subarray(0, 2).equals(gzipMark)) {
    yield* all;
    return;
  }
  // The error of either of them ends the reading; there is nothing else to tell.
  yield* pipeline(Readable.from(all), createGunzip(), () => {});
}

async function* toUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { head, all } = await peek(chunks);
  const encoding = utf16Of(head);
  if (encoding === undefined) {
    yield* all;
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of all) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    yield Buffer.from(decoder.decode());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InvalidInput(`The source begins as ${encoding} but does not go on like it.`, {
      cause: error,
    });
  }
}

function utf16Of(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}

/** At least two bytes of the beginning, if there are so many; and everything, from the beginning. */
async function peek(
  chunks: AsyncIterable<Buffer>,
): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, all: startingWith(head, iterator) };
}

async function* startingWith(
  head: Buffer,
  iterator: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* { [Symbol.asyncIterator]: () => iterator };
}
