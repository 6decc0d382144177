import { describe, expect, it } from "vitest";
import { NotFound } from "../../src/errors.ts";
import { GraphQLError, SafeError } from "../../src/server/graphql/postgraphile.ts";
import { publicErrors } from "../../src/server/graphql/publicErrors.ts";
import { into, type LogEntry } from "../server/useServer.ts";

/** What the client and the log are told when a field fails in this way. */
function told(originalError: Error): { client: object; log: LogEntry[] } {
  const log: LogEntry[] = [];
  const error = new GraphQLError("raw", { path: ["flowRuns", 0], originalError });
  const { message, path, extensions } = publicErrors(into(log))(error);
  expect(path).toEqual(["flowRuns", 0]);
  return { client: { message, extensions }, log };
}

const fromServer = (fields: object): Error =>
  Object.assign(new Error("as PostgreSQL says"), fields);

describe("the public form of an error", () => {
  it("keeps all that ours say, whether they come from SQL or from here", () => {
    const sql = fromServer({
      code: "VONFD",
      detail: "Facts.",
      hint: "Do this.",
      where: "PL/pgSQL",
    });
    expect(told(sql)).toEqual({
      client: {
        message: "as PostgreSQL says",
        extensions: { code: "VONFD", detail: "Facts.", hint: "Do this." },
      },
      log: [],
    });
    expect(told(new NotFound("No flow run has the id 1.")).client).toEqual({
      message: "No flow run has the id 1.",
      extensions: { code: "VONFD" },
    });
  });

  it("points at the first of several violations", () => {
    const detail = JSON.stringify([{ pointer: "/a/0" }, { pointer: "/b" }]);
    expect(told(fromServer({ code: "VOPAR", detail })).client).toMatchObject({
      extensions: { code: "VOPAR", detail, pointer: "/a/0" },
    });
    expect(told(fromServer({ code: "VOPAR", detail: "[{not JSON" })).client).toEqual({
      message: "as PostgreSQL says",
      extensions: { code: "VOPAR", detail: "[{not JSON" },
    });
  });

  it("says that a query took too long", () => {
    expect(told(fromServer({ code: "57014" })).client).toEqual({
      message: "The query took too long.",
      extensions: { code: "QUERY_TIMEOUT", hint: expect.stringContaining("less") },
    });
  });

  it("says that a value is nested too deeply for PostgreSQL", () => {
    expect(told(fromServer({ code: "54001", hint: "Increase max_stack_depth." }))).toEqual({
      client: {
        message: "A value is nested too deeply.",
        extensions: { code: "VALUE_TOO_DEEP", hint: expect.stringContaining("Flatten") },
      },
      log: [],
    });
  });

  it("hides the rows that PostgreSQL shows in the detail of a violated constraint", () => {
    const detail = "Failing row contains (secret).";
    expect(told(fromServer({ code: "23514", detail }))).toEqual({
      client: { message: "as PostgreSQL says", extensions: { code: "23514" } },
      log: [],
    });
  });

  it("does not say where the database is that cannot be reached, but logs it", () => {
    const { client, log } = told(
      Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:5432"), { code: "ECONNREFUSED" }),
    );
    expect(client).toEqual({
      message: "The database cannot be reached.",
      extensions: {
        code: "DATABASE_UNREACHABLE",
        reference: expect.stringMatching(/^[0-9a-f]{8}$/),
        hint: expect.any(String),
      },
    });
    expect(log).toHaveLength(1);
  });

  it.each([
    ["a broken statement", fromServer({ code: "42703" })],
    ["a missing privilege", fromServer({ code: "42501" })],
    ["a bug", new TypeError("as PostgreSQL says")],
  ])("hides %s behind a reference", (_what, error) => {
    const { client, log } = told(error);
    expect(JSON.stringify(client)).not.toContain("as PostgreSQL says");
    expect(client).toMatchObject({ extensions: { code: "INTERNAL_ERROR" } });
    expect(log[0]?.fields).toMatchObject({ err: { message: "as PostgreSQL says" } });
  });

  it("leaves alone what was meant for the client", () => {
    const safe = new SafeError("Too deep.", { code: "QUERY_TOO_DEEP" });
    expect(told(safe).client).toEqual({
      message: "Too deep.",
      extensions: { code: "QUERY_TOO_DEEP" },
    });
    const syntax = new GraphQLError("Syntax error");
    expect(publicErrors(into([]))(syntax)).toBe(syntax);
  });
});
