import { readFileSync } from "node:fs";
import { connect } from "node:net";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chooseSeed } from "../crash/random.ts";
import { times } from "../crash/scale.ts";
import { column } from "../sql/rows.ts";
import { anyJson, anyObject, anyText, brokenJson } from "../support/malformed.ts";
import { deploy, insertFlowRun } from "./flowRunMakers.ts";
import { useServer } from "./useServer.ts";

const server = useServer();
const seed = chooseSeed();
console.info(`Seed ${seed}`);
const known: string[] = ["default"];

beforeAll(async () => {
  await deploy(server.pool);
  const id = await insertFlowRun(server.pool);
  known.push(
    id,
    ...(await column<string>(server.pool, "select full_name from provost.deployments")),
  );
});
beforeEach(() => void (server.log.length = 0));

/** What nobody outside may see: where the database is, and what the code looks like. */
function expectNoLeak(answer: string): void {
  expect(answer).not.toContain(server.database.name);
  expect(answer).not.toMatch(/postgres(ql)?:\/\/|node_modules|\.[cm]?[jt]s:\d+|\n\s+at /);
}

async function post(
  body: string | Uint8Array<ArrayBuffer>,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** Answered, without a fault of the server's own. */
function expectDecent({ status, text }: { status: number; text: string }): void {
  expect([200, 400, 413, 422]).toContain(status);
  expectNoLeak(text);
  expect(text).not.toContain("INTERNAL_ERROR");
}

/** What speaks against the server's being as well as before. */
async function harm(): Promise<unknown[]> {
  const { status } = await fetch(`${server.url}/ready`);
  const errors: unknown[] = server.log.filter(({ level }) => level === "error");
  return status === 200 ? errors : [...errors, `/ready answers ${status}`];
}

interface Mutation {
  name: string;
  inputType: string;
  fields: { name: string; type: string }[];
}

/** The mutations that the schema has, with what they take. */
function readMutations(): Mutation[] {
  const source = readFileSync(new URL("../graphql/schema.graphql", import.meta.url), "utf8")
    .replaceAll(/"""[^]*?"""/g, "")
    .replaceAll(/\n\s*\n/g, "\n");
  const [, body = ""] = /\ntype Mutation \{\n([^]*?)\n\}/.exec(source) ?? [];
  return [...body.matchAll(/(\w+)\(\s*input: (\w+)!\s*\)/g)].map(
    ([, name = "", inputType = ""]) => {
      const [, fields = ""] =
        new RegExp(`\ninput ${inputType} \\{\n([^]*?)\n\\}`).exec(source) ?? [];
      return {
        name,
        inputType,
        fields: [...fields.matchAll(/(\w+): (\S+)/g)].map(([, field = "", type = ""]) => ({
          name: field,
          type,
        })),
      };
    },
  );
}

/** As JSON: mostly of the kind that the type asks for. */
function valueOf(type: string): fc.Arbitrary<string> {
  const text = fc.oneof(
    fc.nat().map((n) => known[n % known.length] ?? ""),
    anyText,
  );
  const quoted = text.map((each) => JSON.stringify(each));
  const of: Record<string, fc.Arbitrary<string>> = {
    JSON: fc.oneof(anyJson, anyObject),
    Int: fc.constantFrom("0", "1", "-1", "2147483647", "2147483648", "1.5", "1e308"),
    Float: fc.constantFrom("0", "0.5", "-1", "1e308", "1e309"),
    Boolean: fc.constantFrom("true", "false", '"true"'),
    Datetime: fc.constantFrom('"2030-01-01T00:00:00Z"', '"infinity"', '"999999-01-01"', '"soon"'),
  };
  const bare = type.replaceAll(/[![\]]/g, "");
  const right = of[bare] ?? quoted;
  const shaped = type.startsWith("[")
    ? fc.array(right, { maxLength: 3 }).map((items) => `[${items.join(",")}]`)
    : right;
  return fc.oneof({ weight: 8, arbitrary: shaped }, { weight: 1, arbitrary: anyJson });
}

const inputOf = (fields: Mutation["fields"]): fc.Arbitrary<string> =>
  fc
    .tuple(...fields.map(({ type }) => fc.tuple(fc.integer({ min: 0, max: 4 }), valueOf(type))))
    .map((values) => {
      const entries = fields.flatMap(({ name, type }, i) => {
        const [chance = 0, given = "null"] = values[i] ?? [];
        return chance > 0 || type.endsWith("!") ? [`${JSON.stringify(name)}:${given}`] : [];
      });
      return `{${entries.join(",")}}`;
    });

describe("GraphQL over HTTP", () => {
  it("answers every mutation decently, whatever its variables are", async () => {
    const mutations = readMutations();
    expect(mutations.length).toBeGreaterThan(40);
    for (const { name, inputType, fields } of mutations) {
      const query = JSON.stringify(
        `mutation ($input: ${inputType}!) { ${name}(input: $input) { clientMutationId } }`,
      );
      for (const input of fc.sample(inputOf(fields), { numRuns: times(5), seed })) {
        const answer = await post(`{"query":${query},"variables":{"input":${input}}}`);
        expectDecent(answer);
        if (answer.status !== 200) continue;
        const { errors = [] } = JSON.parse(answer.text) as { errors?: { message: string }[] };
        for (const { message } of errors) expect(message).toMatch(/\S/);
      }
    }
    expect(await harm()).toEqual([]);
  });

  it("answers every body decently", async () => {
    const good = '{"query":"{ flows { nodes { id } } }","variables":{"a":1},"operationName":null}';
    const mutilated = fc
      .tuple(fc.nat(good.length), fc.nat(6), anyText)
      .map(([at, length, text]) => good.slice(0, at) + text + good.slice(at + length));
    const bodies = fc.oneof(
      brokenJson,
      anyJson,
      mutilated,
      fc.tuple(anyJson, anyJson).map(([query, rest]) => `{"query":${query},"variables":${rest}}`),
      anyText.map((text) => `{"query":${JSON.stringify(`{ flows ${text}`)}}`),
    );
    for (const body of fc.sample(bodies, { numRuns: times(200), seed })) {
      expectDecent(await post(body));
    }
    const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => new Uint8Array(each));
    for (const body of fc.sample(bytes, { numRuns: times(50), seed }))
      expectDecent(await post(body));
    expect(await harm()).toEqual([]);
  });

  it.each([400, 4000, 20_000])("answers values that are nested %i times", async (depth) => {
    const emit = (payload: string) =>
      `mutation ($r: JSON!) { emitEvent(input: {event: "e", resource: $r, payload: ${payload}}) { result } }`;
    const object = `${"{a:".repeat(depth)}1${"}".repeat(depth)}`;
    expectDecent(await post(JSON.stringify({ query: emit(object), variables: { r: "r" } })));
    const list = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    const answer = await post(`{"query":${JSON.stringify(emit("{}"))},"variables":{"r":${list}}}`);
    expectDecent(answer);
    expect(answer.text).toContain(depth > 500 ? '"VALUE_TOO_DEEP"' : '"VOARG"');
    expect(await harm()).toEqual([]);
  });
});

/** What the server says to bytes that are sent to it, until it closes the connection or is silent. */
async function exchange(bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (data) => (answer += data.toString("latin1")));
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.end(bytes);
  await closed;
  return answer;
}

