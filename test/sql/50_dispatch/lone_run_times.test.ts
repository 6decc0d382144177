import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { row } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const times = (crashes: number, timeoutSeconds: number | null = null) =>
  row(db, "select * from provost_private.lone_run_times($1, $2)", [crashes, timeoutSeconds]);

describe("a run that may be what ends its workers", () => {
  it.each([
    [2, 5],
    [3, 10],
    [5, 40],
    [9, 640],
  ])("after %i crashes is alone for %i s", async (crashes, seconds) => {
    expect(await times(crashes)).toEqual({ wait_seconds: 10, alone_seconds: seconds });
  });

  it.each([
    [3600, 10],
    [20, 5],
    [0.1, 0.025],
  ])("whose timeout is %f s waits for %f s until it is alone", async (timeout, seconds) => {
    expect(await times(2, timeout)).toMatchObject({ wait_seconds: seconds });
  });
});
