import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startEmbedded } from "../../src/db/embedded.ts";
import { keptMark } from "./boot.ts";

// Starts the server of a failed test run again, until Ctrl-C: node test/support/openKept.ts <folder>
const home = process.argv[2] ?? "";
if (!existsSync(join(home, keptMark))) {
  throw new Error(`Expected the folder that a failed test run has printed, got "${home}"`);
}
const server = await startEmbedded({ home });
console.log(`psql '${server.connectionString}' -l`);
const holdOpen = setInterval(() => {}, 60_000);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
clearInterval(holdOpen);
await server.stop();
