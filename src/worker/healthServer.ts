import { listenOn } from "../listenOn.ts";
import type { HealthReport } from "./health.ts";

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface HealthServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  report: () => HealthReport & { name: string; id: string; running: number };
}

/**
 * Answers `GET /health` with 200, or 503 when the worker does not beat or hears nothing, and
 * `GET /ready` with 503 also while it drains. Both say why, as JSON.
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { host, port, report } = options;
  // It brings a client of HTTP along, whose code takes a while to load.
  const { createServer } = await import("node:http");
  const server = createServer(({ url }, response) => {
    const [status, answer] = answerTo(url?.split("?", 1)[0], report());
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(`${JSON.stringify(answer)}\n`);
  });
  const taken = await listenOn(server, host, port);
  // The process may end while somebody holds a connection.
  server.unref();
  const address = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${address}:${taken}/health`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function answerTo(path: string | undefined, found: HealthReport): [status: number, answer: object] {
  if (path !== "/health" && path !== "/ready") {
    return [404, { message: "Ask for /health or /ready." }];
  }
  const isRight = path === "/ready" ? found.status === "ONLINE" : found.isHealthy;
  return [isRight ? 200 : 503, { message: isRight ? "OK" : explain(found), ...found }];
}

function explain({ status, secondsSinceBeat, secondsSincePoll }: HealthReport): string {
  if (status !== "STALLED") return `The worker is ${status.toLowerCase()}.`;
  return (
    `The worker does not respond: its last beat was answered ${secondsSinceBeat.toFixed()} s ago, ` +
    `its last poll ${secondsSincePoll.toFixed()} s ago.`
  );
}
