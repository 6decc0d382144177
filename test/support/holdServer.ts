import { once } from "node:events";
import { startEmbedded } from "../../src/db/embedded.ts";

// Starts or adopts the embedded server of a folder, says so, and holds it until SIGTERM.
const [home = "", binariesFolder] = process.argv.slice(2);
const server = await startEmbedded({ home, ...(binariesFolder ? { binariesFolder } : {}) });
const holdOpen = setInterval(() => {}, 60_000);
console.log(JSON.stringify({ adopted: server.adopted }));
await once(process, "SIGTERM");
clearInterval(holdOpen);
await server.stop();
