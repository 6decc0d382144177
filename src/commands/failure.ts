import { CommanderError } from "commander";
import { DeploymentNotFound, InvalidInput, NotFound, ProvostError, redactUrl } from "../errors.ts";

export const exitCodes = { ok: 0, failed: 1, usage: 2, notFound: 3, interrupted: 130 } as const;

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  // Showing help or the version is no failure.
  if (isParserError(error)) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof NotFound || error instanceof DeploymentNotFound) return exitCodes.notFound;
  if (error instanceof InvalidInput) return exitCodes.usage;
  return exitCodes.failed;
}

export function isParserError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}

/** An error in words: what is wrong, the facts, what to do. The stack only on request. */
export function describeFailure(error: unknown, debug: boolean): string {
  const lines = [`Error: ${messageOf(error)}`];
  if (error instanceof ProvostError) {
    lines.push(...indented(detailOf(error)));
    const hint = error.hint ?? hintsByCode[error.code];
    if (hint) lines.push(`Hint: ${hint}`);
  } else if (!debug) {
    lines.push("Hint: Add --debug to see where it comes from.");
  }
  if (debug && error instanceof Error) lines.push("", ...stackOf(error));
  return redactUrl(lines.join("\n"));
}

/** What to do about what PostgreSQL refuses without saying so. */
const hintsByCode: Readonly<Record<string, string>> = {
  "3D000": "Create the database (createdb NAME), or name another one in DATABASE_URL.",
  "28000": "Check the user that DATABASE_URL names, and whether it may log in.",
  "28P01": "Check the user and the password in DATABASE_URL.",
  "42501":
    "The role that DATABASE_URL names lacks rights: grant provost_operator, provost_worker to it. " +
    "`provost migrate` is for the owner of the database.",
};

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || error.name;
}

/** Several violations of a schema come as JSON; a single one is told by the message already. */
function detailOf({ detail = "", message }: ProvostError): string {
  const violations = violationsIn(detail);
  if (violations === undefined) return detail;
  const [first, another] = violations;
  if (first && !another && message.includes(first.message)) return "";
  return violations.map(({ pointer, message: text }) => `${pointer || "/"}: ${text}`).join("\n");
}

interface Violation {
  pointer: string;
  message: string;
}

function violationsIn(detail: string): Violation[] | undefined {
  if (!detail.startsWith('[{"')) return undefined;
  const read: unknown = JSON.parse(detail);
  return Array.isArray(read) && read.every(isViolation) ? read : undefined;
}

const isViolation = (value: unknown): value is Violation =>
  typeof Object(value).pointer === "string" && typeof Object(value).message === "string";

const indented = (text: string): string[] =>
  text === "" ? [] : text.split("\n").map((line) => `  ${line}`);

function stackOf(error: Error): string[] {
  const stack = [error.stack ?? String(error)];
  if (error.cause instanceof Error) stack.push("Caused by:", ...stackOf(error.cause));
  return stack;
}
