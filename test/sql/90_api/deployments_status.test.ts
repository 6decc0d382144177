import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, registerWorker } from "../engine.ts";
import { addQueue } from "../queues.ts";
import { row } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const told = (deployment: string) =>
  row(
    db,
    `select provost.deployments_status(d) as status, provost.deployments_last_polled(d) as polled from provost.deployments d
     where d.full_name = $1`,
    [deployment],
  );

describe("the status of a deployment", () => {
  it("tells whether a live worker takes its runs, and when one was last heard of", async () => {
    const queue = await addQueue(db, {});
    const deployment = await deploy(db, queue);
    expect(await told(deployment)).toEqual({ status: "NOT_READY", polled: null });
    await registerWorker(db, { queues: ["default"] });
    expect(await told(deployment)).toEqual({ status: "NOT_READY", polled: null });
    await registerWorker(db, { queues: [queue.work_queue_name] });
    expect(await told(deployment)).toEqual({ status: "READY", polled: expect.any(Date) });
    await db.query("update provost.workers set status = 'OFFLINE', ended = started");
    expect(await told(deployment)).toEqual({ status: "NOT_READY", polled: expect.any(Date) });
  });
});
