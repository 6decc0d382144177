import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, readRun, take } from "../engine.ts";
import { row } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const setPaused = (deployment: string, paused: boolean) =>
  row(db, "select * from provost.set_deployment_paused($1, $2)", [deployment, paused]);

describe("pausing a deployment", () => {
  it("answers its row", async () => {
    const deployment = await deploy(db);
    expect(await setPaused(deployment, true)).toMatchObject({
      full_name: deployment,
      paused: true,
    });
    expect(await setPaused(deployment, false)).toMatchObject({ paused: false });
  });

  it("holds no run that was asked for, before or after", async () => {
    const deployment = await deploy(db);
    const before = await enqueue(db, { deployment });
    await setPaused(deployment, true);
    const after = await enqueue(db, { deployment });
    for (const id of [before, after]) {
      await take(db, id);
      expect((await readRun(db, id)).state_type).toBe("RUNNING");
    }
  });

  it("that does not exist names those that do", async () => {
    const deployment = await deploy(db);
    const error = await refusal(db, "select provost.set_deployment_paused('no/such', true)");
    expect(error).toMatchObject({ code: "VODEP", detail: `Deployments: ${deployment}.` });
  });
});
