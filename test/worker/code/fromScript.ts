import { flow } from "../../../src/index.ts";

// Deploys a flow that is in the repository named by its argument; pulling.test.ts runs it in a
// process of its own, as modules are loaded there by Node itself.

const source = { repository: process.argv[2] ?? "", branch: "main" };
const sums = flow.from({ source, entrypoint: "flows/sums.ts:sums" });
await sums.deploy({ name: "from", workPool: "heavy" });
console.log((await sums.load()).name);
