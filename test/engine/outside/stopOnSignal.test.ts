import { afterEach, describe, expect, it } from "vitest";
import { stopOnSignal } from "../../../src/engine/outside/stopOnSignal.ts";

const listener = () => {};
const counts = () => [process.listenerCount("SIGINT"), process.listenerCount("SIGTERM")];

describe("stopOnSignal", () => {
  afterEach(() => void process.off("SIGINT", listener));

  it("leaves signals alone that the process listens for itself", () => {
    const [, terms = 0] = counts();
    process.on("SIGINT", listener);
    const [ints = 0] = counts();
    const forget = stopOnSignal(async () => {});
    expect(counts()).toEqual([ints, Math.max(terms, 1)]);
    forget();
    expect(counts()).toEqual([ints, terms]);
  });
});
