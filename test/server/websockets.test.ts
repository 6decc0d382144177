import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { createClient } from "graphql-ws";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { deploy, insertFlowRun } from "./flowRunMakers.ts";
import { useServer } from "./useServer.ts";

const server = useServer({
  PROVOST_SERVER_WEBSOCKET_PING_INTERVAL: "0.1",
  // Client and server share a process here: whoever has no turn for so long could answer no ping.
  PROVOST_SERVER_WEBSOCKET_PING_TIMEOUT: String(onThisMachine(1)),
});

beforeAll(() => deploy(server.pool));

interface Upgraded {
  status: number;
  socket: Duplex;
}

/** Asks for a WebSocket, byte by byte, so that the test decides what is answered to a ping. */
async function upgrade(path: string, headers: Record<string, string> = {}): Promise<Upgraded> {
  const asked = request(`${server.url}${path}`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.from("0123456789abcdef").toString("base64"),
      "sec-websocket-protocol": "graphql-transport-ws",
      ...headers,
    },
  }).end();
  return await new Promise((resolve, reject) => {
    asked.on("error", reject);
    asked.on("response", (response: IncomingMessage) =>
      resolve({ status: response.statusCode ?? 0, socket: response.socket }),
    );
    asked.on("upgrade", (_response, socket) => resolve({ status: 101, socket }));
  });
}

const pingByte = 0x89;
// A pong without content; what a client sends is masked.
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

describe("a WebSocket", () => {
  it("is opened for a program, and for a page of the server itself", async () => {
    for (const headers of [{}, { origin: server.url }]) {
      const { status, socket } = await upgrade("/graphql", headers);
      expect(status).toBe(101);
      socket.destroy();
    }
  });

  it.each(["https://elsewhere.example", "null", "http://127.0.0.1:1", "file://"])(
    "is refused to a page of %s",
    async (origin) => {
      const { status, socket } = await upgrade("/graphql", { origin });
      expect(status).toBe(403);
      socket.destroy();
    },
  );

  it("is refused under a name that is not this machine's", async () => {
    const { status, socket } = await upgrade("/graphql", {
      host: "rebound.example",
      origin: "http://rebound.example",
    });
    expect(status).toBe(403);
    socket.destroy();
  });

  it("is to be had at /graphql alone", async () => {
    const { status, socket } = await upgrade("/graphiql");
    expect(status).toBe(404);
    socket.destroy();
  });

  it("stays open while pings are answered, and is dropped when they are not", async () => {
    const { socket } = await upgrade("/graphql");
    // What an idle client would be closed for is not what this test is about.
    socket.write(maskedText('{"type":"connection_init"}'));
    let pings = 0;
    let isAnswering = true;
    socket.on("data", (data: Buffer) => {
      if (!data.includes(pingByte)) return;
      pings++;
      if (isAnswering) socket.write(pong);
    });
    const closed = once(socket, "close");
    await eventually(() => pings >= 5);
    expect(socket.destroyed).toBe(false);
    isAnswering = false;
    await closed;
  });

  it("that sends nonsense is closed, and the server lives on", async () => {
    const { socket } = await upgrade("/graphql");
    socket.on("error", () => {});
    const closed = once(socket, "close");
    socket.resume();
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await closed;
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  it("carries queries and mutations, too, and their errors", async () => {
    await using query = server.subscribe<{ flows: object }>("{ flows { totalCount } }", {});
    expect((await query.events.next()).value).toEqual({ data: { flows: { totalCount: 1 } } });
    await using mutation = server.subscribe(
      'mutation { createFlowRun(input: { deployment: "no/such" }) { flowRun { id } } }',
      {},
    );
    expect((await mutation.events.next()).value).toMatchObject({
      errors: [{ message: "No deployment is named 'no/such'.", extensions: { code: "VODEP" } }],
    });
    await using tooDeep = server.subscribe(
      `{ flowRuns { nodes { ${"parent { ".repeat(20)} id ${"} ".repeat(20)} } } }`,
      {},
    );
    await expect(tooDeep.events.next()).rejects.toMatchObject([
      { extensions: { code: "QUERY_TOO_DEEP" } },
    ]);
  });

  it("may carry a hundred subscriptions, and no more", async () => {
    const id = await insertFlowRun(server.pool);
    const client = createClient({ url: `${server.url.replace("http", "ws")}/graphql` });
    const query = `subscription { flowRunChanged(id: "${id}") { id } }`;
    const subscriptions = Array.from({ length: 100 }, () => client.iterate({ query }));
    for (const events of subscriptions) {
      expect((await events.next()).value).toEqual({ data: { flowRunChanged: { id } } });
    }
    await expect(client.iterate({ query }).next()).rejects.toMatchObject([
      { extensions: { code: "TOO_MANY_SUBSCRIPTIONS" } },
    ]);
    await client.dispose();
  });
});

/** A frame with a text, as a client sends it. The mask is zero, so that the text stays readable. */
function maskedText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
