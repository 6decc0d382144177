import { isAbsolute, resolve } from "node:path";
import { InvalidInput } from "../../errors.ts";
import type { StoredJob } from "../../db/workerFunctions.ts";
import { isRecord } from "../../flow/isRecord.ts";

/** What the job configuration of a run says about its process. */
export interface Job {
  /** What the system calls the process. */
  readonly name: string | undefined;
  /** Added to the environment of the worker; null takes a variable away. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly workingDir: string | undefined;
  /** The limit of the process's heap, in MB. */
  readonly maxOldSpaceSize: number | undefined;
  /** Whether the worker shows what the process writes; the log of the run keeps it anyway. */
  readonly streamOutput: boolean;
}

const leastHeap = 16;

/**
 * Reads the finished configuration of a job, once the worker's environment is filled in.
 * @throws InvalidInput
 */
export function readJob({ configuration, mark }: StoredJob, environment = process.env): Job {
  const job = fillEnvironment(configuration, mark, environment);
  const { name, stream_output: streamOutput = true } = job;
  return {
    name: typeof name === "string" && name !== "" ? name : undefined,
    env: readEnv(job["env"] ?? {}),
    workingDir: readFolder(job["working_dir"] ?? undefined),
    maxOldSpaceSize: readHeap(job["max_old_space_size"] ?? undefined),
    streamOutput: streamOutput !== false && streamOutput !== "false",
  };
}

/** Only the placeholders that the template of the pool spells have the mark of the database. */
function fillEnvironment<T>(value: T, mark: string, environment: NodeJS.ProcessEnv): T {
  const placeholder = new RegExp(String.raw`\{\{ \$${mark}\.(\w+) \}\}`, "g");
  const filled: T = JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === "string"
      ? each.replace(placeholder, (_all, name: string) => environment[name] ?? "")
      : each,
  );
  return filled;
}

function readEnv(env: unknown): Record<string, string | null> {
  if (!isRecord(env) || Array.isArray(env)) {
    throw wrong("env", "an object of strings", env, '{"env": {"TZ": "UTC"}}');
  }
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      if (name === "" || /[=\0]/.test(name)) {
        throw wrong("env", "names without =", name, '{"env": {"TZ": "UTC"}}');
      }
      if (value === null || typeof value === "string") return [name, value];
      if (typeof value === "number" || typeof value === "boolean") return [name, String(value)];
      throw wrong(`env.${name}`, "a string", value, '{"env": {"TZ": "UTC"}}');
    }),
  );
}

function readFolder(folder: unknown): string | undefined {
  if (folder === undefined) return undefined;
  if (typeof folder !== "string" || folder === "") {
    throw wrong("working_dir", "a folder", folder, '{"working_dir": "/srv/flows"}');
  }
  return isAbsolute(folder) ? folder : resolve(folder);
}

function readHeap(size: unknown): number | undefined {
  if (size === undefined) return undefined;
  const number = typeof size === "string" && /^\d+$/.test(size) ? Number(size) : size;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= leastHeap) {
    return number;
  }
  const expected = `a whole number of MB, ${leastHeap} or more`;
  throw wrong("max_old_space_size", expected, size, '{"max_old_space_size": 512}');
}

function wrong(name: string, expected: string, came: unknown, example: string): InvalidInput {
  return new InvalidInput(
    `Expected the job variable \`${name}\` to be ${expected}, got ${JSON.stringify(came)}.`,
    { hint: `Write it like ${example}.` },
  );
}
