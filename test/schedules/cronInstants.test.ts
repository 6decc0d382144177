import { describe, expect, it } from "vitest";
import { nextInstants } from "../../src/schedules/nextInstants.ts";
import { checkOccurrence } from "../../src/schedules/cronInstants.ts";
import { validateSchedule } from "../../src/schedules/validateSchedule.ts";

function due(cron: string, from: string, count = 3, options = {}): string[] {
  const found = nextInstants({ cron, ...options }, { from: new Date(from), count });
  return found.map((instant) => instant.toISOString().replace(".000Z", "Z"));
}

describe("a cron pattern", () => {
  it("begins with the start of the range, rounded up to a whole second", () => {
    expect(due("* * * * *", "2026-01-01T00:00:00Z", 1)).toEqual(["2026-01-01T00:00:00Z"]);
    expect(due("* * * * *", "2026-01-01T00:00:00.001Z", 1)).toEqual(["2026-01-01T00:01:00Z"]);
    expect(due("* * * * * *", "2026-01-01T00:00:00.001Z", 1)).toEqual(["2026-01-01T00:00:01Z"]);
  });

  it("has its seconds first when it has six fields", () => {
    expect(due("30 0 12 * * *", "2026-01-01T00:00Z", 1)).toEqual(["2026-01-01T12:00:30Z"]);
  });

  it("has the year last when it has seven fields, and ends with it", () => {
    expect(due("0 30 9 29 2 * 2027-2032", "2026-01-01T00:00Z")).toEqual([
      "2028-02-29T09:30:00Z",
      "2032-02-29T09:30:00Z",
    ]);
    const berlin = { timezone: "Europe/Berlin" };
    expect(due("0 0 12 1 7 ? 2027/2", "2026-01-01T00:00Z", 2, berlin)).toEqual([
      "2027-07-01T10:00:00Z",
      "2029-07-01T10:00:00Z",
    ]);
    expect(due("0 0 0 13 * fri 2026", "2026-02-10T00:00Z", 2, { dayOr: false })).toEqual([
      "2026-02-13T00:00:00Z",
      "2026-03-13T00:00:00Z",
    ]);
    expect(due("0 0 0 * * * 2020", "2026-01-01T00:00Z")).toEqual([]);
  });

  it("fits the day of month or the weekday, or both if told so", () => {
    const from = "2026-02-10T00:00Z";
    expect(due("0 0 13 * fri", from)).toEqual([
      "2026-02-13T00:00:00Z",
      "2026-02-20T00:00:00Z",
      "2026-02-27T00:00:00Z",
    ]);
    expect(due("0 0 13 * fri", from, 3, { dayOr: false })).toEqual([
      "2026-02-13T00:00:00Z",
      "2026-03-13T00:00:00Z",
      "2026-11-13T00:00:00Z",
    ]);
  });

  it.each([
    ["0 0 1 1 *", "@yearly"],
    ["0 0 1 1 *", "@annually"],
    ["0 0 1 * *", "@monthly"],
    ["0 0 * * 0", "@weekly"],
    ["0 0 * * *", "@daily"],
    ["0 0 * * *", "@midnight"],
    ["0 * * * *", "@HOURLY"],
    ["0 22,23,0,1,2 * * *", "0 22-2 * * *"],
    ["0 0 * nov,dec,jan,feb *", "0 0 * nov-feb *"],
    ["0 0 * * 5,6,0,1", "0 0 * * fri-mon"],
    ["0 0 28,29,30,31,1,2 * *", "0 0 28-2 * *"],
    ["5,20,35,50 * * * *", "5/15 * * * *"],
    ["0 0 * * 5", "0 0 * * 5/2"],
    ["0 0 * * 1,4", "0 0 * * mon/3"],
    ["0 0 * * 0,2,4,6", "0 0 * * 7/2"],
    ["* * * * *", "5-5 * * * *"],
    ["0 0 * */3 *", "0 0 * may-may/3 *"],
    ["59 * * * *", "59/5 * * * *"],
    ["0 0 * * 0-3", "0 0 * * 7-3"],
    ["0 0 * * 1,3,5,0", "0 0 * * 1-7/2"],
    // Steps that go beyond the end: the first value after it is one later than a clock has it.
    ["0 22,5 * * *", "0 22-10/6 * * *"],
    ["0 23,4 * * *", "0 23-7/4 * * *"],
    ["58,4 * * * *", "58-4/5 * * * *"],
    ["0 0 * * 5", "0 0 * * 5/3"],
    ["0 * * * *", "*/90 * * * *"],
    ["7 * * * *", "7-20/30 * * * *"],
    ["0 0 20-31 * *", "0 0 20-L * *"],
    ["0 0 * * fri#L", "0 0 * * L5"],
    ["0 0 * * 5#2,6#2", "0 0 * * 5-6#2"],
    ["0 0 * * 5#2,6#2,0#2", "0 0 * * fri-sun#2"],
    ["0 0 15 * *", "0\t0   15 * *  "],
    ["0 0 * * *", "0 0 ? * ?"],
    ["0 0 1 * *", "0 0 1 * *,2"],
    // A day of month or weekday that is not `*` lets its days run, also when those are all days.
    ["0 0 * * *", "0 0 1 * */1"],
    ["0 0 * * *", "0 0 1 * 0-6"],
    ["0 0 * * *", "0 0 1 * sat-thu,5"],
    ["0 0 * * *", "0 0 1-31 * 1"],
    ["0 0 * * *", "0 0 */2,2/2 * 1"],
    ["0 0 * * */2", "0 0 1-31 * */2"],
    ["0 0 */2 * *", "0 0 */2 * 0-6"],
  ])("means %s when it is written %s", (plain, written) => {
    const from = "2026-01-15T10:10Z";
    expect(due(written, from, 40)).toEqual(due(plain, from, 40));
  });

  it("follows local clocks", () => {
    const days = due("0 9 * * *", "2026-03-28T00:00Z", 2, { timezone: "Europe/Berlin" });
    expect(days).toEqual(["2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"]);
  });

  it("runs after the jump when its time is skipped, and once when its time is repeated", () => {
    const half = { timezone: "Europe/Berlin" };
    expect(due("30 2 * * *", "2026-03-28T12:00Z", 2, half)).toEqual([
      "2026-03-29T01:00:00Z",
      "2026-03-30T00:30:00Z",
    ]);
    expect(due("30 2 * * *", "2026-10-24T12:00Z", 2, half)).toEqual([
      "2026-10-25T00:30:00Z",
      "2026-10-26T01:30:00Z",
    ]);
  });

  it("that never fits is never due", () => {
    expect(due("0 0 30 2 *", "2026-01-01T00:00Z")).toEqual([]);
  });
});

