import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { useServer } from "./useServer.ts";

const server = useServer();

const json = { "content-type": "application/json" };
const body = JSON.stringify({ query: "{ flows { nodes { id } } }" });

/** `fetch` would not let a test set `Host`. */
async function statusFor(path: string, headers: Record<string, string>): Promise<number> {
  return await new Promise((resolve, reject) => {
    request(`${server.url}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

describe("the server", () => {
  it("says that it is up, and that it is ready", async () => {
    const health = await fetch(`${server.url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    const ready = await fetch(`${server.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ready" }]);
  });

  it("shows at / where everything is", async () => {
    const response = await fetch(`${server.url}/`);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await response.text();
    for (const path of ["/graphql", "/graphiql", "/health", "/ready"]) expect(page).toContain(path);
  });

  it("serves GraphiQL and its files itself", async () => {
    const page = await (await fetch(`${server.url}/graphiql`)).text();
    const files = [...page.matchAll(/(?:src|href|from|import\()\s*=?\s*"(\/ruru-static\/[^"]+)"/g)];
    expect(files.length).toBeGreaterThan(0);
    expect(page).not.toMatch(/https?:\/\/(unpkg|cdn|esm)\./);
    for (const [, file] of files) {
      expect((await fetch(`${server.url}${file}`)).status).toBe(200);
    }
  });

  it.each(["/nothing", "/graphql/", "/graphql/more", "/healthy", "/graphiqlx", "//"])(
    "has nothing at %s",
    async (path) => {
      const response = await fetch(server.url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        error: `There is nothing at ${path}.`,
        hint: expect.stringContaining("/graphql"),
      });
    },
  );

  it("lets its own pages only be read", async () => {
    const response = await fetch(`${server.url}/health`, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("allows no other site to read its answers", async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { ...json, origin: "https://elsewhere.example" },
      body,
    });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await fetch(`${server.url}/graphql`, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-methods")).toBeNull();
  });

  it("answers to names of this machine alone while it listens on loopback alone", async () => {
    expect(await statusFor("/health", { host: "localhost:4200" })).toBe(200);
    expect(await statusFor("/health", { host: "rebound.example" })).toBe(403);
    expect(await statusFor("/graphql", { host: "rebound.example:4200" })).toBe(403);
  });
});

describe("/graphql", () => {
  it("answers a request in JSON", async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { flows: { nodes: [] } } });
  });

  it("takes nothing by GET, least of all a mutation", async () => {
    const mutation = 'mutation { createFlowRun(input: { deployment: "a/b" }) { flowRun { id } } }';
    for (const query of ["{ flows { nodes { id } } }", mutation]) {
      const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`);
      expect(response.status).toBe(405);
    }
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/graphql"])(
    "takes no %s, which a page of another site could send",
    async (type) => {
      const response = await fetch(`${server.url}/graphql`, {
        method: "POST",
        headers: { "content-type": type },
        body,
      });
      expect(response.status).toBe(415);
    },
  );

  it("takes no more than a megabyte, announced or not", async () => {
    const large = JSON.stringify({
      query: `{ flows { nodes { id } } } # ${"x".repeat(1_000_000)}`,
    });
    const announced = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: json,
      body: large,
    });
    expect(announced.status).toBe(413);
    expect(await announced.json()).toMatchObject({
      errors: [{ message: "A request may have at most 1000000 bytes." }],
    });
    const unannounced = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: json,
      body: new Blob([large]).stream(),
      duplex: "half",
    });
    expect(unannounced.status).toBe(413);
  });

  it.each([
    "",
    "null",
    "[]",
    "{",
    '{"query": 1}',
    '{"query": "{ flows"}',
    "\0",
    '{"__proto__": {}}',
  ])("refuses the body %j with a reason", async (malformed) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: json,
      body: malformed,
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors[0]?.message).toBeTruthy();
  });
});
