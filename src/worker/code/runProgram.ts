import { type ChildProcess, spawn } from "node:child_process";
import { redactUrl } from "../../errors.ts";

export interface ProgramOptions {
  /** Where it works; default: anywhere. */
  folder?: string;
  /** Laid over the environment of the process. */
  env: Readonly<Record<string, string>>;
  timeoutSeconds: number;
}

/** A program ended with another exit code than 0, was ended, or is not there. */
export class ProgramFailed extends Error {
  override readonly name = "ProgramFailed";
  /** Null when it was not the program that ended itself. */
  readonly exitCode: number | null;
  /** The end of what it wrote. */
  readonly words: string;

  constructor(message: string, exitCode: number | null, words = "") {
    super(message);
    this.exitCode = exitCode;
    this.words = words;
  }
}

const mostWords = 20_000;

/** What would lead git somewhere else, and what is no business of the programs and their helpers. */
const unwanted =
  /^(GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|NAMESPACE|CONFIG_\w+)|DATABASE_URL|PROVOST_.*|PG.*)$/;

/** Runs a program, without a shell, in a session of its own, which cannot ask anybody anything. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { folder, env, timeoutSeconds }: ProgramOptions,
): Promise<string> {
  const child = spawn(program, args, {
    ...(folder !== undefined && { cwd: folder }),
    env: { ...environment(), ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endGroup(child);
  }, timeoutSeconds * 1000);
  const [out, words] = [collect(child.stdout), collect(child.stderr)];
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code === 0) return out();
    const what = `${program} ${args.find((each) => /^[a-z]/.test(each)) ?? ""}`.trim();
    throw isLate
      ? new ProgramFailed(`\`${what}\` was ended after ${timeoutSeconds} s.`, null, words())
      : new ProgramFailed(
          `\`${what}\` ended with exit code ${code}.`,
          code,
          `${words()}\n${out()}`,
        );
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    throw new ProgramFailed(
      `\`${program}\` is not installed on the machine of the worker, or not in its PATH.`,
      null,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Also waits no longer for what has left the group and still holds its output. */
function endGroup({ pid, stdout, stderr }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone.
  }
  stdout?.destroy();
  stderr?.destroy();
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => (text = (text + chunk).slice(-mostWords)));
  return () => redactUrl(text.trim());
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}
