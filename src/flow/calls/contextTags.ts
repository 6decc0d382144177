import { AsyncLocalStorage } from "node:async_hooks";
import { InvalidInput } from "../../errors.ts";
import { expectFunction, expectTags } from "../optionChecks.ts";

const contextTags = new AsyncLocalStorage<readonly string[]>();

/**
 * Adds tags to all runs that are created inside a function, of flows and of tasks, and answers
 * what the function answers. Nested tags add up.
 *
 * @example await tags("nightly", "eu", async () => etl({ source: "a.csv" }));
 */
export function tags<Result>(...tagsAndFunction: [...string[], () => Result]): Result {
  const fn = tagsAndFunction.at(-1);
  if (typeof fn !== "function") {
    throw new InvalidInput("Expected the last argument of `tags` to be a function.", {
      hint: 'Write it as `tags("nightly", async () => …)`.',
    });
  }
  const added = expectTags("tags", tagsAndFunction.slice(0, -1));
  return contextTags.run(withContextTags(added), expectFunction("fn", fn));
}

/** Tags with those that the code around adds to every run, which come first. */
export function withContextTags(own: readonly string[]): readonly string[] {
  const around = contextTags.getStore();
  if (around === undefined) return own;
  return own.length === 0 ? around : Object.freeze([...new Set([...around, ...own])]);
}
