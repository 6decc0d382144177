import { spawn } from "node:child_process";
import { ProvostError } from "../../errors.ts";
import { writeLine } from "../output/print.ts";
import { isReady, serverUrl } from "./serverStatus.ts";

const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "open",
  linux: "xdg-open",
};

/** Prints the address of the server and, for somebody at a terminal, opens it in a browser. */
export async function openDashboard(): Promise<void> {
  const url = serverUrl();
  if (!(await isReady(url))) {
    throw new ProvostError(`No server answers at ${url}.`, {
      hint: "Start one: provost server start --background.",
    });
  }
  writeLine(url);
  const opener = openers[process.platform];
  if (!process.stdout.isTTY || opener === undefined) return;
  // Without a browser, the address is all that there is to say.
  spawn(opener, [url], { stdio: "ignore", detached: true })
    .once("error", () => {})
    .unref();
}
