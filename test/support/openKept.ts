import { once } from "node:events";
import { startEmbedded } from "../../src/db/embedded.ts";

// Starts the server of a failed test run again, until Ctrl-C: node test/support/openKept.ts <folder>
const home = process.argv[2];
if (home === undefined) throw new Error("Expected the folder that the test run has printed");
const server = await startEmbedded({ home });
console.log(`psql '${server.connectionString}' -l`);
const holdOpen = setInterval(() => {}, 60_000);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
clearInterval(holdOpen);
await server.stop();
