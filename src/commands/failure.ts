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
    if (error.detail) lines.push(...indented(error.detail));
    if (error.hint) lines.push(`Hint: ${error.hint}`);
  } else if (!debug) {
    lines.push("Hint: Add --debug to see where it comes from.");
  }
  if (debug && error instanceof Error) lines.push("", ...stackOf(error));
  return redactUrl(lines.join("\n"));
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || error.name;
}

const indented = (text: string): string[] => text.split("\n").map((line) => `  ${line}`);

function stackOf(error: Error): string[] {
  const stack = [error.stack ?? String(error)];
  if (error.cause instanceof Error) stack.push("Caused by:", ...stackOf(error.cause));
  return stack;
}
