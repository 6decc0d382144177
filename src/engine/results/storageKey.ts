import { InvalidInput } from "../../errors.ts";

const longestKey = 1000;

/**
 * A key that every storage can hold: parts between slashes, none of them empty or made of dots
 * alone, so that it cannot lead out of the storage.
 */
export function expectStorageKey(key: string): string {
  const parts = key.split("/");
  const isSound =
    key.length <= longestKey &&
    parts.every((part) => /^[\p{L}\p{N} _.=@#,:+()[\]%~-]+$/u.test(part) && !/^\.+$/.test(part));
  if (isSound) return key;
  throw new InvalidInput(
    `Expected the key of a result, got ${JSON.stringify(key.slice(0, 200))}.`,
    {
      detail:
        `A key has at most ${longestKey} characters: letters, digits, spaces and _.=@#,:+()[]%~-, ` +
        "in parts between slashes, none of which is empty, `.` or `..`.",
      hint: "Change `resultStorageKey`, or what is filled into it.",
    },
  );
}
