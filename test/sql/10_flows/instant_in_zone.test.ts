import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

describe("an anchor of a schedule", () => {
  it.each([
    ["2026-01-01T09:00", "2026-01-01T14:00:00Z"],
    ["2026-01-01", "2026-01-01T05:00:00Z"],
    ["2026-01-01T09:00:00.5", "2026-01-01T14:00:00.5Z"],
    ["2026-01-01T09:00Z", "2026-01-01T09:00:00Z"],
    ["2026-01-01 09:00:00+02", "2026-01-01T07:00:00Z"],
    ["2026-01-01T09:00:00-0330", "2026-01-01T12:30:00Z"],
    ["2026-01-01 09:00 Asia/Tokyo", "2026-01-01T00:00:00Z"],
  ])("%s is read in its time zone, whatever that of the session is", async (text, instant) => {
    await db.query("set local timezone = 'Asia/Kolkata'");
    const read = "select provost_private.instant_in_zone($1, 'America/New_York')";
    expect(await value(db, read, [text])).toEqual(new Date(instant));
  });
});
