import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { type Backend, type BackendOptions, loadModules, openBackend } from "./backend.ts";
import { hasForeignHost, hasForeignOrigin, isLoopback } from "./callers.ts";
import { listenOn } from "../listenOn.ts";
import { makeRoutes, pathOf, paths } from "./routes.ts";

export interface ServerOptions extends BackendOptions {
  /** Instead of the setting. */
  host?: string;
  /** Instead of the setting; 0 takes a free one. */
  port?: number;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:4200`. */
  url: string;
  /** Ends within about a second, however many clients there are. */
  close(): Promise<void>;
}

/**
 * Serves GraphQL, GraphiQL, `/health` and `/ready`. The port is open, and `/health` answers, while
 * the rest is made ready. Throws an error that names the port when it is taken, and
 * `DatabaseUnreachable`, `VersionTooNew` or `MigrationFailed`.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log, settings } = options;
  const host = options.host ?? settings.server.host;
  let backend: Backend | undefined;
  const server = createServer(
    makeRoutes({
      host,
      hasPages: settings.server.hasPages,
      graphql: () => backend?.api.handle,
      async checkReady() {
        if (!backend) throw new Error("The server is starting.");
        await backend.checkReady();
      },
      onError: (error, path) => log.error({ err: error, path }, "A request failed"),
    }),
  );
  server.keepAliveTimeout = settings.server.keepAliveTimeoutSeconds * 1000;
  server.on("upgrade", (request, socket, head) => {
    const refusal = refusalOf(request, host, backend);
    if (refusal) refuse(socket, refusal);
    else backend?.websockets.accept(request, socket, head);
  });
  const port = await listenOn(server, host, options.port ?? settings.server.port);
  if (!isLoopback(host)) {
    log.warn({ host }, "Whoever can reach this address may do everything: there is no login");
  }
  try {
    backend = await openBackend(options);
  } catch (error) {
    await closeServer(server);
    throw error;
  }
  const opened = backend;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${urlHost(host)}:${port}`,
    close: () =>
      (closing ??= (async () => {
        await Promise.all([closeServer(server), opened.websockets.close()]);
        await opened.close();
      })()),
  };
}

/** Loads what `startServer` needs and takes long to load, while something else is being done. */
export async function preloadServer(): Promise<void> {
  await loadModules();
}

/** The status line with which a request for a WebSocket is refused, if it is. */
function refusalOf(
  request: IncomingMessage,
  host: string,
  backend: Backend | undefined,
): string | undefined {
  if (pathOf(request) !== paths.graphql) return "404 Not Found";
  if (hasForeignHost(request, host) || hasForeignOrigin(request)) return "403 Forbidden";
  return backend ? undefined : "503 Service Unavailable";
}

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const graceMilliseconds = 1000;

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
  await closed;
  clearTimeout(cutOff);
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
