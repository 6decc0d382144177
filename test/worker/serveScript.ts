import { flow, serve } from "../../src/index.ts";

// Serves two deployments until it is stopped; serving.test.ts runs it in a process of its own.

const first = flow({ name: "first" }, async () => "one");
const second = flow({ name: "second" }, async () => "two");
const lasting = flow({ name: "lasting" }, async () => {
  await new Promise(() => {});
});

await serve(
  first.toDeployment({ name: "served" }),
  second.toDeployment({ name: "served", concurrencyLimit: 1 }),
  lasting.toDeployment({ name: "served" }),
  { limit: 3, pauseOnShutdown: process.argv[2] !== "keep" },
);
