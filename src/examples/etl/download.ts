import { InvalidInput, ProvostError } from "../../errors.ts";
import { labelOf } from "./nameTable.ts";

/**
 * The bytes behind a URL.
 * @throws InvalidInput when another try will not help
 */
export async function* download(url: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const { address, headers } = withoutCredentials(url);
  try {
    const response = await fetch(address, { headers, ...(signal ? { signal } : {}) });
    if (!response.ok) throw refusal(url, response);
    // An answer without a body is an empty one.
    for await (const chunk of response.body ?? []) yield Buffer.from(chunk);
  } catch (error) {
    if (error instanceof ProvostError || signal?.aborted) throw error;
    throw new ProvostError(`The download of ${labelOf(url)} broke off: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

/** `fetch` takes no URL with a password in it: it becomes a header. */
function withoutCredentials(url: string): { address: URL; headers: Record<string, string> } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === "" && password === "") return { address, headers: {} };
  address.username = address.password = "";
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}

const passing = new Set([408, 425, 429]);

function refusal(url: string, { status, statusText }: Response): ProvostError {
  const message = `${labelOf(url)} was answered with ${status} ${statusText}`.trimEnd() + ".";
  if (status >= 500 || passing.has(status)) return new ProvostError(message);
  return new InvalidInput(message, { hint: "Check the URL, and that it may be read." });
}

/** The message of `fetch` itself only says that it failed. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
