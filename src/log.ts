import pino, { type Logger } from "pino";
import pretty from "pino-pretty";
import { redactUrl } from "./errors.ts";
import type { Settings } from "./settings/settings.ts";

export type { Logger };

const levels = {
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warn",
  ERROR: "error",
  CRITICAL: "fatal",
} as const satisfies Record<Settings["logging"]["level"], string>;

let log: Logger | undefined;

/**
 * The log of the process itself, on stderr: lines for people, or JSON (PROVOST_LOGGING_FORMAT).
 * Passwords in URLs never reach it.
 */
export function createLog({
  logging,
}: {
  logging: Pick<Settings["logging"], "level" | "format">;
}): Logger {
  return (log ??= pino(
    {
      level: levels[logging.level],
      base: null,
      serializers: {
        err: (error: unknown) =>
          error instanceof Error
            ? { type: error.name, message: redactUrl(error.message) }
            : { message: redactUrl(String(error)) },
      },
    },
    logging.format === "json"
      ? pino.destination({ dest: 2, sync: true })
      : pretty({
          colorize: process.stderr.isTTY,
          translateTime: "SYS:HH:MM:ss.l",
          destination: 2,
          sync: true,
        }),
  ));
}