const head = (lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;

describe("HTTP", () => {
  it.each([
    ["no request", "\r\n\r\n"],
    ["no version", "GET /\r\n\r\n"],
    ["an unknown method", head(["BREW / HTTP/1.1", "Host: localhost"])],
    ["a line without an end", `GET /${"a".repeat(20_000)}`],
    ["a path without an end", head([`GET /${"a".repeat(20_000)} HTTP/1.1`, "Host: localhost"])],
    ["a header without an end", head(["GET / HTTP/1.1", `Host: ${"a".repeat(20_000)}`])],
    ["a NUL in a header", head(["GET / HTTP/1.1", "Host: local\0host"])],
    ["two lengths", head(["POST /graphql HTTP/1.1", "Content-Length: 1", "Content-Length: 2"])],
    [
      "a negative length",
      head(["POST /graphql HTTP/1.1", "Host: localhost", "Content-Length: -1"]),
    ],
    [
      "a length and chunks, as smugglers send them",
      `${head(["POST /graphql HTTP/1.1", "Host: localhost", "Content-Length: 4", "Transfer-Encoding: chunked"])}0\r\n\r\n`,
    ],
    [
      "a chunk that is no chunk",
      `${head(["POST /graphql HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Transfer-Encoding: chunked"])}zz\r\n`,
    ],
    [
      "less than it announces",
      `${head(["POST /graphql HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Content-Length: 100"])}{`,
    ],
    ["no host", head(["GET /health HTTP/1.1"])],
    ["a path that is none", head(["GET http://[ HTTP/1.1", "Host: localhost"])],
    ["broken escapes", head(["GET /%zz%00%ff HTTP/1.1", "Host: localhost"])],
    ["another protocol", Buffer.from("160301020001000100", "hex")],
  ])("refuses %s, and lives on", async (_what, bytes) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expectNoLeak(answer);
    expect(await harm()).toEqual([]);
  });
});

