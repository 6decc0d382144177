import { describe, expect, it } from "vitest";
import { useDatabase } from "./database.ts";
import { aDeployment, aFlowRun, aWorker } from "./makers.ts";

const database = useDatabase();

describe("the makers", () => {
  it("make a run that a worker can claim", async () => {
    const { pool } = database;
    const { fullName } = await aDeployment(pool);
    const run = await aFlowRun(pool, { deployment: fullName, parameters: { source: "a" } });
    const { rows } = await pool.query(
      "select flow_run_id, deployment, parameters from provost_private.claim_flow_runs($1, null, $2, 10)",
      ["default", await aWorker(pool)],
    );
    expect(rows).toEqual([
      { flow_run_id: run.id, deployment: fullName, parameters: { source: "a" } },
    ]);
  });
});
