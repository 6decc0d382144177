import { InvalidArgumentError, Option } from "commander";
import { isRecord } from "../flow/isRecord.ts";
import { stateNames } from "../flow/states/stateNames.ts";
import { stateTypeOf, stateTypes } from "../flow/states/states.ts";

// How the texts that people type become values.

export function wholeNumber(least: number, most = highestInteger) {
  return (text: string): number => {
    const value = Number(text);
    const isNatural = /^\d+$/.test(text);
    if (isNatural && value >= least && value <= most) return value;
    const isEndless = most === highestInteger && !(isNatural && value > most);
    const range = isEndless ? `${least} or more` : `${least} to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number, ${range}.`);
  };
}

/** The highest that an integer of PostgreSQL can be. */
const highestInteger = 2_147_483_647;

/** For options that may be given several times. */
export function collected(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

/** `key=value`, several times. */
export function keyValue(
  text: string,
  earlier: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Expected key=value, such as limit=10.");
  return { ...earlier, [text.slice(0, equals)]: jsonOrText(text.slice(equals + 1)) };
}

/** `key=value`, or several as one JSON object, several times. */
export function keyValueOrObject(
  text: string,
  earlier: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  if (!text.trimStart().startsWith("{")) return keyValue(text, earlier);
  const value = jsonOrText(text);
  if (isRecord(value)) return { ...earlier, ...value };
  throw new InvalidArgumentError("Expected key=value, or a JSON object.");
}

/**
 * A value that is JSON is read as JSON; anything else is a string. So is a whole number of so many
 * digits that JavaScript would change some of them.
 */
export function jsonOrText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return /^\s*-?\d+\s*$/.test(text) && !Number.isSafeInteger(value) ? text : value;
  } catch {
    return text;
  }
}

/** A type of state in any case, several times. */
export function stateType(text: string, earlier: readonly string[] = []): string[] {
  const type = stateTypeOf(text.toUpperCase());
  if (type) return [...earlier, type];
  throw new InvalidArgumentError(`Expected one of ${stateTypes.join(", ")}.`);
}

/** A name of a state, several times. Those that are known may be in any case. */
export function stateName(text: string, earlier: readonly string[] = []): string[] {
  const known = Object.values(stateNames)
    .flat()
    .find((name) => name.toLowerCase() === text.toLowerCase());
  return [...earlier, known ?? text];
}

/** Examples, as the help of a command ends with them. */
export function examples(...lines: string[]): string {
  const heading = lines.length === 1 ? "Example:" : "Examples:";
  return ["", heading, ...lines.map((line) => `  $ ${line}`)].join("\n");
}

export interface Yes {
  yes?: true;
}

/** `-y`, of what is asked about before something is lost. */
export function yesOption(): Option {
  return new Option("-y, --yes", "do not ask before");
}
