import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { describeFailure, exitCodeOf } from "../../src/commands/failure.ts";
import {
  DatabaseUnreachable,
  DeploymentNotFound,
  fromPostgres,
  InvalidInput,
  InvalidParameters,
  NotFound,
  ProvostError,
} from "../../src/errors.ts";

describe("the exit code of an error", () => {
  it.each([
    [new CommanderError(0, "commander.helpDisplayed", "(outputHelp)"), 0],
    [new CommanderError(1, "commander.unknownOption", "unknown option"), 2],
    [new InvalidInput("not so"), 2],
    [new NotFound("nowhere"), 3],
    [new DeploymentNotFound("nowhere"), 3],
    [new InvalidParameters("they do not fit"), 1],
    [new DatabaseUnreachable("gone"), 1],
    [new TypeError("a bug"), 1],
    ["a text", 1],
  ])("of %o is %i", (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe("an error in words", () => {
  const error = new NotFound("There is no such run.", {
    detail: "Runs: a,\nb.",
    hint: "List them.",
    cause: new Error("the cause"),
  });

  it.each([
    ["42501", "grant provost_operator, provost_worker to it"],
    ["3D000", "Create the database (createdb NAME)"],
    ["28P01", "Check the user and the password"],
  ])("says what to do where PostgreSQL does not: %s", (code, hint) => {
    const refused = fromPostgres(Object.assign(new Error("permission denied"), { code }));
    expect(describeFailure(refused, false)).toContain(hint);
  });

  it("is its message, its detail and its hint", () => {
    expect(describeFailure(error, false)).toBe(
      "Error: There is no such run.\n  Runs: a,\n  b.\nHint: List them.",
    );
  });

  it("has the stacks of itself and its causes only on request", () => {
    expect(describeFailure(error, true)).toMatch(
      /Hint: List them\.\n\nNotFound: [^]*\n +at [^]*Caused by:\nError: the cause\n +at /,
    );
  });

  it("tells how to learn more about an unexpected one", () => {
    expect(describeFailure(new TypeError("x is not a function"), false)).toBe(
      "Error: x is not a function\nHint: Add --debug to see where it comes from.",
    );
  });

  it("lists violations of a schema line by line, and one alone only once", () => {
    const at = (pointer: string) => ({ pointer, message: `expected a string at ${pointer}` });
    const refused = (...violations: object[]): string =>
      describeFailure(
        new InvalidParameters('"/a": expected a string at /a', {
          detail: JSON.stringify(violations),
          hint: "Pass others.",
        }),
        false,
      );
    expect(refused(at("/a"))).toBe('Error: "/a": expected a string at /a\nHint: Pass others.');
    expect(refused(at("/a"), at("/b")).split("\n").slice(1, 3)).toEqual([
      "  /a: expected a string at /a",
      "  /b: expected a string at /b",
    ]);
  });

  it("never holds a password", () => {
    const leak = new ProvostError("Cannot reach postgres://bob:hunter2@host/db", {
      detail: "password=hunter2",
      cause: new Error("postgres://bob:hunter2@host/db"),
    });
    expect(describeFailure(leak, true)).not.toContain("hunter2");
  });
});
