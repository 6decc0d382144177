import { describe, expect, it, onTestFinished } from "vitest";
import { findBinaries } from "../../../src/db/embedded/binaries.ts";

describe("findBinaries", () => {
  it("names the platform that it has nothing for", async () => {
    const { platform } = process;
    onTestFinished(() => void Object.defineProperty(process, "platform", { value: platform }));
    Object.defineProperty(process, "platform", { value: "plan9" });
    await expect(findBinaries()).rejects.toThrow(
      `There is no embedded PostgreSQL for plan9-${process.arch}`,
    );
  });

  it("says what it expected in a folder without PostgreSQL", async () => {
    await expect(findBinaries("/nowhere")).rejects.toThrow("found no postgres or initdb");
  });
});
