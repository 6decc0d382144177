import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

async function merged(under: object | null, over: object | null): Promise<unknown> {
  const { rows } = await database.pool.query<{ merged: unknown }>(
    "select provost_private.merge_job_variables($1, $2) as merged",
    [under, over],
  );
  return rows[0]?.merged;
}

describe("job variables", () => {
  it("take the place of those with their names, and leave the others", async () => {
    expect(await merged({ image: "a", cpu: 1 }, { image: "b" })).toEqual({ image: "b", cpu: 1 });
    expect(await merged(null, { cpu: 1 })).toEqual({ cpu: 1 });
    expect(await merged({ cpu: 1 }, null)).toEqual({ cpu: 1 });
    expect(await merged({ labels: { a: 1 } }, { labels: { b: 2 } })).toEqual({ labels: { b: 2 } });
  });

  it("merge `env` name by name", async () => {
    expect(await merged({ env: { A: "1", B: "2" } }, { env: { B: "3", C: "4" } })).toEqual({
      env: { A: "1", B: "3", C: "4" },
    });
    expect(await merged({ env: null }, { env: { A: "1" } })).toEqual({ env: { A: "1" } });
  });

  it("may be spelled with dots, as members of objects that need not be there", async () => {
    expect(await merged({ env: { A: "1" } }, { "env.B": "2", "limits.cpu.most": 4 })).toEqual({
      env: { A: "1", B: "2" },
      limits: { cpu: { most: 4 } },
    });
    const both = { env: { A: "1", B: "2" }, "env.A": "3", "env.C": "4", cpu: 1, "cpu.most": 2 };
    expect(await merged({ env: { C: "5" } }, both)).toEqual({
      env: { A: "1", B: "2", C: "4" },
      cpu: 1,
    });
    expect(await merged({}, { ".": 1, "a.": 2 })).toEqual({ ".": 1, "a.": 2 });
  });
});
