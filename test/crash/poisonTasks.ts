import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { task } from "../../src/index.ts";

const journal = process.env["POISON_JOURNAL"] ?? "";

/** Ends whatever process it is executed in. */
export const poison = task({ name: "poison" }, async () => {
  await sleep(100);
  appendFileSync(journal, "poisoned\n");
  process.kill(process.pid, "SIGKILL");
  await sleep(60_000);
});

export const neighbour = task({ name: "neighbour" }, async () => {
  await sleep(1000);
});
