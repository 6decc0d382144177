import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { type HeldRun, running } from "../engine.ts";
import { writeLog } from "../logs.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const pageEnd = ({ id }: HeldRun, after: string | null, size: number) =>
  value<string | null>(db, "select provost.log_page_end($1, $2, $3)", [id, after, size]);

async function withLines(count: number): Promise<{ run: HeldRun; ids: string[] }> {
  const run = await running(db);
  for (let i = 0; i < count; i++) await writeLog(db, run, { message: `line ${i}` });
  const ids = await column<string>(
    db,
    "select id from provost.logs where flow_run_id = $1 order by id",
    [run.id],
  );
  return { run, ids };
}

describe("the end of a page of a run's log", () => {
  it("is the last of as many lines as fit, page after page", async () => {
    const { run, ids } = await withLines(5);
    expect(await pageEnd(run, null, 2)).toBe(ids[1]);
    expect(await pageEnd(run, ids[1] ?? null, 2)).toBe(ids[3]);
    expect(await pageEnd(run, ids[3] ?? null, 2)).toBe(ids[4]);
    expect(await pageEnd(run, ids[4] ?? null, 2)).toBeNull();
  });

  it("is null for a run that has logged nothing", async () => {
    await withLines(1);
    expect(await pageEnd(await running(db), null, 10)).toBeNull();
  });
});
