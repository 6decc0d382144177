import { parentPort } from "node:worker_threads";

// A thread of a run's process: ends it, with all that it has started, when its worker is gone.

const everyMilliseconds = 250;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(-process.pid, "SIGKILL");
}, everyMilliseconds);
parentPort?.postMessage("watching");
