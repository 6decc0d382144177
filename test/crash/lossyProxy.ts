import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { once } from "node:events";
import type { Connection } from "../../src/db/pool.ts";

export interface LossyProxy extends AsyncDisposable {
  /** The same database, through the proxy. */
  readonly connection: Connection;
  /** How many answers have been lost so far. */
  readonly lost: number;
  /** Nothing goes through the connections of this moment any more, and nobody is told. */
  silence(): void;
  /** From now on every connection ends at once, as if there were no server. */
  cut(): void;
  /** What the server sends waits until it is let go, on every connection. */
  hold(): void;
  letGo(): void;
  /** How many connections have ended at once. */
  readonly refused: number;
}

export interface LossyProxyOptions {
  /** The calls whose answers may be lost, by what their bytes contain. Default: none. */
  calls?: RegExp;
  /** Asked for each answer of such a call. */
  isLost?: () => boolean;
}

/**
 * Stands between a worker and PostgreSQL. PostgreSQL answers after the commit; the proxy cuts the
 * connection instead of passing some answers on, so that the caller cannot know what became of it.
 */
export async function startLossyProxy(
  connection: Connection,
  { calls = /(?!)/, isLost = () => false }: LossyProxyOptions = {},
): Promise<LossyProxy> {
  const { host, port } = addressOf(connection);
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let lost = 0;
  let isCut = false;
  let held: (() => void)[] | undefined;
  let refused = 0;

  function join(client: Socket): void {
    if (isCut) {
      refused++;
      client.destroy();
      return;
    }
    const server = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    let isAsked = false;
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        // Of silent ones, neither side hears that the other has gone.
        if (!silent.has(socket)) other.destroy();
      });
    }
    client.on("data", (bytes) => {
      if (silent.has(client)) return;
      isAsked ||= calls.test(bytes.toString("latin1"));
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (silent.has(server)) return;
      const drops = isAsked && isLost();
      isAsked = false;
      if (!drops) {
        if (held) held.push(() => client.write(bytes));
        else client.write(bytes);
        return;
      }
      lost++;
      client.destroy();
      server.destroy();
    });
  }

  const listening = createServer(join).listen(0, "127.0.0.1");
  await once(listening, "listening");
  const own = { host: "127.0.0.1", port: (listening.address() as AddressInfo).port };
  return {
    connection: atAddress(connection, own),
    get lost() {
      return lost;
    },
    silence() {
      for (const socket of sockets) silent.add(socket);
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    hold() {
      held ??= [];
    },
    letGo() {
      for (const pass of held ?? []) pass();
      held = undefined;
    },
    get refused() {
      return refused;
    },
    async [Symbol.asyncDispose]() {
      listening.close();
      for (const socket of sockets) socket.destroy();
      await once(listening, "close");
    },
  };
}

interface Address {
  host: string;
  port: number;
}

function addressOf(connection: Connection): Address {
  if (typeof connection !== "string") return { port: 5432, ...connection };
  const url = new URL(connection);
  const host = url.searchParams.get("host") ?? url.hostname;
  return { host, port: Number(url.port || url.searchParams.get("port") || 5432) };
}

function atAddress(connection: Connection, address: Address): Connection {
  if (typeof connection !== "string") return { ...connection, ...address };
  const url = new URL(connection);
  url.search = "";
  url.hostname = address.host;
  url.port = String(address.port);
  return url.href;
}
