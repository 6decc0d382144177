import { startWorkerInChild } from "./childProcess.ts";
import { type Message, type Order, stores, storeWorkloads, systems, workloads } from "./order.ts";
import { Meter } from "./meter.ts";
import { startProfile } from "./profile.ts";
import type { Findings } from "./workloads.ts";

async function measure(order: Order): Promise<Findings> {
  const { system, workload, connection, sizes, profile } = order;
  const meter = await Meter.open(connection, order.serverPid);
  const tools = {
    sizes,
    startWorkerElsewhere: () => startWorkerInChild(order),
    async start() {
      const endProfile = profile && (await startProfile(connection, profile));
      const end = await meter.start();
      return async () => {
        const used = await end();
        await endProfile?.();
        return used;
      };
    },
  };
  if (workload === "singleInserts" || workload === "bulkInsert") {
    const store = await stores[system].open(connection);
    return await storeWorkloads[workload]({ system: store, ...tools });
  }
  if (workload === "work" || system === "plainTable")
    throw new Error("There is nothing to measure.");
  return await workloads[workload]({ system: await systems[system].open(connection), ...tools });
}

/** Executes what others insert, until the process that asked for it hangs up. */
async function work({ system, connection }: Order): Promise<void> {
  if (system === "plainTable") throw new Error("A plain table has no workers.");
  process.once("disconnect", () => process.exit());
  const opened = await systems[system].open(connection);
  await opened.startWorker(500);
}

const order = JSON.parse(process.argv[2] ?? "") as Order;
if (order.workload === "work") {
  await work(order);
  process.send?.({ ready: true } satisfies Message);
} else {
  const findings = await measure(order);
  process.send?.({ findings } satisfies Message, () => process.exit());
}
