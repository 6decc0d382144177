import { emitEvent, flow, getLogger, task } from "../../src/index.ts";

// Flows that do too much of something.

const megabytes = (count: number): string => "x".repeat(count * 1_000_000);

const generous = task({ name: "generous" }, async (count: number) => megabytes(count));
const measure = task({ name: "measure" }, async (text: string) => text.length);

/** Its task answers 20 MB, which another is given. */
export const largeResult = flow({ name: "large-result" }, async () => measure(await generous(20)));

export const largeLog = flow({ name: "large-log" }, async () => {
  getLogger().info(megabytes(10));
  getLogger().info("and goes on");
});

export const largeError = flow({ name: "large-error" }, async () => {
  throw new RangeError(megabytes(20));
});

export const largeEvent = flow({ name: "large-event" }, async () => {
  await emitEvent("large", { resource: "r", payload: { text: megabytes(2) } });
});

const step = task({ name: "step" }, async (n: number) => n + 1);

export const neighbour = flow({ name: "neighbour" }, async () => {
  let n = 0;
  while (n < 20) n = await step(n);
  return n;
});

const keyed = task({ name: "keyed", key: () => megabytes(1) }, async () => 1);

export const largeKey = flow({ name: "large-key" }, async () => keyed());
