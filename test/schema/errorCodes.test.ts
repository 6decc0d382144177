import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorClasses } from "../../src/errors.ts";

const filesUnder = (folder: URL, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file) && !/(^|\/)(errors\.ts|error_codes\.sql)$/.test(file))
    .map((file) => readFileSync(new URL(file, folder), "utf8"));

const inSql = filesUnder(new URL("../../sql/", import.meta.url), /\.sql$/).join("\n");
const inTypeScript = filesUnder(new URL("../../src/", import.meta.url), /\.ts$/).join("\n");

describe("the register of error codes", () => {
  it("holds no code that is neither raised by SQL nor thrown by TypeScript", () => {
    const unused = [...errorClasses]
      .filter(
        ([code, { name }]) =>
          !inSql.includes(`'${code}'`) && !inTypeScript.includes(`new ${name}(`),
      )
      .map(([code]) => code);
    expect(unused).toEqual([]);
  });
});
