import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { flow, getLogger, task } from "../../src/index.ts";

// What processes.test.ts has executed in processes of their own.

const add = task({ name: "add" }, async (a: number, b: number) => a + b);
const child = flow({ name: "inner" }, async () => add(1, 1));

export const tells = flow({ name: "tells" }, async () => {
  getLogger().info("from the flow");
  console.log("from stdout");
  console.error("from stderr");
  return {
    pid: process.pid,
    cwd: process.cwd(),
    name: process.argv0,
    colour: process.env["COLOUR"],
    sum: await child(),
  };
});
/** Never yields, and says who it is first. */
export const endless = flow(
  { name: "endless" },
  async ({ file }: { file: string }): Promise<void> => {
    writeFileSync(file, String(process.pid));
    for (;;);
  },
);
/** Ends itself, with what is asked for. */
export const ends = flow({ name: "ends" }, async ({ how }: { how: string | number }) => {
  if (typeof how === "number") process.exit(how);
  process.kill(process.pid, how);
  await new Promise(() => {});
});
export const throwsLater = flow({ name: "throws-later" }, async () => {
  setTimeout(() => {
    throw new Error("nobody caught me");
  });
  await new Promise(() => {});
});
export const greedy = flow({ name: "greedy" }, async () => {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 100_000 }, Math.random));
});
/** Leaves a process behind that would live for long. */
export const leaves = flow({ name: "leaves" }, async () => {
  const left = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"], {
    stdio: "ignore",
  });
  left.unref();
  return left.pid;
});
export const heeds = flow({ name: "heeds" }, async ({ file }: { file: string }) => {
  writeFileSync(file, String(process.pid));
  await new Promise(() => {});
});
