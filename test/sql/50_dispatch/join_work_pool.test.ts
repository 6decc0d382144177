import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

async function join(name: string, type: string | null = null, create = false): Promise<unknown> {
  const { rows } = await database.pool.query<{ type: string }>(
    "select provost_private.join_work_pool($1, $2, $3) as type",
    [name, type, create],
  );
  return rows[0]?.type;
}

describe("a worker that joins a work pool", () => {
  it("is told the type of the pool", async () => {
    expect(await join("default")).toBe("inline");
    expect(await join("default", "inline")).toBe("inline");
  });

  it("is refused when it is of another type", async () => {
    await expect(join("default", "process")).rejects.toMatchObject({
      code: "VOARG",
      message: "Work pool 'default' is of type inline, and takes no workers of type process.",
      hint: "Leave the type out, say --type inline, or name another pool.",
    });
    await expect(join("default", "docker")).rejects.toMatchObject({ code: "VOARG" });
  });

  it("is refused when there is no such pool, unless it may create it", async () => {
    await expect(join("heavy")).rejects.toMatchObject({
      code: "VOPOL",
      message: "No work pool is named 'heavy'.",
      detail: "Work pools: default.",
    });
    expect(await join("heavy", "process", true)).toBe("process");
    expect(await join("heavy", null, true)).toBe("process");
    expect(await join("light", null, true)).toBe("inline");
  });

  it("gives a pool that it creates its template, and leaves one that exists alone", async () => {
    const template = { job_configuration: { env: { A: "1" } }, variables: {} };
    const joinWith = (given: object) =>
      database.pool.query("select provost_private.join_work_pool('own', 'process', true, $1)", [
        given,
      ]);
    await joinWith(template);
    await joinWith({ ...template, job_configuration: {} });
    const { rows } = await database.pool.query(
      "select base_job_template from provost.work_pools where name = 'own'",
    );
    expect(rows).toEqual([{ base_job_template: template }]);
    await expect(
      database.pool.query("select provost_private.join_work_pool('bad', null, true, '[]')"),
    ).rejects.toMatchObject({ code: "VOARG" });
  });
});
