import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const find = () => refusal(db, "select provost_private.find_concurrency_limit('api')");

describe("a concurrency limit that is named", () => {
  it("and does not exist is refused, with those that there are", async () => {
    expect(await find()).toMatchObject({
      code: "VONFD",
      detail: "There are no concurrency limits.",
    });
    await db.query("select provost.create_concurrency_limit('database', 5)");
    expect(await find()).toMatchObject({ detail: "Concurrency limits: database." });
  });
});
