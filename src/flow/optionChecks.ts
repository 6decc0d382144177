import { inspect } from "node:util";
import { InvalidInput } from "../errors.ts";

/** The end of every "Expected … to be …" sentence: the value and its type. */
function got(value: unknown): string {
  if (value === null || value === undefined) return `got ${value}`;
  const kind = Array.isArray(value) ? "array" : typeof value;
  if (kind === "function") return "got a function";
  return `got ${shown(value)} (${kind})`;
}

/** Any value as messages show it, of which JSON has but some. */
export function shown(value: unknown): string {
  if (typeof value !== "object" && typeof value !== "string") return inspect(value);
  try {
    return JSON.stringify(value).slice(0, 200);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function fail(subject: string, expected: string, value: unknown, hint?: string): never {
  throw new InvalidInput(`Expected ${subject} to be ${expected}, ${got(value)}.`, { hint });
}

const longestName = 512;

/** Names of flows, tasks and deployments become parts of paths and templates. */
export function expectName(subject: string, value: unknown): string {
  const isName = typeof value === "string" && /^[^/%&><]+$/.test(value) && value.trim() !== "";
  if (isName && value.length <= longestName) return value;
  return fail(
    `\`${subject}\``,
    isName ? `a name of at most ${longestName} characters` : "a name without any of / % & > <",
    value,
    "Use letters, digits, spaces, - or _.",
  );
}

/** The name that a flow or task is given, or that of its function. */
export function expectNameOf(
  kind: "flow" | "task",
  name: string | undefined,
  fn: { name: string },
): string {
  if (name !== undefined || fn.name !== "") {
    return expectName("name", name ?? fn.name.replaceAll("_", "-"));
  }
  throw new InvalidInput(`A ${kind} whose function has no name needs a \`name\`.`, {
    hint: `Write it as \`${kind}({ name: "etl" }, async () => …)\`.`,
  });
}

/** 100 years in seconds: nothing that is counted here needs more, and the database bears no more. */
export const mostSeconds = 3_155_760_000;

export function expectNumber(subject: string, value: unknown, least = 0): number {
  if (!(typeof value === "number" && Number.isFinite(value) && value >= least)) {
    return fail(`\`${subject}\``, `a number of ${least} or more`, value);
  }
  return value <= mostSeconds ? value : refuseLarge(subject, value);
}

export function expectPositive(subject: string, value: unknown): number {
  if (!(typeof value === "number" && Number.isFinite(value) && value > 0)) {
    return fail(`\`${subject}\``, "a number greater than 0", value);
  }
  return value <= mostSeconds ? value : refuseLarge(subject, value);
}

function refuseLarge(subject: string, value: number): never {
  const hint = "That many seconds are 100 years.";
  return fail(`\`${subject}\``, `a number of at most ${mostSeconds}`, value, hint);
}

/** The most that the database counts of anything. */
const mostWhole = 2_147_483_647;

export function expectWhole(subject: string, value: unknown, least = 0): number {
  if (!(typeof value === "number" && Number.isSafeInteger(value) && value >= least)) {
    return fail(`\`${subject}\``, `a whole number of ${least} or more`, value);
  }
  return value <= mostWhole
    ? value
    : fail(`\`${subject}\``, `a whole number of at most ${mostWhole}`, value);
}

export function expectString(subject: string, value: unknown): string {
  return typeof value === "string" ? value : fail(`\`${subject}\``, "a string", value);
}

/** The id of a run, or of something else. */
export function expectId(subject: string, value: unknown, what = "a run"): string {
  const isId = typeof value === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
  return isId ? value : fail(`\`${subject}\``, `the id of ${what}, a UUID`, value);
}

/** An instant of the calendar; beyond the year 9999 times are not written as usual. */
export function expectInstant(subject: string, value: unknown): Date {
  const isInstant = value instanceof Date && value.getTime() >= yearOne;
  if (isInstant && value.getTime() <= endOfTime) return value;
  throw new InvalidInput(
    `Expected \`${subject}\` to be a valid Date in the years 1 to 9999, got ${String(value)}.`,
    { hint: 'Write it as `new Date("2030-01-31T02:00:00Z")`.' },
  );
}

const yearOne = Date.parse("0001-01-01T00:00:00Z");
const endOfTime = Date.parse("9999-12-31T00:00:00Z");

export function expectBoolean(subject: string, value: unknown): boolean {
  return typeof value === "boolean" ? value : fail(`\`${subject}\``, "true or false", value);
}

export function expectSignal(subject: string, value: unknown): AbortSignal {
  if (value instanceof AbortSignal) return value;
  return fail(
    `\`${subject}\``,
    "an AbortSignal",
    value,
    "Give the `signal` of an AbortController.",
  );
}

export function expectFunction<F>(subject: string, value: F | undefined): F {
  return typeof value === "function" ? value : fail(`\`${subject}\``, "a function", value);
}

export function expectTextOrFunction<T>(subject: string, value: T): T {
  if (typeof value === "function" || typeof value === "string") return value;
  return fail(`\`${subject}\``, "a string or a function", value);
}

export function expectOneOf<T extends string>(
  subject: string,
  value: unknown,
  allowed: readonly T[],
): T {
  const found = allowed.find((one) => one === value);
  return found ?? fail(`\`${subject}\``, `one of ${allowed.join(", ")}`, value);
}

/** A list of distinct strings, in the order given. */
export function expectTags(subject: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((tag) => typeof tag === "string" && tag !== "")) {
    return Object.freeze([...new Set<string>(value)]);
  }
  return fail(
    `\`${subject}\``,
    "a list of strings",
    value,
    `Write it as \`${subject}: ["nightly"]\`.`,
  );
}

/** Applies a check to an option that may be left out. */
export function optional<Options, Name extends keyof Options & string, R>(
  options: Options,
  name: Name,
  check: (subject: string, value: NonNullable<Options[Name]>) => R,
): R | undefined {
  const value = options[name];
  return value === undefined || value === null ? undefined : check(name, value);
}

/** Refuses what is no option, so that a misspelt one is not silently without effect. */
export function refuseUnknownOptions(
  subject: string,
  options: unknown,
  known: readonly string[],
  elsewhere?: (option: string) => string,
): void {
  const article = articleOf(subject);
  for (const option of Object.keys(expectOptions(subject, options))) {
    if (known.includes(option)) continue;
    const camel = option.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    throw new InvalidInput(
      `${article === "an" ? "An" : "A"} ${subject} has no option \`${option}\`.`,
      {
        hint: known.includes(camel)
          ? `Write it as \`${camel}\`.`
          : `The options are ${known.join(", ")}.${elsewhere ? ` ${elsewhere(option)}` : ""}`,
      },
    );
  }
}

/** Refuses what cannot hold options at all. */
export function expectOptions<Options>(subject: string, options: Options): Options & object {
  if (typeof options === "object" && options !== null) return options;
  return fail(`the options of ${articleOf(subject)} ${subject}`, "an object", options);
}

const articleOf = (subject: string): string => (/^[aeiou]/.test(subject) ? "an" : "a");
