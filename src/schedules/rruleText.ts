import { InvalidInput } from "../errors.ts";
import { longestRrule } from "../flow/deployments/schedule.ts";
import { readRule, type RecurrenceRule } from "./rruleParts.ts";
import { readRruleTime } from "./rruleTime.ts";

/** What an iCalendar recurrence says; all times are wall times (see flow/zonedTime.ts). */
export interface Recurrence {
  start?: number;
  rules: RecurrenceRule[];
  exceptRules: RecurrenceRule[];
  dates: number[];
  exceptDates: number[];
}

/**
 * Reads RRULE, EXRULE, RDATE, EXDATE and DTSTART lines, in any order, separated by white space; a
 * line without a name is an RRULE. The suffix Z and TZIDs are read over: every time is one of the
 * schedule's time zone. Throws InvalidInput with the line that cannot be read.
 */
export function readRecurrence(text: string): Recurrence {
  if (text.length > longestRrule) {
    throw new InvalidInput(
      `Expected a recurrence of at most ${longestRrule} characters, got ${text.length}.`,
      { hint: "Describe the dates with a rule, or split them over several schedules." },
    );
  }
  const recurrence: Recurrence = { rules: [], exceptRules: [], dates: [], exceptDates: [] };
  for (const line of linesOf(text)) readLine(recurrence, line);
  if (recurrence.rules.length + recurrence.dates.length > 0) return recurrence;
  throw new InvalidInput("The recurrence has neither an RRULE nor an RDATE.", {
    hint: 'Write it as "FREQ=WEEKLY;BYDAY=MO", with a DTSTART line before it if need be.',
  });
}

/** Long lines may be folded: go on in the next line after one space. */
const fold = /\r?\n[ \t](?!\s*(?:DTSTART|RRULE|EXRULE|RDATE|EXDATE|FREQ)\b)/gi;

function linesOf(text: string): string[] {
  // Shells pass "\n" on as two characters.
  const unfolded = text.replaceAll("\\n", "\n").replace(fold, "");
  return unfolded.split(/\s+/).filter((line) => line !== "");
}

function readLine(recurrence: Recurrence, line: string): void {
  const [, head = "RRULE", value = ""] = /^(?:([^:=]+(?:;[^:]*)?):)?(.*)$/.exec(line) ?? [];
  const name = head.split(";")[0]?.toUpperCase();
  switch (name) {
    case "DTSTART":
      recurrence.start = readRruleTime(value, line);
      break;
    case "RRULE":
      recurrence.rules.push(readRule(value));
      break;
    case "EXRULE":
      recurrence.exceptRules.push(readRule(value));
      break;
    case "RDATE":
      recurrence.dates.push(...readTimes(value, line));
      break;
    case "EXDATE":
      recurrence.exceptDates.push(...readTimes(value, line));
      break;
    default:
      throw new InvalidInput(`Unknown recurrence property in ${JSON.stringify(line)}.`, {
        hint: "Use DTSTART, RRULE, EXRULE, RDATE and EXDATE.",
      });
  }
}

function readTimes(value: string, line: string): number[] {
  return value.split(",").map((time) => readRruleTime(time, line));
}