/** A frame as a client sends it, or should not. */
function frame(
  opcode: number,
  payload: string | Buffer,
  { isLast = true, isMasked = true, reserved = 0 } = {},
): Buffer {
  const bytes = Buffer.from(payload);
  const length = bytes.length < 126 ? [bytes.length] : [126, bytes.length >> 8, bytes.length & 255];
  const [first = 0, ...more] = length;
  // The mask is zero, so that the payload stays as it is.
  const mask = isMasked ? [0, 0, 0, 0] : [];
  const bits = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  return Buffer.concat([
    Buffer.from([bits, (isMasked ? 0x80 : 0) | first, ...more, ...mask]),
    bytes,
  ]);
}

const text = (message: unknown): Buffer =>
  frame(1, typeof message === "string" ? message : JSON.stringify(message));
const init = text({ type: "connection_init" });
const subscribeTo = (payload: unknown, id: unknown = "1"): Buffer =>
  text({ id, type: "subscribe", payload });
const live = { query: "subscription { flowRunChanged(id: 1) { id } }" };

describe("a WebSocket", () => {
  it.each<[string, Buffer[]]>([
    ["frames without a mask", [frame(1, "{}", { isMasked: false })]],
    ["reserved bits", [frame(1, "{}", { reserved: 7 })]],
    ["an unknown kind of frame", [frame(7, "{}")]],
    ["a ping in parts", [frame(9, "a", { isLast: false })]],
    ["a part of nothing", [frame(0, "a")]],
    ["a ping that is too long", [frame(9, "a".repeat(200))]],
    ["a frame of many gigabytes", [Buffer.from("81ff7fffffffffffffff00000000", "hex")]],
    ["a text that is no UTF-8", [frame(1, Buffer.from([0xc3, 0x28]))]],
    ["bytes", [frame(2, Buffer.from([0, 255]))]],
    ["no JSON", [init, text("{")]],
    ["no message", [text("null")]],
    ["an unknown message", [init, text({ type: "please" })]],
    ["a message without a type", [init, text({ __proto__: null, id: "1" })]],
    ["a start before the greeting", [subscribeTo(live)]],
    ["two greetings", [init, init]],
    ["two subscriptions of one id", [init, subscribeTo(live), subscribeTo(live)]],
    ["an id that is none", [init, subscribeTo(live, 1)]],
    ["no query", [init, subscribeTo({})]],
    ["a query that is none", [init, subscribeTo({ query: 1, variables: "a" })]],
    ["half a query", [init, subscribeTo({ query: "subscription {" })]],
    ["a subscription with nonsense", [init, subscribeTo(live)]],
    ["a code that is none", [frame(8, Buffer.from([0, 0]))]],
  ])("may send %s, and the server lives on", async (_what, frames) => {
    const request = head([
      "GET /graphql HTTP/1.1",
      "Host: localhost",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${Buffer.from("0123456789abcdef").toString("base64")}`,
      "Sec-WebSocket-Protocol: graphql-transport-ws",
    ]);
    const answer = await exchange(Buffer.concat([Buffer.from(request), ...frames]));
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expectNoLeak(answer);
    expect(answer).not.toContain("INTERNAL_ERROR");
    expect(await harm()).toEqual([]);
  });

  it("is refused without what makes it one", async () => {
    for (const lines of [
      ["Upgrade: websocket", "Sec-WebSocket-Version: 99"],
      ["Upgrade: websocket", "Sec-WebSocket-Key: x"],
      ["Upgrade: h2c"],
    ]) {
      const answer = await exchange(
        head(["GET /graphql HTTP/1.1", "Host: localhost", "Connection: Upgrade", ...lines]),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect(await harm()).toEqual([]);
  });
});
