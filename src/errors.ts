/** What an error may carry besides its message. */
export interface ErrorFacts {
  /** SQLSTATE: one of ours (`VO…`, see sql/00_kernel/error_codes.sql) or PostgreSQL's own. */
  code?: string | undefined;
  /** The facts behind the message. */
  detail?: string | undefined;
  /** What to do about it. */
  hint?: string | undefined;
  cause?: unknown;
}

/** Every error that Provost raises on purpose: a message, a code, and often a detail and a hint. */
export class ProvostError extends Error {
  static readonly code: string = "XX000";
  readonly code: string;
  // Declared only, so that an error without them has no such properties.
  declare readonly detail?: string;
  declare readonly hint?: string;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code ?? new.target.code;
    if (facts.detail) this.detail = facts.detail;
    if (facts.hint) this.hint = facts.hint;
  }
}

// One class for each code of sql/00_kernel/error_codes.sql.

/** An argument or a setting is missing, malformed or out of range. */
export class InvalidInput extends ProvostError {
  static override readonly code = "VOARG";
}
/** No deployment has the name or id that was given. */
export class DeploymentNotFound extends ProvostError {
  static override readonly code = "VODEP";
}
/** The idempotency key was used before, with other input. */
export class IdempotencyConflict extends ProvostError {
  static override readonly code = "VODUP";
}
/** A state was written by something other than the state machine. */
export class GuardedState extends ProvostError {
  static override readonly code = "VOKEY";
}
/** The worker was declared dead and may not claim or write any more. */
export class WorkerLost extends ProvostError {
  static override readonly code = "VOLSE";
}
/** The object that was named does not exist. */
export class NotFound extends ProvostError {
  static override readonly code: string = "VONFD";
}
/** Parameters do not fit the JSON Schema of their deployment. */
export class InvalidParameters extends ProvostError {
  static override readonly code = "VOPAR";
}
/** No work pool has the name that was given. */
export class WorkPoolNotFound extends NotFound {
  static override readonly code = "VOPOL";
}
/** A JSON Schema is malformed or uses an unsupported keyword. */
export class InvalidSchema extends ProvostError {
  static override readonly code = "VOSCH";
}
/** A value is larger than its limit. */
export class TooLarge extends ProvostError {
  static override readonly code = "VOSIZ";
}
/** What was tried went well, and is undone. It never leaves the database. */
export class Undone extends ProvostError {
  static override readonly code = "VOUND";
}
/** The database was migrated by a newer release. */
export class VersionTooNew extends ProvostError {
  static override readonly code = "VOVER";
}

// Errors that carry PostgreSQL's own codes.

/** PostgreSQL refused a statement for a reason of its own; `code` is its SQLSTATE. */
export class DatabaseError extends ProvostError {}
/** The server cannot be reached, or the connection was lost. */
export class DatabaseUnreachable extends ProvostError {
  static override readonly code = "08006";
}
/** The database could not be brought up to date; nothing of the attempt is left behind. */
export class MigrationFailed extends ProvostError {
  static override readonly code = "55000";
}

type ErrorClass = (new (message: string, facts?: ErrorFacts) => ProvostError) & {
  readonly code: string;
};

const ownClasses: ErrorClass[] = [
  InvalidInput,
  DeploymentNotFound,
  IdempotencyConflict,
  GuardedState,
  WorkerLost,
  NotFound,
  InvalidParameters,
  WorkPoolNotFound,
  InvalidSchema,
  TooLarge,
  Undone,
  VersionTooNew,
];

/** SQLSTATE `VO…` -> error class: the twin of `provost_private.error_codes`. */
export const errorClasses: ReadonlyMap<string, ErrorClass> = new Map(
  ownClasses.map((errorClass) => [errorClass.code, errorClass]),
);

/** What PostgreSQL, pg or the socket say when there is no server, or none any more. */
const lostConnectionCodes = new Set([
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "57P05", // idle_session_timeout
  "25P03", // idle_in_transaction_session_timeout
  "53300", // too_many_connections
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT", // the Unix socket is not there
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
const lostConnectionMessage =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout (exceeded|expired))/i;

/** What PostgreSQL leaves to be found out. */
const ownHints: Readonly<Record<string, string>> = {
  // read_only_sql_transaction
  "25006":
    "Name the primary server, if this is a standby, and one of a role and a database whose " +
    "default_transaction_read_only is off.",
  // too_many_connections
  "53300":
    "Raise max_connections of the server, or let each process have fewer of them: " +
    "PROVOST_DATABASE_POOL_SIZE, or a pooler.",
};

/**
 * Turns whatever pg threw into one of our errors, keeping message, detail and hint. This is the
 * one place where SQLSTATEs become classes. Errors that are ours already come back unchanged.
 */
export function fromPostgres(thrown: unknown): ProvostError {
  if (thrown instanceof ProvostError) return thrown;
  const code = errorField(thrown, "code");
  const message = redactUrl(messageOf(thrown));
  const detail = errorField(thrown, "detail");
  const hint = errorField(thrown, "hint") ?? ownHints[code ?? ""];
  const facts = { code, detail, hint, cause: thrown };
  if (code === "08P01" && message.startsWith("unsupported startup parameter")) {
    return new InvalidInput(`The connection leads through a pooler: ${message}`, {
      ...facts,
      hint: "Set PROVOST_DATABASE_DIRECT_URL to an address past the pooler.",
    });
  }
  if (isConnectionLoss(code, message)) {
    return new DatabaseUnreachable(`The database cannot be reached: ${message}`, {
      ...facts,
      hint: facts.hint ?? "Check that the server runs and that its address is right.",
    });
  }
  const ErrorClass = errorClasses.get(code ?? "") ?? DatabaseError;
  return new ErrorClass(message, facts);
}

/**
 * A text that an error may carry: `code` (of PostgreSQL, of the operating system, or ours), what
 * else PostgreSQL adds, and the `stderr` of a program that failed.
 */
export function errorField(
  thrown: unknown,
  field: "code" | "detail" | "hint" | "position" | "where" | "stderr",
): string | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const value: unknown = Reflect.get(thrown, field);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether the statement's fate is unknown because the connection went away. */
function isConnectionLoss(code: string | undefined, message: string): boolean {
  if (code !== undefined) return lostConnectionCodes.has(code) || code.startsWith("08");
  return lostConnectionMessage.test(message);
}

/** The message of anything that was thrown. Node leaves it empty when several addresses failed. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === "") {
    return thrown.errors.map(messageOf).join("; ");
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Strips user names and passwords from every URL in a text, and the value of every `password=`.
 * It rather strips too much: everything between `://` and the last `@` of a word goes.
 */
export function redactUrl(text: string): string {
  // The lengths are bounded, so that no text makes it search for long.
  return text
    .replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s"'`]{1,1000}@/gi, "$1***@")
    .replace(/\b(\w*(?:password|passwd|secret|token))=[^\s&"'`]+/gi, "$1=***");
}
