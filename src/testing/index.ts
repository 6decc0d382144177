// oxlint-disable-next-line import/no-unassigned-import -- it is there for what it throws
import "../refuseOldNode.js";
import { TestProvost } from "./testProvost.ts";
import { startTestServer, type TestServer } from "./testServer.ts";

export { eventually, type EventuallyOptions } from "./eventually.ts";
export type { TestProvost } from "./testProvost.ts";
export type { TestRun } from "./testRun.ts";
export { startTestServer, type TestServer } from "./testServer.ts";

let ownServer: Promise<TestServer> | undefined;

/**
 * A migrated database of its own for a test or a file of tests, with a clock that can be set, and
 * a worker that does what is due when it is told to. The first one of a process takes up to a
 * second (two, once for each release), since it starts a server; further ones take 50 ms.
 *
 * @example
 * await using provost = await testProvost();
 * const run = await provost.run(etl, { source: "a.csv" });
 * expect(run).toMatchObject({ state: { name: "Completed" }, result: { rows: 3 } });
 */
export async function testProvost(server?: TestServer): Promise<TestProvost> {
  ownServer ??= server ? undefined : startTestServer();
  const started = server ?? (await ownServer);
  if (!started) throw new Error("Expected a server for tests");
  return await TestProvost.open(started);
}
