import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { renderTable } from "../../../src/commands/output/table.ts";

const headings = [{ text: "ID", whole: true }, { text: "NAME" }];
const long = "a name that is much longer than the terminal is wide, and has to go somewhere";

const letters = (text: string): string => text.replace(/\s/g, "");

describe("a plain table", () => {
  it("is aligned text, without lines, colours or spaces at the end", () => {
    expect(
      renderTable(
        headings,
        [
          ["1", "one"],
          ["100", "x"],
        ],
        { pretty: false },
      ),
    ).toBe(["ID   NAME", "1    one", "100  x"].join("\n"));
  });

  it("is as wide as it must be", () => {
    const [, row] = renderTable(headings, [["1", long]], { pretty: false, width: 20 }).split("\n");
    expect(row).toBe(`1   ${long}`);
  });
});

describe("a pretty table", () => {
  it("has a line below its headings", () => {
    const lines = renderTable(headings, [["1", "one"]], { pretty: true, width: 80 }).split("\n");
    expect(lines.map(stripVTControlCharacters)).toEqual(["ID  NAME", "────────", "1   one"]);
    expect(lines[0]).toContain("\u001b[1m");
  });

  it("breaks the longest cells into lines, and loses nothing", () => {
    const table = renderTable(headings, [["1234567", long]], { pretty: true, width: 40 });
    const lines = stripVTControlCharacters(table).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(letters(lines.slice(2).join(""))).toBe(letters(`1234567${long}`));
    expect(lines[2]).toMatch(/^1234567 {2}a name/);
  });

  it("leaves alone what has colours and is to stay whole", () => {
    const state = "\u001b[32mCompleted\u001b[39m";
    const table = renderTable([{ text: "NAME" }, { text: "STATE", whole: true }], [[long, state]], {
      pretty: true,
      width: 40,
    });
    expect(table).toContain(state);
  });

  it("never breaks an id, even when the terminal is too narrow for it", () => {
    const id = "019c1f5a-3b2c-7abc-8def-0123456789ab";
    const table = renderTable(headings, [[id, long]], { pretty: true, width: 30 });
    expect(stripVTControlCharacters(table)).toContain(`${id}  a name`);
  });
});