describe("a cron pattern is refused", () => {
  it.each([
    ["\n", "expected 5 fields, 6 with seconds first, or 7 with the year last, got none"],
    ["* * * *", "expected 5 fields, 6 with seconds first, or 7 with the year last, got 4"],
    [
      "0 0 0 1 1 * 2030 0",
      "expected 5 fields, 6 with seconds first, or 7 with the year last, got 8",
    ],
    ["0 0 0 1 1 * 1969", '"1969" is no year (1970-2099)'],
    ["0 0 0 1 1 * 2030-2028/0", '"2030-2028/0" is no year'],
    ["100 0 1 1 *", '"100" is no minute'],
    ["@fortnightly", "expected one of @yearly @annually @monthly"],
    ["@daily @weekly", "expected one of @yearly"],
    ["60 * * * *", '"60" is no minute (0-59)'],
    ["60 * * * * *", '"60" is no second (0-59)'],
    ["0 24 * * *", '"24" is no hour (0-23)'],
    ["0 0 0-31 * *", '"0-31" is no day of month (1-31)'],
    ["0 0 * 13 *", '"13" is no month (1-12 or JAN FEB'],
    ["0 0 * january *", '"JANUARY" is no month'],
    ["0 0 * * 8", '"8" is no weekday (0-7 or SUN MON'],
    ["0 0 * * 5L", '"5L" is no weekday'],
    ["0 0 * * 5#6", '"5#6" is no weekday'],
    ["0 0 15W * *", '"15W" is no day of month'],
    ["0 0 LW * *", '"LW" is no day of month'],
    ["0 0 L-3 * *", '"L-3" is no day of month'],
    ["H H * * *", '"H" is no minute'],
    ["R(1-5) * * * *", '"R(1-5)" is no minute'],
    ["? * * * *", '"?" is no minute'],
    ["*/0 * * * *", '"*/0" is no minute'],
    ["/5 * * * *", '"/5" is no minute'],
    ["*-5 * * * *", '"*-5" is no minute'],
    ["*/5/2 * * * *", '"*/5/2" is no minute'],
    ["1,,2 * * * *", '"" is no minute'],
    ["-1 * * * *", '"-1" is no minute'],
    ["1.5 * * * *", '"1.5" is no minute'],
  ])("%j", (cron, reason) => {
    const check = () => due(cron, "2026-01-01T00:00Z");
    expect(check).toThrow(expect.objectContaining({ code: "VOARG" }));
    expect(check).toThrow(`Invalid cron pattern ${JSON.stringify(cron)}: ${reason}`);
    expect(() => validateSchedule({ cron })).toThrow(expect.objectContaining({ code: "VOARG" }));
  });

  it("that fits no day that there ever is can be told from one that rarely does", () => {
    expect(() => checkOccurrence({ cron: "0 0 30 2 *" })).toThrow(
      'The cron pattern "0 0 30 2 *" never fits.',
    );
    checkOccurrence({ cron: "0 0 29 2 mon", dayOr: false });
  });
});
