import { flow } from "../../../src/index.ts";

// A script whose flow never ends by itself. It says when it has heard a signal, after which nobody
// listens for one any more; localWorker.test.ts interrupts it while its run is being started.

const endless = flow({ name: "endless" }, async () => {
  await new Promise(() => {});
});
let wasListening = false;
const watching = setInterval(() => {
  const isListening = process.listenerCount("SIGINT") > 0;
  if (wasListening && !isListening) {
    clearInterval(watching);
    console.log("interrupted");
  }
  wasListening ||= isListening;
}, 5);
await endless();
