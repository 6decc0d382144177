import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Connection } from "../../src/db/pool.ts";

export const projectFolder = fileURLToPath(new URL("../../", import.meta.url));
const program = fileURLToPath(new URL("../../src/bin.js", import.meta.url));

export interface RunOptions {
  /** The database of the command; without one, nothing listens where it looks for one. */
  connection?: Connection;
  /** What it reads on standard input. */
  input?: string;
  env?: Record<string, string>;
  nodeArguments?: readonly string[];
  cwd?: string;
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the real program, as a shell would. */
export function startProvost(
  args: readonly string[],
  options: RunOptions = {},
): ChildProcessWithoutNullStreams {
  const { connection, env = {}, nodeArguments = [], cwd = projectFolder } = options;
  const { PATH = "", HOME = "" } = process.env;
  return spawn(process.execPath, [...nodeArguments, program, ...args], {
    cwd,
    env: {
      PATH,
      HOME,
      PROVOST_PROFILES_PATH: "/nonexistent/profiles.toml",
      DATABASE_URL: connection === undefined ? "postgres://127.0.0.1:1/nothing" : toUrl(connection),
      ...env,
    },
  });
}

/** Runs the real program to its end. */
export async function runProvost(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  return await finished(startProvost(args, options), options.input);
}

export async function finished(
  child: ChildProcessWithoutNullStreams,
  input = "",
): Promise<Finished> {
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ]);
  return { code, stdout, stderr };
}

function toUrl(connection: Connection): string {
  if (typeof connection === "string") return connection;
  const { host, port = 5432, user = "postgres", database } = connection;
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}
