import { z } from "zod";
import { parseDuration } from "../flow/duration.ts";
import { mostSeconds } from "../flow/optionChecks.ts";
import { longestTimer } from "../timers.ts";

// What the text of a setting may be. What is expected is said once, and is the message of the error.

const text = (expected: string, isRight: (value: string) => boolean) =>
  z.string().refine(isRight, { error: expected });

export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  return text(`a whole number, ${rangeOf(least, most)}`, (value) => {
    return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
  }).transform(Number);
};

const rangeOf = (least: number, most: number): string =>
  most >= Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;

/** Between two looks, or until something is given up: Node has no longer timers. */
export const seconds = (least: number, most = Math.floor(longestTimer / 1000)) =>
  text(`a number of seconds, ${rangeOf(least, most)}`, (value) => {
    return /^\d+(\.\d+)?$/.test(value) && Number(value) >= least && Number(value) <= most;
  }).transform(Number);

/** How long something is kept, or is to be away: the database has no longer intervals. */
export const period = (least: number) => seconds(least, mostSeconds);

export const duration = (least: number) =>
  text(`a length of time such as 3600, 1h or PT1H, ${least} seconds or more`, (value) => {
    const length = secondsOf(value);
    return length !== undefined && length >= least;
  }).transform((value) => secondsOf(value) ?? least);

function secondsOf(value: string): number | undefined {
  try {
    return parseDuration(value);
  } catch {
    return undefined;
  }
}

export const boolean = text("true or false", (value) =>
  /^(true|false|1|0|yes|no|on|off)$/i.test(value),
).transform((value) => /^(true|1|yes|on)$/i.test(value));

export const vacuumed = text("true, false, events or flow_runs", (value) =>
  /^(true|false|events|flow_runs|events,flow_runs|flow_runs,events)$/i.test(value),
);

export const gitProtocols = text(
  "a list of https, ssh, http and file, such as https,ssh",
  (value) => /^(https?|ssh|file)( *, *(https?|ssh|file))*$/.test(value),
).transform((value) => value.split(/ *, */));

export const databaseUrl = text(
  "a URL such as postgres://user:password@host:5432/database",
  (value) => /^postgres(ql)?:\/\/\S+$/.test(value),
);

/** Without a slash at its end, so that a path can follow. */
export const webUrl = text("a URL such as https://provost.example.com", (value) =>
  /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(value),
).transform((value) => value.replace(/\/+$/, ""));

const logLevels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;
export const logLevel = z
  .string()
  .transform((value) => value.toUpperCase())
  .pipe(z.enum(logLevels, { error: `one of ${logLevels.join(", ")}` }));

const answers = ["warn", "error", "ignore"] as const;
export type WhenMissingFlow = (typeof answers)[number];
export const whenMissingFlow = z.enum(answers, { error: `one of ${answers.join(", ")}` });
