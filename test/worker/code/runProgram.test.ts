import { expect, it } from "vitest";
import { runProgram } from "../../../src/worker/code/runProgram.ts";

/** A program that ends at once, and leaves one behind that goes on in a group of its own. */
const leavesOneBehind = `
  const { spawn } = require("node:child_process");
  const one = spawn(process.execPath, ["-e", "setTimeout(() => {}, 90_000)"], {
    detached: true, stdio: "inherit" });
  console.log(one.pid);
  process.exit(0);`;

it("waits for a program that left its output open to another no longer than for others", async () => {
  const pid = await runProgram(process.execPath, ["-e", leavesOneBehind], {
    env: {},
    timeoutSeconds: 5,
  });
  expect(process.kill(Number(pid), "SIGKILL")).toBe(true);
});
