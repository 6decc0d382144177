import { isRecord } from "../../flow/isRecord.ts";
import { InvalidInput } from "../../errors.ts";
import { rrule, type Schedule } from "../../flow/deployments/schedule.ts";

/**
 * A rule of the command line: its text or, as Prefect writes it, JSON with its time zone. A zone
 * that is given besides counts instead of that of the rule.
 */
export function readRrule(text: string, zone: { timezone?: string }): Schedule {
  if (!text.trimStart().startsWith("{")) return rrule(withoutZone(text, zone), zone);
  const { rrule: rule, timezone, ...others } = readObject(text);
  const isZone = timezone === undefined || timezone === null || typeof timezone === "string";
  if (typeof rule !== "string" || !isZone || Object.keys(others).length > 0) throw refusal(text);
  return rrule(withoutZone(rule, zone), { ...(timezone && { timezone }), ...zone });
}

const withoutZone = (rule: string, { timezone }: { timezone?: string }): string =>
  timezone === undefined ? rule : rule.replaceAll(/;TZID=[^:;\n]*/gi, "");

function readObject(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    if (isRecord(read)) return read;
  } catch {
    // Refused below.
  }
  throw refusal(text);
}

function refusal(text: string): InvalidInput {
  return new InvalidInput(`Expected a rule with its time zone as JSON, got ${text}.`, {
    hint: 'Write it as FREQ=DAILY, or as {"rrule": "FREQ=DAILY", "timezone": "Europe/Berlin"}.',
  });
}
