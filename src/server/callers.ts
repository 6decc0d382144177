import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether a host name or an address stands for this machine alone. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const family = isIP(name);
  if (family === 0) return name === "localhost" || name.endsWith(".localhost");
  return loopback.check(name, family === 6 ? "ipv6" : "ipv4");
}

/**
 * Whether the request names the server by a name that is not its own. A server that listens on
 * loopback only has no other protection from web pages that have their own name point to it (DNS
 * rebinding), so it answers to loopback names alone.
 */
export function hasForeignHost({ headers }: IncomingMessage, listensOn: string): boolean {
  if (!isLoopback(listensOn)) return false;
  const url = URL.parse(`http://${headers.host ?? ""}`);
  return !url || !isLoopback(url.hostname);
}

/**
 * Whether a web page of another site makes the request. Browsers let every page open WebSockets to
 * everywhere, and say where it comes from. Programs say nothing.
 */
export function hasForeignOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return false;
  return URL.parse(headers.origin)?.host !== headers.host?.toLowerCase();
}
