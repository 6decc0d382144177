import { flow, flowRun } from "../../../src/index.ts";

// A script whose flow never ends by itself; localWorker.test.ts interrupts it.

const endless = flow({ name: "endless" }, async () => {
  console.log(flowRun.id);
  await new Promise(() => {});
});
await endless();
