import { afterEach, expect, it } from "vitest";
import type { WorkerStatus } from "../../src/worker/health.ts";
import { type HealthServer, startHealthServer } from "../../src/worker/healthServer.ts";

let server: HealthServer | undefined;
afterEach(async () => {
  await server?.close();
});

async function ask(status: WorkerStatus, path: string): Promise<[number, unknown]> {
  await server?.close();
  server = await startHealthServer({
    host: "127.0.0.1",
    port: 0,
    report: () => ({
      status,
      isHealthy: status === "ONLINE" || status === "DRAINING",
      secondsSinceBeat: 12,
      secondsSincePoll: 1,
      name: "tester",
      id: "7",
      running: 2,
    }),
  });
  const response = await fetch(new URL(path, server.url));
  return [response.status, await response.json()];
}

it("answers that a worker is well", async () => {
  expect(await ask("ONLINE", "/health")).toEqual([
    200,
    {
      message: "OK",
      status: "ONLINE",
      isHealthy: true,
      secondsSinceBeat: 12,
      secondsSincePoll: 1,
      name: "tester",
      id: "7",
      running: 2,
    },
  ]);
  expect(await ask("ONLINE", "/ready?please")).toMatchObject([200, { message: "OK" }]);
});

it("tells a worker that drains from one that is ready", async () => {
  expect(await ask("DRAINING", "/health")).toMatchObject([200, { status: "DRAINING" }]);
  expect(await ask("DRAINING", "/ready")).toMatchObject([
    503,
    { message: "The worker is draining." },
  ]);
});

it("says why a worker is not well", async () => {
  expect(await ask("STALLED", "/health")).toMatchObject([
    503,
    { message: expect.stringContaining("its last beat was answered 12 s ago") },
  ]);
  expect(await ask("OFFLINE", "/health")).toMatchObject([503, { status: "OFFLINE" }]);
});

it("knows no other address, and says whose port it cannot have", async () => {
  expect(await ask("ONLINE", "/")).toMatchObject([404, { message: "Ask for /health or /ready." }]);
  const port = Number(new URL(server?.url ?? "").port);
  const report = () => {
    throw new Error("not asked");
  };
  await expect(startHealthServer({ host: "127.0.0.1", port, report })).rejects.toThrow(
    `Cannot listen on port ${port} of 127.0.0.1: another program listens there`,
  );
});
