import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../db/embedded/postmaster.ts";
import { ProvostError } from "../../errors.ts";
import { readServerFile, type ServerRole } from "../../serverFile.ts";
import { loadSettings } from "../../settings/settings.ts";
import { say } from "../output/print.ts";
import { isReady } from "./serverStatus.ts";

/** Runs are handed back, and the embedded database is closed, in this time. */
const stopSeconds = 30;

/** Stops the server of this home folder, or the services without one, if they run. */
export async function stopServer(role: ServerRole = "server"): Promise<void> {
  const { home } = loadSettings();
  const file = readServerFile(home, role);
  if (!file) {
    return say(
      role === "server"
        ? "No server runs that was started here."
        : "No services run that were started here, without a server.",
    );
  }
  // A number that was left behind may be another program's by now.
  if (!(await isReady(file.url))) {
    throw new ProvostError(`Process ${file.pid} does not answer at ${file.url}.`, {
      hint: `If it is the ${role}, end it yourself: kill ${file.pid}`,
    });
  }
  process.kill(file.pid, "SIGTERM");
  const deadline = performance.now() + stopSeconds * 1000;
  while (isAlive(file.pid)) {
    if (performance.now() > deadline) {
      throw new ProvostError(`Process ${file.pid} has not stopped within ${stopSeconds} s.`, {
        hint: `Look at what it does, or end it: kill -9 ${file.pid}`,
      });
    }
    await sleep(50);
  }
  say(`The ${role} (process ${file.pid}) ${role === "server" ? "has" : "have"} stopped.`);
}
