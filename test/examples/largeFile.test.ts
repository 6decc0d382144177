import { describe, expect, it } from "vitest";
import { etl } from "../../src/examples/etl.ts";
import { csvText } from "./csvText.ts";
import { useExamples } from "./useExamples.ts";

const examples = useExamples();
const rowCount = 50_000;

describe("a file of fifty thousand rows", () => {
  it("is loaded exactly, and no task's result grows with it", async () => {
    const rows = Array.from({ length: rowCount }, (_, i) => [
      String(rowCount - i),
      i % 1000 === 7 ? "a\nb" : `name, "${i}"`,
      i % 3 === 0 ? "" : String(i / 4),
      i % 5000 === 11 ? "x,y" : "",
    ]);
    // Every so often a row has a field too many.
    const text = csvText([["id", "name", "share", "note"], ...rows]).replaceAll('"x,y"', "x,y");
    const source = examples.folder.write("large.csv", text);
    const counts = { table: "public.large", rows: rowCount, loaded: rowCount - 10, rejected: 10 };
    expect(await etl({ source })).toEqual({ ...counts, written: rowCount - 10 });
    expect(await etl({ source })).toEqual({ ...counts, written: 0 });

    const good = rows.filter(([, , , note]) => note === "");
    const sum = (column: number) =>
      good.reduce((total, row) => total + Number(row[column] ?? 0), 0);
    const [totals] = await examples.query(
      `select count(*) as rows, sum(id)::float8 as ids, sum(share)::float8 as shares,
              count(*) filter (where name = E'a\\nb') as names, count(note) as notes from large`,
    );
    expect(totals).toEqual({
      rows: good.length,
      ids: sum(0),
      shares: sum(2),
      names: good.filter(([, name]) => name === "a\nb").length,
      notes: 0,
    });
    const rejects = await examples.query("select reason, raw from large_rejects order by line");
    expect(rejects).toEqual(
      rows
        .filter(([, , , note]) => note !== "")
        .map(([id, name = "", share]) => ({
          reason: "Expected 4 fields, got 5.",
          raw: `${id},"${name.replaceAll('"', '""')}",${share},x,y`,
        })),
    );
    const [largest] = await examples.query(
      "select max(octet_length(result::text)) as bytes, count(*) as tasks from provost.task_runs",
    );
    expect(largest?.["tasks"]).toBe(2 * (3 + rowCount / 5000));
    expect(largest?.["bytes"]).toBeLessThan(2000);
  });
});
