import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { hasForeignHost, hasForeignOrigin, isLoopback } from "../../src/server/callers.ts";

const from = (headers: { host?: string; origin?: string }) => ({ headers }) as IncomingMessage;

describe("isLoopback", () => {
  it.each(["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LOCALHOST", "app.localhost"])(
    "knows that %s is this machine",
    (host) => expect(isLoopback(host)).toBe(true),
  );

  it.each(["0.0.0.0", "::", "192.168.0.1", "localhost.example", "example.com", "127.0.0.1.nip.io"])(
    "knows that %s may be others",
    (host) => expect(isLoopback(host)).toBe(false),
  );
});

describe("hasForeignHost", () => {
  it.each(["localhost:4200", "127.0.0.1", "[::1]:4200"])("lets %s pass", (host) => {
    expect(hasForeignHost(from({ host }), "127.0.0.1")).toBe(false);
  });

  it.each(["rebound.example", "rebound.example:4200", "", "127.0.0.1@rebound.example", "a b"])(
    "stops %j",
    (host) => expect(hasForeignHost(from({ host }), "127.0.0.1")).toBe(true),
  );

  it("stops a request without any", () => {
    expect(hasForeignHost(from({}), "::1")).toBe(true);
  });

  it("lets everything pass when others are meant to reach the server", () => {
    expect(hasForeignHost(from({ host: "provost.example" }), "0.0.0.0")).toBe(false);
  });
});

describe("hasForeignOrigin", () => {
  it("lets programs pass, and pages of the server itself", () => {
    expect(hasForeignOrigin(from({ host: "localhost:4200" }))).toBe(false);
    const own = from({ host: "Provost.example:4200", origin: "http://provost.example:4200" });
    expect(hasForeignOrigin(own)).toBe(false);
    const behindProxy = from({ host: "provost.example", origin: "https://provost.example" });
    expect(hasForeignOrigin(behindProxy)).toBe(false);
  });

  it.each(["http://localhost:4201", "https://elsewhere.example", "null", "", "localhost:4200"])(
    "stops pages of %j",
    (origin) => {
      expect(hasForeignOrigin(from({ host: "localhost:4200", origin }))).toBe(true);
    },
  );
});
