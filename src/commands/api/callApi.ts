import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { InvalidInput, NotFound, ProvostError, redactUrl } from "../../errors.ts";
import { jsonOrText } from "../arguments.ts";
import { say, writeLine } from "../output/print.ts";
import { serverUrl } from "../server/serverStatus.ts";

export interface ApiOptions {
  data?: string;
  variables?: string;
  header?: string[];
  verbose?: boolean;
}

/** Sends a request to the server and prints what it answers. Errors of GraphQL are failures, too. */
export async function callApi(
  method: string,
  path: string | undefined,
  options: ApiOptions,
): Promise<void> {
  const url = serverUrl();
  const request = path === undefined ? queryOf(method, options) : await requestOf(method, options);
  const address = new URL(path ?? "/graphql", url);
  let response: Response;
  try {
    response = await fetch(address, request);
  } catch (error) {
    throw new ProvostError(`No server answers at ${url}.`, {
      hint: "Start one: provost server start. Another address: PROVOST_SERVER_API_HOST and _PORT.",
      cause: error,
    });
  }
  if (options.verbose) tell(address, request, response);
  const answer = jsonOrText(await response.text());
  writeLine(typeof answer === "string" ? answer : JSON.stringify(answer, null, 2));
  if (!response.ok || hasErrors(answer)) process.exitCode = 1;
}

/** What was sent and answered, but secrets. */
function tell(address: URL, { method, headers }: RequestInit, response: Response): void {
  say(`> ${method} ${redactUrl(address.href)}`);
  for (const [name, value] of new Headers(headers)) {
    say(`> ${name}: ${name === "authorization" ? "***" : value}`);
  }
  say(`< ${response.status} ${response.statusText}`);
  for (const [name, value] of response.headers) say(`< ${name}: ${value}`);
}

const contentType = { "content-type": "application/json" };

function queryOf(query: string, { variables, header, data }: ApiOptions): RequestInit {
  if (!query.includes("{") || data !== undefined) {
    throw new InvalidInput("Expected a method and a path, or a query of GraphQL.", {
      hint: "provost api GET /ready, or provost api '{ flows { nodes { name } } }'",
    });
  }
  const body = JSON.stringify({ query, variables: variables && parsed("--variables", variables) });
  return { method: "POST", body, headers: { ...contentType, ...headersOf(header) } };
}

async function requestOf(
  method: string,
  { data, variables, header }: ApiOptions,
): Promise<RequestInit> {
  if (variables !== undefined) {
    throw new InvalidInput("--variables goes with a query of GraphQL, not with a path.", {
      hint: `Put them into --data: {"query": "…", "variables": {…}}.`,
    });
  }
  const body = data === undefined ? undefined : await bodyOf(data);
  const headers = { ...(body !== undefined && contentType), ...headersOf(header) };
  return { method: method.toUpperCase(), headers, ...(body !== undefined && { body }) };
}

async function bodyOf(data: string): Promise<string> {
  if (data === "-") return await text(process.stdin);
  if (!data.startsWith("@")) return data;
  try {
    return await readFile(data.slice(1), "utf8");
  } catch (cause) {
    throw new NotFound(`There is no file ${JSON.stringify(data.slice(1))} that can be read.`, {
      hint: "Write --data @path, or the JSON itself.",
      cause,
    });
  }
}

function headersOf(lines: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      throw new InvalidInput(`Expected a header as "name: value", got ${JSON.stringify(line)}.`);
    }),
  );
}

function parsed(option: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new InvalidInput(`Expected ${option} to be JSON, got ${JSON.stringify(json)}.`, {
      hint: `Write it like {"id": 1}.`,
      cause,
    });
  }
}

const hasErrors = (answer: unknown): boolean =>
  typeof answer === "object" && answer !== null && "errors" in answer;
