import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectClient } from "../../src/db/pool.ts";
import { dumpSchema } from "./dumpSchema.ts";
import { useProductDatabase } from "./productDatabase.ts";

const database = useProductDatabase();
const file = new URL("schema.sql", import.meta.url);

/** Whether the committed dump is to be written anew; a build server only ever compares. */
function isUpdating(): boolean {
  if (process.env["UPDATE_SNAPSHOTS"] !== "1") return false;
  if (process.env["CI"]) throw new Error("UPDATE_SNAPSHOTS is refused where CI is set");
  return true;
}

describe("the schema", () => {
  it("is what test/schema/schema.sql says (UPDATE_SNAPSHOTS=1 rewrites it)", async () => {
    const client = await connectClient(database.connection);
    onTestFinished(() => client.end());
    const dump = await dumpSchema(client);
    if (isUpdating()) await writeFile(file, dump);
    expect(dump).toBe(await readFile(file, "utf8"));
  });
});
