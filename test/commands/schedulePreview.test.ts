import { describe, expect, it } from "vitest";
import { runProvost } from "./runProvost.ts";

const preview = (...args: string[]) => runProvost(["schedule", "preview", ...args]);

describe("schedule preview", () => {
  it("prints ISO 8601 times in UTC as JSON", async () => {
    const { code, stdout } = await preview(
      "--cron=0 2 * * *",
      "--timezone=Europe/Berlin",
      "--output=json",
      "--from=2026-03-28T00:00:00Z",
      "--count=3",
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      "2026-03-28T01:00:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:00:00.000Z",
    ]);
  });

  it("shows UTC and the local time with its offset as a table", async () => {
    const { stdout } = await preview(
      "--interval=P1D",
      "--anchor-date=2026-01-01T09:00",
      "--timezone=America/St_Johns",
      "--from=2026-03-08",
      "--count=1",
    );
    const [heading, line] = stdout.split("\n");
    expect(heading).toMatch(/^UTC +America\/St_Johns +RELATIVE$/);
    expect(line).toMatch(/^2026-03-08T11:30:00\.000Z +2026-03-08 09:00:00 -02:30 +\S/);
  });

  it("shows ten times, or all within a range, read in the time zone", async () => {
    const line = ["--rrule", "FREQ=DAILY", "--timezone", "Asia/Tokyo", "-o", "json"];
    const ten = await preview(...line, "--from", "2026-01-01");
    expect(JSON.parse(ten.stdout)).toHaveLength(10);
    expect(JSON.parse(ten.stdout)[0]).toBe("2025-12-31T15:00:00.000Z");
    const ranged = await preview(...line, "--from", "2026-01-01", "--until", "2026-01-31");
    expect(JSON.parse(ranged.stdout)).toHaveLength(31);
  });

  it("lets days fit both fields with --day-and", async () => {
    const { stdout } = await preview(
      "--cron=0 0 13 * fri",
      "--day-and",
      "--from=2026-01-01",
      "--count=2",
      "--output=json",
    );
    expect(JSON.parse(stdout)).toEqual(["2026-02-13T00:00:00.000Z", "2026-03-13T00:00:00.000Z"]);
  });

  it("tells 72 hours from 3 days", async () => {
    const day = ["--timezone", "America/New_York", "--anchor-date", "2018-11-01T09:00"];
    const range = ["--from", "2018-11-02", "--count", "1", "-o", "json"];
    const hours = await preview("--interval", "PT72H", ...day, ...range);
    const days = await preview("--interval", "259200", ...day, ...range);
    expect([hours, days].map(({ stdout }) => JSON.parse(stdout)[0])).toEqual([
      "2018-11-04T13:00:00.000Z",
      "2018-11-04T14:00:00.000Z",
    ]);
  });

  it("reads a rule with its time zone as JSON, as Prefect writes it", async () => {
    const rule = '{"rrule": "FREQ=DAILY;BYHOUR=9", "timezone": "Europe/Berlin"}';
    const range = ["--from", "2026-01-31", "--count", "1", "-o", "json"];
    const { stdout } = await preview("--rrule", rule, ...range);
    expect(JSON.parse(stdout)).toEqual(["2026-01-31T08:00:00.000Z"]);
  });

  it.each([
    [["--rrule", '{"rule": "FREQ=DAILY"}'], "Expected a rule with its time zone as JSON"],
    [[], "Expected exactly one of --cron, --interval and --rrule, got none."],
    [["--cron", "@daily", "--rrule", "FREQ=DAILY"], "Expected exactly one of --cron"],
    [["--cron", "61 * * * *"], 'Invalid cron pattern "61 * * * *"'],
    [["--interval", "a while"], 'Expected a length of time, got "a while".'],
    [["--interval", "0"], "expected a length of time greater than 0"],
    [["--rrule", "bad rule"], 'Cannot read "BAD" in the rule "bad".'],
    [["--cron", "@daily", "--timezone", "Berlin"], 'Unknown time zone "Berlin".'],
    [["--cron", "@daily", "--from", "soon"], 'Expected an ISO 8601 time, got "soon".'],
    [["--cron", "@daily", "--count", "1001"], "Expected a whole number, 1 to 1000."],
    [["--cron", "@daily", "--anchor-date", "2026-01-01"], "--anchor-date belongs to --interval."],
    [["--interval", "60", "--day-and"], "--day-and belongs to --cron."],
  ])("exits with 2 for %j", async (args, message) => {
    const { code, stdout, stderr } = await preview(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
