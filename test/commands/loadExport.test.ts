import { describe, expect, it } from "vitest";
import { loadFlow, parseTarget } from "../../src/commands/loadExport.ts";
import { InvalidInput, NotFound } from "../../src/errors.ts";

const flows = "test/commands/fixtures/flows.ts";

describe("a target", () => {
  it.each([
    ["flows/etl.ts:etl", { file: "flows/etl.ts", export: "etl" }],
    ["flows/etl.ts:default", { file: "flows/etl.ts", export: "default" }],
    ["flows/etl.ts", { file: "flows/etl.ts" }],
    ["C:\\flows\\etl.ts", { file: "C:\\flows\\etl.ts" }],
    ["C:\\flows\\etl.ts:etl", { file: "C:\\flows\\etl.ts", export: "etl" }],
    ["a:b/etl.ts:größe", { file: "a:b/etl.ts", export: "größe" }],
  ])("%s is a file and perhaps an export", (target, expected) => {
    expect(parseTarget(target)).toEqual(expected);
  });
});

describe("loading a flow", () => {
  it("finds it by its export, or as the only one", async () => {
    expect((await loadFlow(`${flows}:sum`)).name).toBe("sum");
    expect((await loadFlow("test/commands/fixtures/onlyFlow.ts")).name).toBe("lonely");
  });

  it.each([
    ["no-such-file.ts:etl", NotFound, 'There is no file "no-such-file.ts"'],
    ["test/commands:etl", NotFound, 'There is no file "test/commands"'],
    [`${flows}:som`, NotFound, 'exports nothing named "som"'],
    [`${flows}:answer`, InvalidInput, "to be a flow, but it is a value of type number"],
    [`${flows}:nightly`, InvalidInput, "to be a flow, but it is a deployment"],
    [flows, InvalidInput, "exports several flows: broken, sum"],
  ])("refuses %s", async (target, ErrorClass, message) => {
    const loading = loadFlow(target);
    await expect(loading).rejects.toThrow(ErrorClass);
    await expect(loading).rejects.toThrow(message);
  });

  it("tells a file that fails from one that is missing, and where it fails", async () => {
    await expect(loadFlow("test/commands/fixtures/throws.ts:etl")).rejects.toMatchObject({
      message: expect.stringContaining("could not be loaded: this file cannot be loaded"),
      detail: expect.stringContaining("fixtures/throws.ts:1"),
    });
  });
});
