/** The levels of log records, with Python's numbers, as they are stored. */
export const logLevels = { debug: 10, info: 20, warn: 30, error: 40, critical: 50 } as const;

export type LogLevel = keyof typeof logLevels;

/** Writes what happened to the log of a run. More arguments are formatted as `console.log` does. */
export interface Logger {
  debug(message: unknown, ...more: unknown[]): void;
  info(message: unknown, ...more: unknown[]): void;
  warn(message: unknown, ...more: unknown[]): void;
  error(message: unknown, ...more: unknown[]): void;
  critical(message: unknown, ...more: unknown[]): void;
}
