import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy } from "../engine.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

describe("a deployment with two schedules", () => {
  it.each([
    [
      "of the same slug",
      [
        { slug: "s", cron: "0 2 * * *" },
        { slug: "s", cron: "0 3 * * *" },
      ],
    ],
    ["of no slug and the same definition", [{ cron: "0 2 * * *" }, { cron: "0 2 * * *" }]],
  ])("%s is refused in words", async (_what, schedules) => {
    await expect(deploy(db, { schedules })).rejects.toMatchObject({
      code: "VOARG",
      message: expect.stringContaining("Two schedules of the deployment are called"),
    });
  });

  it("that differ is deployed", async () => {
    const schedules = [{ cron: "0 2 * * *" }, { cron: "0 3 * * *" }];
    expect(await deploy(db, { schedules })).toMatch(/\/local$/);
  });
});
