import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, running, setState } from "../engine.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

describe("a forced change", () => {
  it("passes over the rules that protect order", async () => {
    const { id } = await running(db);
    await setState(db, id, { type: "CANCELLING" });
    const answer = await setState(db, id, { type: "FAILED", message: "by hand" }, true);
    expect([answer.status, answer.state.type]).toEqual(["ACCEPT", "FAILED"]);
  });

  it("does not wait for a retry", async () => {
    const deployment = await deploy(db, { retries: 3 });
    const { id } = await running(db, { deployment });
    expect((await setState(db, id, { type: "FAILED" }, true)).state.type).toBe("FAILED");
  });

  it("still cancels at once what nobody runs", async () => {
    const id = await enqueue(db);
    expect((await setState(db, id, { type: "CANCELLING" }, true)).state.type).toBe("CANCELLED");
  });
});
