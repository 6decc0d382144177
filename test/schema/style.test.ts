import { describe, expect, it } from "vitest";
import { readSources, type SqlFile } from "../../src/db/migrate/sources.ts";
import { withoutComments } from "../../src/db/migrate/createdObjects.ts";

const { kernel, migrations, repeatables } = readSources();
const files = [...kernel, ...migrations, ...repeatables];
const functionFiles = [...kernel, ...repeatables].filter(({ text }) =>
  /^create or replace function/m.test(text),
);

/** `path:line` of every line that fits. */
const linesWith = (pattern: RegExp, among = files, read = (text: string) => text): string[] =>
  among.flatMap(({ path, text }) =>
    read(text)
      .split("\n")
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );

/** Code as PostgreSQL reads it: comments and texts are somebody else's language. */
const codeOnly = (text: string): string => withoutComments(text).replace(/'(?:[^'\n]|'')*'/g, "''");

const keyword =
  /\b(ADD|ALTER|AND|AS|BEGIN|BY|CASE|CREATE|DELETE|ELSE|END|EXISTS|FOR|FROM|FUNCTION|GRANT|IF|IN|INSERT|INTO|IS|JOIN|LIMIT|NOT|NULL|ON|OR|ORDER|RETURN|RETURNS|SELECT|SET|TABLE|THEN|UNION|UPDATE|VALUES|WHEN|WHERE|WITH)\b/;

describe("the SQL files", () => {
  it("are written in lower case, inside the bodies of functions too", () => {
    expect(linesWith(keyword, files, codeOnly)).toEqual([]);
  });

  it("have no line that ends in a space, and none of more than 100 characters but in texts", () => {
    const code = files.filter(({ path }) => !path.includes("/comments/"));
    expect(linesWith(/^.{101}|[ \t]$/, code)).toEqual([]);
  });

  it("say how texts with a backslash are read where each session might read them otherwise", () => {
    const plain = /(?<![\w])'(?:[^'\n\\]|'')*\\/m;
    const unsaid = functionFiles.filter(
      ({ text }) =>
        /^language plpgsql/m.test(text) &&
        plain.test(withoutComments(text)) &&
        !text.includes("set standard_conforming_strings = on"),
    );
    expect(unsaid.map(({ path }) => path)).toEqual([]);
  });

  it("notify of ids alone, so that no payload is ever too long", () => {
    const ids = /ring_doorbell\('\w+', (?!(\w+\.)?(id|flow_run_id|lease_id|lease)::text)/;
    expect(linesWith(/ring_doorbell\('\w+', (\w+\.)?\w+::text/).length).toBeGreaterThan(5);
    expect(linesWith(ids)).toEqual([]);
    expect(linesWith(/pg_notify|\bnotify /, files, codeOnly)).toHaveLength(1);
  });

  it("say at the top of each function what it promises", () => {
    const silent = ({ text }: SqlFile): boolean => !/^-- \S/.test(text);
    expect(functionFiles.filter(silent).map(({ path }) => path)).toEqual([]);
  });

  it("always state volatility", () => {
    const silent = functionFiles.filter(
      ({ text }) => !/^\s*language \w+ (immutable|stable|volatile)\b/m.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it("change no table outside migrations", () => {
    const ddl = /^\s*(create|alter|drop) (unlogged )?(table|index|unique index|type|sequence)\b/;
    expect(linesWith(ddl, [...kernel, ...repeatables], codeOnly)).toEqual([]);
  });
});
