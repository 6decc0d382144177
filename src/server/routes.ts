import type { IncomingMessage, ServerResponse } from "node:http";
import { hasForeignHost } from "./callers.ts";

export const paths = {
  index: "/",
  graphql: "/graphql",
  graphiql: "/graphiql",
  /** Files of GraphiQL; everything below it. */
  graphiqlFiles: "/ruru-static/",
  health: "/health",
  ready: "/ready",
} as const;

export const maxRequestBytes = 1_000_000;

export interface RouteOptions {
  /** The address that the server listens on. */
  host: string;
  /** Whether there are pages for a browser. */
  hasPages: boolean;
  /** Answers GraphQL and GraphiQL; undefined while it is being made ready. */
  graphql: () => ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Throws while requests could not be answered. */
  checkReady: () => Promise<void>;
  /** Told what a request has failed of. */
  onError: (error: unknown, path: string) => void;
}

/** Finds who answers a request. Paths match exactly; a query string plays no part. */
export function makeRoutes(
  options: RouteOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (hasForeignHost(request, options.host)) {
      return sendJson(response, 403, {
        error: `This server is not called ${request.headers.host ?? "(no Host)"}.`,
        hint: `It listens on ${options.host} only. Call it by that name, or start it with --host.`,
      });
    }
    if (isPage(path) && !options.hasPages) return sendJson(response, 404, noPages(path));
    if (path === paths.graphql || path === paths.graphiql || path.startsWith(paths.graphiqlFiles)) {
      return answerGraphql(request, response);
    }
    const read = readRoutes[path];
    if (!read) {
      return sendJson(response, 404, {
        error: `There is nothing at ${path}.`,
        hint: `Look at ${Object.values(paths).join(", ")}.`,
      });
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      return sendJson(response, 405, { error: `${path} can only be read.`, hint: "Use GET." });
    }
    await read(response);
  }

  const readRoutes: Record<string, (response: ServerResponse) => void | Promise<void>> = {
    [paths.index]: (response) => send(response, 200, "text/html; charset=utf-8", indexPage),
    [paths.health]: (response) => sendJson(response, 200, { status: "ok" }),
    async [paths.ready](response) {
      try {
        await options.checkReady();
        sendJson(response, 200, { status: "ready" });
      } catch (error) {
        options.onError(error, paths.ready);
        sendJson(response, 503, { status: "not ready", error: messageOf(error) });
      }
    },
  };

  function answerGraphql(request: IncomingMessage, response: ServerResponse): void {
    const handle = options.graphql();
    if (!handle) {
      response.setHeader("retry-after", "1");
      return sendJson(response, 503, graphqlError("The server is starting.", "Try again soon."));
    }
    if (Number(request.headers["content-length"] ?? 0) > maxRequestBytes) {
      response.setHeader("connection", "close");
      const message = `A request may have at most ${maxRequestBytes} bytes.`;
      return sendJson(response, 413, graphqlError(message, "Ask for less at once."));
    }
    handle(request, response);
  }

  return (request, response) => {
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("x-frame-options", "DENY");
    response.setHeader("referrer-policy", "no-referrer");
    answer(request, response).catch((error: unknown) => {
      options.onError(error, pathOf(request));
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "Something went wrong in the server." });
    });
  };
}

/** What only a browser asks for. */
const isPage = (path: string): boolean =>
  path === paths.index || path === paths.graphiql || path.startsWith(paths.graphiqlFiles);

const noPages = (path: string) => ({
  error: `There is nothing at ${path}: this server shows no pages in a browser.`,
  hint: "Start it without --no-ui and PROVOST_SERVER_UI_ENABLED=false.",
});

export const pathOf = ({ url = "/" }: IncomingMessage): string => url.split("?", 1)[0] ?? "/";

function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, "application/json; charset=utf-8", `${JSON.stringify(body)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  response.end(body);
}

const graphqlError = (message: string, hint: string) => ({
  errors: [{ message, extensions: { code: "REFUSED", hint } }],
});

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : "Something went wrong in the server.";

const indexPage = `<!doctype html>
<html lang="en">
<title>Provost</title>
<h1>Provost</h1>
<ul>
  <li><a href="${paths.graphiql}">GraphiQL</a>: try queries in the browser
  <li><code>${paths.graphql}</code>: the GraphQL API, by POST and by WebSocket
  <li><a href="${paths.health}">${paths.health}</a>: whether the process is up
  <li><a href="${paths.ready}">${paths.ready}</a>: whether it can answer
</ul>
`;
