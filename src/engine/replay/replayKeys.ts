import { InvalidInput } from "../../errors.ts";

// A replay key is the path of calls to a task run: `outer#0/inner#2`. Each part is the name of
// a task, then the number of the call in its scope (`#2`), with the item of a map (`#2[17]`), or
// the explicit key of the call (`[order-42]`). Names and keys are escaped, so that no two
// different calls have the same key. `/` and `%` cannot occur in names.

/** An index finds it. */
const longestKey = 512;
const inName = /[#[\]]/g;
const inKey = /[#[\]/%]/g;

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

function escapeName(name: string): string {
  return name.replace(inName, escapeCharacter);
}

/** The key of a call by its number in the scope. `path` is empty or ends with a slash. */
export function numberedKey(path: string, name: string, index: number): string {
  return `${path}${escapeName(name)}#${index}`;
}

/** The key of one item of a mapped call. */
export function mappedKey(path: string, name: string, index: number, item: number): string {
  return `${path}${escapeName(name)}#${index}[${item}]`;
}

/** The key of a call that was given an explicit one. */
export function namedKey(path: string, name: string, key: string): string {
  if (key.length > longestKey) {
    throw new InvalidInput(
      `Expected a key of at most ${longestKey} characters, got ${key.length}.`,
      { detail: `It begins with ${JSON.stringify(key.slice(0, 40))}.`, hint: "Use a hash of it." },
    );
  }
  return `${path}${escapeName(name)}[${key.replace(inKey, escapeCharacter)}]`;
}

/** The key of a call of a deployment, whose name has a slash, by its number among its like. */
export function deploymentKey(path: string, deployment: string, index: number): string {
  return `${path}${deployment.replace(inKey, escapeCharacter)}#${index}`;
}

const numbered = /^(.*#)[^#/]*$/s;

/** What the keys of all numbered calls of a task in a scope begin with; undefined for other keys. */
export function placeOfKey(key: string): string | undefined {
  return numbered.exec(key)?.[1];
}
