import { flow } from "../../src/flow/flow.ts";

/** Answers what it was given. */
export const echo = flow({ name: "echo" }, async (parameters: object) => parameters);
