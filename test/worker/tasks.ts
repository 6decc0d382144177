import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { flow, getRunContext, task, taskRun } from "../../src/index.ts";

// Tasks as a user would write them, for processes that send them off and others that serve them.

export const add = task({ name: "add" }, async (a: number, b: number) => a + b);

export const describeArguments = task({ name: "describe" }, async (...args: unknown[]) => ({
  args,
  kinds: args.map((arg) => (arg instanceof Object ? arg.constructor.name : typeof arg)),
}));

export const flaky = task({ name: "flaky", retries: 2, retryDelaySeconds: 0.1 }, async () => {
  if (taskRun.runCount < 3) throw new RangeError(`not yet, ${taskRun.runCount}`);
  return taskRun.runCount;
});

export const failing = task({ name: "failing" }, async (text: string) => {
  throw new TypeError(text, { cause: new Error("why") });
});

const child = flow({ name: "child" }, async ({ n }: { n: number }) => add(n, 1));

export const nesting = task({ name: "nesting" }, async (n: number) => {
  const context = getRunContext();
  const mapped = await add.map([1, 2], n);
  return {
    flowRun: context?.flowRun,
    taskName: context?.taskRun?.taskName,
    added: await add(n, 1),
    mapped,
    child: await child({ n }),
  };
});

const note = task({ name: "note" }, async (journal: string, line: string) => {
  appendFileSync(journal, `${line} ${process.pid}\n`);
  return line;
});

/** Notes its first step, then works for a while, then notes the second. */
export const slow = task({ name: "slow" }, async (journal: string, milliseconds: number) => {
  await note(journal, "first");
  await sleep(milliseconds, undefined, { signal: taskRun.signal });
  await note(journal, "second");
  return process.pid;
});

export const endless = task({ name: "endless" }, async () => {
  await sleep(60_000, undefined, { signal: taskRun.signal });
});

/** From its second attempt on: nothing was given by then. */
export const count = task({ name: "count", retries: 1 }, async function* (to: number) {
  if (taskRun.runCount === 1) throw new Error("not yet");
  for (let n = 1; n <= to; n++) yield n;
});
