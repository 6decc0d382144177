import { InvalidInput } from "../../errors.ts";
import { canonicalHash } from "./canonicalHash.ts";
import { isRecord } from "../isRecord.ts";
import { expectOneOf, optional, refuseUnknownOptions } from "../optionChecks.ts";
import { expectStorage, sameStorage } from "./resultStorage.ts";
import type { ResultStorage } from "./resultStorage.ts";
import type { TaskRunInfo } from "../runs/runInfo.ts";

const isolationLevels = ["READ_COMMITTED", "SERIALIZABLE"] as const;
const lockManagers = ["database", "memory"] as const;

/**
 * What happens when two runs come to the same key at the same time. READ_COMMITTED (the default):
 * both compute. SERIALIZABLE: the second waits for the first, then takes its result.
 */
export type IsolationLevel = (typeof isolationLevels)[number];

export interface CacheConfiguration {
  /**
   * Where the results are kept that are found by these keys, of tasks that do not say so themselves.
   * The keys are in the database, which all processes share.
   */
  keyStorage?: ResultStorage | string;
  isolationLevel?: IsolationLevel;
  /** Who sees the locks of SERIALIZABLE: all processes (`database`, the default), or this one. */
  lockManager?: (typeof lockManagers)[number];
}

/** What a key may be made of. */
export interface CacheFacts {
  /** The arguments by their names. */
  readonly inputs?: Readonly<Record<string, unknown>> | null | undefined;
  readonly taskName?: string | undefined;
  readonly taskSource?: string | null | undefined;
  readonly flowParameters?: Readonly<Record<string, unknown>> | null | undefined;
  readonly flowRunId?: string | null | undefined;
  readonly taskRunId?: string | null | undefined;
  /** Calls a key function with the task run and its arguments. */
  readonly callKeyFn?: ((fn: CacheKeyFunction) => unknown) | undefined;
}

/** Makes the key of a call. (As a method, so that it fits the arguments of any task.) */
export type CacheKeyFunction = {
  call(this: void, run: TaskRunInfo, ...args: readonly unknown[]): string | null | undefined;
}["call"];

type Member =
  | { readonly kind: "INPUTS"; readonly without: readonly string[] }
  | { readonly kind: "TASK_SOURCE" | "FLOW_PARAMETERS" | "RUN_ID" }
  | { readonly kind: "CACHE_KEY_FN"; readonly fn: CacheKeyFunction };

const longestKey = 2000;

/**
 * What tells whether a result can be used again: calls with the same key share it. Policies are
 * put together with `plus` or as a list; the order of their members is part of the key.
 */
export class CachePolicy {
  readonly members: readonly Member[];
  readonly configuration: Readonly<CacheConfiguration>;

  constructor(members: readonly Member[], configuration: CacheConfiguration = {}) {
    this.members = Object.freeze(mergeInputs(members));
    this.configuration = Object.freeze(configuration);
    Object.freeze(this);
  }

  /** The names of the members, in order. */
  get names(): readonly string[] {
    return this.members.map(({ kind }) => kind);
  }

  /**
   * A policy with the members of others behind its own; NO_CACHE adds nothing.
   * @throws InvalidInput when they are configured differently
   */
  plus(...others: readonly CachePolicy[]): CachePolicy {
    let configuration = this.configuration;
    for (const other of others) {
      if (!(other instanceof CachePolicy)) {
        throw new InvalidInput(`Expected cache policies to add, got ${typeof other}.`, {
          hint: "Write it as `INPUTS.plus(TASK_SOURCE)`.",
        });
      }
      configuration = mergeConfigurations(configuration, other.configuration);
    }
    return new CachePolicy(
      [this, ...others].flatMap(({ members }) => members),
      configuration,
    );
  }

  /**
   * A policy whose INPUTS leave out an argument: by the name of the parameter, by its number, or a
   * field of it (`options.verbose`). Policies without INPUTS stay as they are.
   */
  minus(...names: readonly string[]): CachePolicy {
    const wrong: unknown = names.find((name: unknown) => typeof name !== "string" || name === "");
    if (wrong !== undefined) {
      throw new InvalidInput("Expected the names of arguments to leave out of the key.", {
        hint: 'Write it as `INPUTS.minus("argument")`.',
      });
    }
    const members = this.members.map((member) =>
      member.kind === "INPUTS" ? { ...member, without: [...member.without, ...names] } : member,
    );
    return new CachePolicy(members, this.configuration);
  }

  /** The same policy with another configuration; what is left out stays. */
  configure(configuration: CacheConfiguration): CachePolicy {
    refuseUnknownOptions("cache policy", configuration, [
      "keyStorage",
      "isolationLevel",
      "lockManager",
    ]);
    const keyStorage = optional(configuration, "keyStorage", expectStorage);
    const isolationLevel = optional(configuration, "isolationLevel", (name, value) =>
      expectOneOf(name, value, isolationLevels),
    );
    const lockManager = optional(configuration, "lockManager", (name, value) =>
      expectOneOf(name, value, lockManagers),
    );
    return new CachePolicy(this.members, {
      ...this.configuration,
      ...(keyStorage === undefined ? {} : { keyStorage }),
      ...(isolationLevel === undefined ? {} : { isolationLevel }),
      ...(lockManager === undefined ? {} : { lockManager }),
    });
  }

