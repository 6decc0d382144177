import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { confirm } from "../../src/commands/confirm.ts";

const { exitCode } = process;
afterEach(() => {
  process.exitCode = exitCode;
});

/** What comes of the keys that somebody presses. */
async function answered(keys: string | undefined, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => {} });
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const goesOn = confirm(
    () => "About to delete it. Go on?",
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as far as it is used
    input as unknown as NodeJS.ReadStream,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as far as it is used
    output as unknown as NodeJS.WriteStream,
  );
  if (keys === undefined) input.end();
  else input.write(keys);
  return { goesOn: await goesOn, text: String(output.read() ?? ""), code: process.exitCode };
}

describe("the question before something is lost", () => {
  it.each(["y\r", "YES\r"])("goes on after %j", async (keys) => {
    const { goesOn, text } = await answered(keys);
    expect(goesOn).toBe(true);
    expect(text).toContain("About to delete it. Go on? [y/N]");
  });

  it.each([
    ["n\r", 1],
    ["\r", 1],
    ["\u0003", 130],
    [undefined, 130],
  ])("stops after %j, and tells so", async (keys, code) => {
    const stopped = await answered(keys);
    expect(stopped).toMatchObject({ goesOn: false, code });
    expect(stopped.text).toMatch(/Nothing was done\.\n$/);
  });

  it("is not asked where nobody can answer", async () => {
    expect(await answered("", false)).toMatchObject({ goesOn: true, text: "" });
  });
});
