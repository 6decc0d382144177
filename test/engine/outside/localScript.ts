import { setTimeout as sleep } from "node:timers/promises";
import { flow, flowRun, task } from "../../../src/index.ts";

// A script as a user would write it; localWorker.test.ts runs it in a process of its own.

const times = task({ name: "times" }, (n: number, factor: number) => n * factor);
const double = flow({ name: "double" }, ({ n }: { n: number }) => times(n, 2));
const fail = flow({ name: "fail" }, async () => {
  throw new RangeError("no");
});
const retry = flow({ name: "retry", retries: 1, retryDelaySeconds: 0.2 }, async () => {
  if (flowRun.runCount === 1) throw new Error("once");
  return flowRun.runCount;
});

// However fast the rest of it is.
const hasBeaten = task({ name: "has beaten", transactional: true }, async (sql) => {
  const query = "select from provost.workers where heartbeat_count > 0";
  while ((await sql.query(query)).rowCount === 0) await sleep(10);
});
const wait = flow({ name: "wait" }, async () => {
  await hasBeaten();
});

const results = [await double({ n: 1 }), await double({ n: 2 })];
const failure = await fail().catch(String);
await wait();
console.log(JSON.stringify({ results, failure, retried: await retry() }));
