import { type AddressInfo, connect, createServer } from "node:net";
import { once } from "node:events";
import { expect, it } from "vitest";
import type { Connection } from "../../src/db/pool.ts";
import { poolerBetween } from "../../src/db/poolerBetween.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

/** Passes on what it gets, but for the name of a setting, in whose place another of its length is. */
async function forgetfulPooler(to: Connection): Promise<AsyncDisposable & { at: Connection }> {
  if (typeof to === "string") throw new Error("Expected the parts of an address");
  const { host, port = 5432 } = to;
  const server = createServer((client) => {
    const behind = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    client.on("data", (bytes) => {
      behind.write(
        bytes.toString("latin1").replace("provost.marker=", "forgets.marker="),
        "latin1",
      );
    });
    behind.pipe(client);
    behind.on("error", () => client.destroy());
    client.on("error", () => behind.destroy());
    client.on("close", () => behind.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    at: { ...to, host: "127.0.0.1", port: own },
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

it("says nothing where there is none", async () => {
  expect(await poolerBetween(database.connection)).toBeUndefined();
});

it("knows one by the settings that it does not pass on", async () => {
  await using pooler = await forgetfulPooler(database.connection);
  expect(await poolerBetween(pooler.at)).toMatchObject({
    name: "InvalidInput",
    hint: expect.stringContaining("PROVOST_DATABASE_DIRECT_URL"),
  });
});