  /**
   * The key of a call, or null when it is not cached. Members that have no key are left out.
   * @throws InvalidInput for arguments that cannot be hashed, and what a key function throws
   */
  computeKey(facts: CacheFacts): string | null {
    const [first] = this.members;
    if (first?.kind === "CACHE_KEY_FN" && this.members.length === 1) return keyOf(first, facts);
    const keys = this.members.flatMap((member) => keyOf(member, facts) ?? []);
    // The name keeps tasks apart that are called alike.
    return keys.length === 0 ? null : canonicalHash([facts.taskName, ...keys]);
  }
}

function keyOf(member: Member, facts: CacheFacts): string | null {
  switch (member.kind) {
    case "INPUTS":
      return hashFields(facts.inputs, member.without);
    case "TASK_SOURCE":
      return facts.taskSource ? canonicalHash(facts.taskSource) : null;
    case "FLOW_PARAMETERS":
      return hashFields(facts.flowParameters, []);
    case "RUN_ID":
      return facts.flowRunId ?? facts.taskRunId ?? null;
    default:
      return expectKey(facts.callKeyFn?.(member.fn));
  }
}

function expectKey(key: unknown): string | null {
  if (key === undefined || key === null) return null;
  if (typeof key === "string" && key !== "" && key.length <= longestKey) return key;
  throw new InvalidInput(
    `Expected \`cacheKeyFn\` to answer a text of 1 to ${longestKey} characters, or null, got ${
      typeof key === "string" ? `one of ${key.length}` : typeof key
    }.`,
  );
}

function hashFields(
  fields: Readonly<Record<string, unknown>> | null | undefined,
  without: readonly string[],
): string | null {
  if (!fields || Object.keys(fields).length === 0) return null;
  return canonicalHash(without.reduce(leaveOut, fields));
}

function leaveOut(
  fields: Readonly<Record<string, unknown>>,
  path: string,
): Readonly<Record<string, unknown>> {
  const [first = "", ...rest] = Object.hasOwn(fields, path) ? [path] : path.split(".");
  const name = Object.hasOwn(fields, first) ? first : Object.keys(fields)[Number(first)];
  if (name === undefined) return fields;
  const { [name]: value, ...others } = fields;
  if (rest.length === 0) return { ...others, [name]: undefined };
  return isRecord(value) ? { ...others, [name]: leaveOut(value, rest.join(".")) } : fields;
}

/** All INPUTS as one, in the place of the first. */
function mergeInputs(members: readonly Member[]): Member[] {
  const without = members.flatMap((member) => (member.kind === "INPUTS" ? member.without : []));
  const merged: Member = { kind: "INPUTS", without: [...new Set(without)] };
  const first = members.findIndex(({ kind }) => kind === "INPUTS");
  return members
    .filter(({ kind }, index) => kind !== "INPUTS" || index === first)
    .map((member) => (member.kind === "INPUTS" ? merged : member));
}

function mergeConfigurations(a: CacheConfiguration, b: CacheConfiguration): CacheConfiguration {
  const { keyStorage: mine, isolationLevel: level, lockManager: locks } = a;
  if (mine && b.keyStorage && !sameStorage(mine, b.keyStorage)) throw conflict("storage locations");
  if (level && b.isolationLevel && level !== b.isolationLevel) throw conflict("isolation levels");
  if (locks && b.lockManager && locks !== b.lockManager) throw conflict("lock implementations");
  return { ...a, ...b };
}

function conflict(what: string): InvalidInput {
  return new InvalidInput(`Cannot add CachePolicies with different ${what}.`, {
    hint: "Configure only one of them, or the sum.",
  });
}

/** The arguments of the call. None: no key. */
export const INPUTS = new CachePolicy([{ kind: "INPUTS", without: [] }]);
/** The source text of the task's function. */
export const TASK_SOURCE = new CachePolicy([{ kind: "TASK_SOURCE" }]);
/** The parameters of the flow run. None: no key. */
export const FLOW_PARAMETERS = new CachePolicy([{ kind: "FLOW_PARAMETERS" }]);
/** The flow run: results are used again within one run only. */
export const RUN_ID = new CachePolicy([{ kind: "RUN_ID" }]);
/** No caching: what a task does that names no policy. */
export const NO_CACHE = new CachePolicy([]);
/** The same as NO_CACHE. */
export const NONE = NO_CACHE;
/** The same call of the same code within one run. */
export const DEFAULT = INPUTS.plus(TASK_SOURCE, RUN_ID);

/** A policy whose key a function makes; null or undefined: the call is not cached. */
export function cacheKeyFn(fn: CacheKeyFunction): CachePolicy {
  if (typeof fn !== "function") {
    throw new InvalidInput(`Expected \`cacheKeyFn\` to be a function, got ${typeof fn}.`);
  }
  return new CachePolicy([{ kind: "CACHE_KEY_FN", fn }]);
}

/** For the options of a task: one policy, or several that are added up. */
export function expectCachePolicy(
  subject: string,
  value: CachePolicy | readonly CachePolicy[],
): CachePolicy {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const policies = list.filter((each) => each instanceof CachePolicy);
  if (policies.length === list.length) return NO_CACHE.plus(...policies);
  throw new InvalidInput(`Expected \`${subject}\` to be a cache policy, or a list of them.`, {
    hint: `Write it as \`${subject}: [INPUTS, TASK_SOURCE]\`.`,
  });
}
