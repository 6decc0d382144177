import { describe, expect, it } from "vitest";
import { InvalidInput, ProvostError } from "../../../src/errors.ts";
import { errorInWords, failureMessage, storeError } from "../../../src/engine/store/errorJson.ts";
import { PauseTimedOut, TimedOut } from "../../../src/flow/runs/runErrors.ts";
import { reviveError } from "../../../src/engine/store/reviveError.ts";

describe("storeError", () => {
  it("keeps name, message, stack and causes", () => {
    const error = new TypeError("outer", { cause: new RangeError("inner", { cause: "root" }) });
    expect(storeError(error)).toEqual({
      name: "TypeError",
      message: "outer",
      stack: expect.stringContaining("errorJson.test.ts"),
      cause: {
        name: "RangeError",
        message: "inner",
        stack: expect.any(String),
        cause: { name: "Error", message: "root" },
      },
    });
  });

  it("keeps code, detail and hint of our own errors", () => {
    const error = new InvalidInput("bad", { detail: "why", hint: "do this" });
    expect(storeError(error)).toMatchObject({ code: "VOARG", detail: "why", hint: "do this" });
  });

  it("keeps what else an error has, as far as it is plain, and gives it back", () => {
    const error = Object.assign(new Error("no such file"), {
      code: "ENOENT",
      errno: -2,
      retryable: false,
      url: "postgres://me:secret@host/db",
      response: { status: 404 },
      elapsed: Number.NaN,
      body: "x".repeat(1001),
    });
    Object.defineProperty(error, "costly", { enumerable: true, get: () => expect.fail() });
    const stored: unknown = JSON.parse(JSON.stringify(storeError(error)));
    const properties = {
      code: "ENOENT",
      errno: -2,
      retryable: false,
      url: "postgres://***@host/db",
    };
    expect(stored).toMatchObject({ name: "Error", properties });
    const revived = reviveError(stored);
    expect(revived).not.toBeInstanceOf(ProvostError);
    expect(Object.fromEntries(Object.entries(revived ?? {}))).toEqual(properties);
  });

  it("brings our own errors back as what they were", () => {
    for (const error of [
      new PauseTimedOut("late"),
      new InvalidInput("odd"),
      new TimedOut("slow"),
    ]) {
      const revived = reviveError(JSON.parse(JSON.stringify(storeError(error))));
      expect(revived).toBeInstanceOf(error.constructor);
      expect(revived?.name).toBe(error.name);
    }
  });

  it.each<[unknown, string]>([
    ["text", "text"],
    [{ a: 1 }, "{ a: 1 }"],
    [undefined, "undefined"],
    [5n, "5n"],
  ])("describes %s, which is no error", (thrown, message) => {
    expect(storeError(thrown)).toEqual({ name: "Error", message });
  });

  it("stops at the sixth cause, and so in circles", () => {
    const error = new Error("round");
    error.cause = error;
    expect(JSON.stringify(storeError(error)).match(/"cause"/g)).toHaveLength(5);
  });

  it("makes texts storable: no NUL, no half surrogates, no passwords, not too long", () => {
    const { message } = storeError(new Error("a\0b \ud83d postgres://me:secret@host/db"));
    expect(message).toBe("ab \ufffd postgres://***@host/db");
    const long = storeError(new Error("x".repeat(100_000))).message;
    expect(long).toHaveLength(64 * 1024 + "... [truncated]".length);
  });

  it("stands errors whose name and message are no texts", () => {
    const odd = Object.assign(new Error("x"), { name: 5, message: { a: 1 } });
    expect(storeError(odd)).toMatchObject({ name: "5", message: "[object Object]" });
  });
});

describe("failureMessage", () => {
  it("is one line of name and message", () => {
    expect(failureMessage(new TypeError("no"))).toBe("TypeError: no");
    expect(failureMessage(new Error("", { cause: "x" }))).toBe("Error");
    expect(failureMessage("text")).toBe("Error: text");
  });
});

describe("errorInWords", () => {
  it("tells the facts, what to do and what caused it, besides what was thrown", () => {
    const cause = new InvalidInput("The key is wrong.", { hint: "Check the credentials." });
    const error = new InvalidInput("The result was not stored.", { detail: "403", cause });
    const words = errorInWords(storeError(error)).replaceAll(/\n +at .*/g, "");
    expect(words).toBe(
      [
        "InvalidInput: The result was not stored.",
        "Detail: 403",
        "Caused by: InvalidInput: The key is wrong.",
        "Hint: Check the credentials.",
      ].join("\n"),
    );
  });
});
