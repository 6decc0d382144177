import { describe, expect, it } from "vitest";
import { createProgram } from "../../../src/commands/createProgram.ts";
import { commandNames, parityOf } from "../../../src/commands/parity/parityOf.ts";
import { prefectCommands } from "../../../src/commands/parity/prefectCommands.ts";

const program = createProgram();
const names = commandNames(program);
const rows = parityOf(program);

describe("the table of Prefect's commands", () => {
  it("names only commands that the program has", () => {
    const named = rows.flatMap(({ provost }) => (provost === null ? [] : [provost]));
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("lists each command once, in order", () => {
    const listed = prefectCommands.map(({ prefect }) => prefect);
    expect(listed).toEqual([...new Set(listed)].toSorted());
  });

  it("gives no reason for the lack of what is there", () => {
    const excused = prefectCommands.filter(({ provost, note }) => note && provost === undefined);
    expect(excused.filter(({ prefect }) => names.includes(prefect))).toEqual([]);
  });

  it("says of each command what does the same, or why nothing does", () => {
    expect(rows.filter(({ provost, note }) => provost === null && !note)).toEqual([]);
    expect(rows.find(({ prefect }) => prefect === "flow-run cancel")).toEqual({
      prefect: "flow-run cancel",
      provost: "flow-run cancel",
      note: null,
    });
  });
});
