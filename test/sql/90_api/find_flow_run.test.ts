import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { enqueue } from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const find = (run: string) => value(db, "select provost_private.find_flow_run($1)", [run]);
const refused = (run: string | null) =>
  refusal(db, "select provost_private.find_flow_run($1)", [run]);

describe("a flow run that somebody means", () => {
  it("is found by its id, in any case and without hyphens", async () => {
    const id = await enqueue(db);
    expect(await find(id)).toBe(id);
    expect(await find(id.toUpperCase())).toBe(id);
    expect(await find(id.replaceAll("-", ""))).toBe(id);
  });

  it("is found by the first digits of its id when no other begins so", async () => {
    const id = "aaaaaaaa-0000-7000-8000-000000000001";
    await enqueue(db, { id });
    await enqueue(db, { id: "aaaabbbb-0000-7000-8000-000000000001" });
    expect(await find("aaaaaa")).toBe(id);
    expect(await find("aaaaaaaa-00")).toBe(id);
  });

  it("is found by its name", async () => {
    const id = await enqueue(db, { name: "nimble-falcon" });
    expect(await find("nimble-falcon")).toBe(id);
  });

  it("is found by a name that looks like the beginning of an id", async () => {
    const id = await enqueue(db, { name: "facade" });
    expect(await find("facade")).toBe(id);
  });

  it("is not found by too few digits, which is told", async () => {
    await enqueue(db, { id: "aaaaaaaa-0000-7000-8000-000000000001" });
    expect((await refused("aaaaa")).detail).toContain("six digits or more");
  });

  it("is not guessed when several fit", async () => {
    const [one, other] = [
      await enqueue(db, { name: "twice" }),
      await enqueue(db, { name: "twice" }),
    ];
    const error = await refused("twice");
    expect(error).toMatchObject({ code: "VOARG", hint: "Give the whole id." });
    expect(error.detail).toContain(one);
    expect(error.detail).toContain(other);
  });

  it.each(["nobody", "ffffff", "", "00000000-0000-7000-8000-000000000000", null])(
    "is refused when it is %s",
    async (run) => {
      await enqueue(db);
      expect(await refused(run)).toMatchObject({ code: "VONFD", hint: expect.any(String) });
    },
  );
});
