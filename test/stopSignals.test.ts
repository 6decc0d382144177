import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

const module = new URL("../src/stopSignals.ts", import.meta.url).href;

/** A process that starts when it is told to, and says what happens to it. */
const program = `
  const { StopSignals } = await import(${JSON.stringify(module)});
  const signals = new StopSignals();
  const say = (word) => process.stdout.write(word + "\\n");
  say("listens");
  process.stdin.once("data", async () => {
    say("started");
    await signals.stopAtFirst(async (hurry) => {
      say("stops");
      if (!hurry.aborted) await new Promise((resolve) => hurry.addEventListener("abort", resolve));
      say("hurries");
    });
    process.stdin.destroy();
    signals.close();
  });`;

/** One that fails at once, and has something left that would go on for ever. */
const failing = `
  const { StopSignals } = await import(${JSON.stringify(module)});
  setInterval(() => {}, 1000);
  await new StopSignals().stopAtFirst(() => new Promise(() => {}), Promise.resolve(75));`;

async function startProgram(): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
  child.stdout.setEncoding("utf8");
  await said(child, "listens");
  return child;
}

async function said(child: ChildProcessWithoutNullStreams, word: string): Promise<void> {
  for (let text = ""; !text.includes(word);) text += (await once(child.stdout, "data"))[0];
}

it("a signal that comes while something starts stops it once it has started, a second one makes it hurry", async () => {
  const child = await startProgram();
  child.kill("SIGTERM");
  child.stdin.write("start\n");
  await said(child, "stops");
  child.kill("SIGINT");
  await said(child, "hurries");
  expect(await once(child, "exit")).toEqual([0, null]);
});

it("a second signal that comes while something starts ends the process", async () => {
  const child = await startProgram();
  child.kill("SIGTERM");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
});

it("a process that has failed ends with its code, though what it stops never does", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", failing]);
  expect(await once(child, "exit")).toEqual([75, null]);
});
