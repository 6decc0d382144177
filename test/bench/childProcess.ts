import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Message, Order } from "./order.ts";

const file = new URL("measure.ts", import.meta.url);
const patienceMilliseconds = 300_000;

/** Starts a child process that carries out an order; answers what it says first. */
async function startChild(
  order: Order,
  signal?: AbortSignal,
): Promise<{ child: ChildProcess; message: Message }> {
  const child = fork(file, [JSON.stringify(order)], { stdio: ["ignore", 2, 2, "ipc"] });
  const stop = () => child.kill();
  signal?.addEventListener("abort", stop);
  const patience = setTimeout(() => child.kill("SIGKILL"), patienceMilliseconds);
  const failed = once(child, "exit").then(([code, signal]) => {
    throw new Error(`Measuring ${order.workload} of ${order.system} ended with ${signal ?? code}.`);
  });
  try {
    const [message] = await Promise.race([once(child, "message"), failed]);
    return { child, message: message as Message };
  } finally {
    failed.catch(() => {});
    clearTimeout(patience);
    signal?.removeEventListener("abort", stop);
  }
}

/** Measures in a process of its own, so that no measurement warms up or burdens another. */
export async function measureInChild(order: Order, signal: AbortSignal) {
  const { child, message } = await startChild(order, signal);
  if (child.exitCode === null) await once(child, "exit");
  if (!("findings" in message)) throw new Error("The child process measured nothing.");
  return message.findings;
}

/** Starts a worker in a process of its own; answers what ends it. */
export async function startWorkerInChild(order: Order): Promise<() => Promise<void>> {
  const { child } = await startChild({ ...order, workload: "work" });
  return async () => {
    child.disconnect();
    if (child.exitCode === null) await once(child, "exit");
  };
}
