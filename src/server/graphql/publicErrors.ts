import { randomUUID } from "node:crypto";
import {
  DatabaseError,
  DatabaseUnreachable,
  fromPostgres,
  type ProvostError,
} from "../../errors.ts";
import type { ServerLog } from "../serverLog.ts";
import { GraphQLError, isSafeError } from "./postgraphile.ts";

const statementTimeout = "57014";
const stackDepthExceeded = "54001";
// Data exceptions and violated constraints: PostgreSQL's message is about what the client sent. Its
// detail may show other rows.
const clientsFault = /^2[23]/;

/**
 * What a client may see of an error. Ours (`VO…`) keep message, code, detail and hint; whatever
 * else went wrong is logged, and the client gets a reference to the entry.
 */
export function publicErrors(log: ServerLog): (error: GraphQLError) => GraphQLError {
  return (error) => {
    const original = error.originalError;
    if (!original || original instanceof GraphQLError) return error;
    if (isSafeError(original))
      return withExtensions(error, original.message, original.extensions ?? {});
    const thrown = fromPostgres(original);
    const isOwn = !(thrown instanceof DatabaseError) && !(thrown instanceof DatabaseUnreachable);
    if (isOwn) return withExtensions(error, thrown.message, factsOf(thrown));
    if (thrown.code === statementTimeout) {
      return withExtensions(error, "The query took too long.", {
        code: "QUERY_TIMEOUT",
        hint: "Ask for less at once: smaller pages, fewer levels, or a narrower condition.",
      });
    }
    if (thrown.code === stackDepthExceeded) {
      return withExtensions(error, "A value is nested too deeply.", {
        code: "VALUE_TOO_DEEP",
        hint: "Flatten it, or store it elsewhere and pass a reference to it.",
      });
    }
    if (clientsFault.test(thrown.code)) {
      return withExtensions(error, thrown.message, { code: thrown.code });
    }
    return masked(error, thrown, log);
  };
}

function factsOf({ code, detail, hint }: ProvostError): Record<string, unknown> {
  const pointer = pointerIn(detail);
  return {
    code,
    ...(detail && { detail }),
    ...(hint && { hint }),
    ...(pointer !== undefined && { pointer }),
  };
}

/** Where, in a JSON value, the first of the violations is that `VOPAR` and `VOSCH` list. */
function pointerIn(detail: string | undefined): string | undefined {
  if (!detail?.startsWith("[{")) return undefined;
  try {
    const [violation] = JSON.parse(detail) as [{ pointer?: unknown }];
    return typeof violation.pointer === "string" ? violation.pointer : undefined;
  } catch {
    return undefined; // a text that only looks like a list
  }
}

function masked(error: GraphQLError, thrown: ProvostError, log: ServerLog): GraphQLError {
  const reference = randomUUID().slice(0, 8);
  log.error({ err: thrown, reference, path: error.path?.join(".") }, "A GraphQL request failed");
  return thrown instanceof DatabaseUnreachable
    ? withExtensions(error, "The database cannot be reached.", {
        code: "DATABASE_UNREACHABLE",
        reference,
        hint: "Try again in a moment.",
      })
    : withExtensions(error, `Something went wrong in the server (reference ${reference}).`, {
        code: "INTERNAL_ERROR",
        reference,
        hint: "The server's log tells more under this reference.",
      });
}

function withExtensions(
  error: GraphQLError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions,
  });
}
