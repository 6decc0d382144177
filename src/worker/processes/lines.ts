import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

/** A line that is longer comes in pieces, so that no output can fill the memory. */
const longestLine = 100_000;

/** Tells the lines of a stream, the last one also without its end. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string): void => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) tell(line);
    while (rest.length > longestLine) {
      onLine(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
  };
  const tell = (line: string): void => {
    for (let at = 0; at < line.length; at += longestLine) onLine(line.slice(at, at + longestLine));
  };
  stream.on("data", (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on("end", () => {
    take(decoder.end());
    tell(rest);
    rest = "";
  });
}
