import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode, handleProtocols, makeServer, type ServerOptions } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { GraphQLError } from "./graphql/postgraphile.ts";
import { keepAlive, type PingTimes } from "./keepAlive.ts";
import type { ServerLog } from "./serverLog.ts";

export interface Websockets {
  /** Makes a WebSocket of a connection whose client may have one. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Says goodbye to all clients; those that do not leave are dropped after a moment. */
  close(): Promise<void>;
}

export interface WebsocketOptions {
  graphql: ServerOptions;
  ping: PingTimes;
  maxMessageBytes: number;
  log: ServerLog;
}

/** Of one client, at the same time. */
const maxOperations = 100;
const goingAway = 1001;
const farewellMilliseconds = 500;

/** Serves GraphQL over WebSockets, in the protocol graphql-transport-ws. */
export function openWebsockets(options: WebsocketOptions): Websockets {
  const graphql = makeServer({
    ...options.graphql,
    onSubscribe(context, id, payload) {
      const { length } = Object.keys(context.subscriptions);
      if (length > maxOperations) return [tooManyOperations(length)];
      return options.graphql.onSubscribe?.(context, id, payload);
    },
  });
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxMessageBytes,
    handleProtocols,
  });

  function serve(socket: WebSocket, request: IncomingMessage): void {
    socket.on("error", (error) => {
      options.log.warn({ err: error }, "A WebSocket failed");
      socket.terminate();
    });
    keepAlive(socket, options.ping);
    const closed = graphql.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve, reject) => {
            // Whoever leaves before the answer is there does not miss it.
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(data, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code = goingAway, reason) => socket.close(code, reason),
        onMessage(handle) {
          socket.on("message", (message: Buffer) => {
            handle(String(message)).catch((error: unknown) => {
              options.log.error({ err: error }, "A WebSocket message could not be handled");
              socket.close(CloseCode.InternalServerError, "Internal server error");
            });
          });
        },
      },
      { socket, request },
    );
    socket.once("close", (code: number, reason: Buffer) => void closed(code, String(reason)));
  }

  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (opened) => serve(opened, request));
    },
    async close() {
      server.close();
      const left = [...server.clients].map((client) => {
        client.close(goingAway, "The server is shutting down");
        const drop = setTimeout(() => client.terminate(), farewellMilliseconds);
        return new Promise<void>((resolve) => {
          client.once("close", () => {
            clearTimeout(drop);
            resolve();
          });
        });
      });
      await Promise.all(left);
    },
  };
}

function tooManyOperations(count: number): GraphQLError {
  return new GraphQLError(
    `A WebSocket may carry at most ${maxOperations} operations at once, got ${count}.`,
    {
      extensions: { code: "TOO_MANY_SUBSCRIPTIONS", hint: "End some, or open another WebSocket." },
    },
  );
}
