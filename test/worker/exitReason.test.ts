import { describe, expect, it } from "vitest";
import { exitCodeOf, explainExit } from "../../src/worker/processes/exitReason.ts";

const quiet = { code: null, signal: null, lastWords: "" } as const;

describe("the reason why a process ended", () => {
  it("has the exit code that a shell would show", () => {
    expect(exitCodeOf({ code: 3, signal: null })).toBe(3);
    expect(exitCodeOf({ code: null, signal: "SIGKILL" })).toBe(137);
    expect(exitCodeOf({ code: null, signal: "SIGTERM" })).toBe(143);
  });

  it.each([
    [{ signal: "SIGKILL" }, "137 because it was killed (SIGKILL); most often the machine"],
    [{ code: 137 }, "137 because it was killed"],
    [{ signal: "SIGTERM" }, "143 because somebody asked it to"],
    [{ signal: "SIGSEGV" }, "139 because of a segmentation fault"],
    [{ signal: "SIGUSR2" }, "128 (SIGUSR2)"],
    [{ code: 0 }, "0 before its flow was over: something called process.exit()"],
    [{ code: 1 }, "1 because of an error that nothing caught."],
    [{ code: 42 }, "42 before its flow was over."],
  ] as const)("is explained for %o", (exit, words) => {
    expect(explainExit({ ...quiet, ...exit })).toContain(`ended with exit code ${words}`);
  });

  it("quotes the error that Node has written", () => {
    const lastWords =
      "/srv/flow.ts:3\n    throw new TypeError('no');\n    ^\n\nTypeError: no\n    at main";
    expect(explainExit({ ...quiet, code: 1, lastWords })).toMatch(/caught: TypeError: no\.$/);
  });

  it("tells a full heap from other aborts", () => {
    const lastWords = "FATAL ERROR: Reached heap limit Allocation failed - heap out of memory";
    const exit = { ...quiet, signal: "SIGABRT", lastWords } as const;
    expect(explainExit({ ...exit, heapLimit: 64 })).toMatch(/134 because its heap of 64 MB was/);
    expect(explainExit(exit)).toMatch(/134 because its heap was full/);
    expect(explainExit({ ...exit, lastWords: "" })).toMatch(/134 because it aborted/);
  });
});
