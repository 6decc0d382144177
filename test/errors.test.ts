import { describe, expect, it } from "vitest";
import {
  DatabaseError,
  DatabaseUnreachable,
  errorClasses,
  fromPostgres,
  InvalidInput,
  NotFound,
  redactUrl,
} from "../src/errors.ts";
import { useDatabase } from "./support/database.ts";

const postgresError = (fields: Record<string, string>, message = "no") =>
  Object.assign(new Error(message), fields);

describe("the register of error codes", () => {
  const database = useDatabase();

  it("is the same in SQL and in TypeScript", async () => {
    const { rows } = await database.pool.query<{ code: string; name: string }>(
      "select code, name from provost_private.error_codes order by code",
    );
    const here = [...errorClasses].map(([code, { name }]) => ({ code, name }));
    expect(here.sort((a, b) => (a.code < b.code ? -1 : 1))).toEqual(rows);
  });
});

describe("fromPostgres", () => {
  it("makes the class that the code is registered for, with message, detail and hint", () => {
    const thrown = postgresError(
      { code: "VONFD", detail: "No flow has it.", hint: "See `provost flow ls`." },
      'Flow "etl" does not exist',
    );
    const error = fromPostgres(thrown);
    expect(error).toBeInstanceOf(NotFound);
    expect(error).toMatchObject({
      name: "NotFound",
      code: "VONFD",
      message: 'Flow "etl" does not exist',
      detail: "No flow has it.",
      hint: "See `provost flow ls`.",
      cause: thrown,
    });
  });

  it("leaves out a detail and a hint that are empty", () => {
    const error = fromPostgres(postgresError({ code: "VOARG", detail: "", hint: "" }));
    expect(error).not.toHaveProperty("detail");
    expect(error).not.toHaveProperty("hint");
  });

  it("keeps the SQLSTATE of PostgreSQL's own errors", () => {
    const error = fromPostgres(postgresError({ code: "23505" }, "duplicate key"));
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error.code).toBe("23505");
  });

  it.each([
    postgresError({ code: "57P01" }),
    postgresError({ code: "57P05" }, "terminating connection due to idle-session timeout"),
    postgresError({ code: "08006" }),
    postgresError({ code: "ECONNREFUSED" }),
    postgresError({ code: "ENOENT" }, "connect ENOENT /folder/.s.PGSQL.5432"),
    new Error("Connection terminated unexpectedly"),
    new Error("Query read timeout"),
    Object.assign(new AggregateError([new Error("connect ECONNREFUSED ::1")], ""), {
      code: "ECONNREFUSED",
    }),
  ])("knows a lost connection: %s", (thrown) => {
    expect(fromPostgres(thrown)).toBeInstanceOf(DatabaseUnreachable);
  });

  it("says what to do where a pooler stands between", () => {
    const message = "unsupported startup parameter: options";
    const error = fromPostgres(postgresError({ code: "08P01" }, message));
    expect(error).toBeInstanceOf(InvalidInput);
    expect(error.hint).toContain("PROVOST_DATABASE_DIRECT_URL");
  });

  it.each([
    ["25006", "cannot execute INSERT in a read-only transaction", "primary"],
    ["53300", "sorry, too many clients already", "max_connections"],
  ])("says what to do where PostgreSQL does not: %s", (code, message, hint) => {
    expect(fromPostgres(postgresError({ code }, message)).hint).toContain(hint);
  });

  it("returns our own errors as they are", () => {
    const error = new InvalidInput("Expected a name");
    expect(fromPostgres(error)).toBe(error);
  });

  it("keeps passwords out of messages", () => {
    const error = fromPostgres(new Error("getaddrinfo postgres://me:s3cret@nowhere/db failed"));
    expect(error.message).not.toContain("s3cret");
  });
});

describe("redactUrl", () => {
  it.each([
    ["postgres://me:pw@host:5432/db", "postgres://***@host:5432/db"],
    ["postgres://me@host/db", "postgres://***@host/db"],
    ["postgres://me:p@ss/w:rd@host/db", "postgres://***@host/db"],
    ["http://a:b@x/ and https://c:d@y/", "http://***@x/ and https://***@y/"],
    ["postgres://host/db?user=me&password=pw&a=1", "postgres://host/db?user=me&password=***&a=1"],
    ["host=x password=pw dbname=y", "host=x password=*** dbname=y"],
    ["postgres://host/db", "postgres://host/db"],
    ["me@example.org", "me@example.org"],
  ])("turns %s into %s", (text, redacted) => {
    expect(redactUrl(text)).toBe(redacted);
  });
});
