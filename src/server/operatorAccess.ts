import { fromPostgres, type ProvostError } from "../errors.ts";
import { closeClient, type Connection, connectClient } from "../db/pool.ts";

export interface OperatorAccess {
  connection: Connection;
  /** What could not be done, and what to do about it. */
  warning?: string;
}

const role = "provost_operator";
export const statementTimeoutMilliseconds = 5000;

/**
 * How clients of GraphQL get at the database: with the rights of an operator and not those of the
 * login role, and with a limit on the time of a statement. Both are made when a connection starts,
 * so that a request costs no transaction. Throws `DatabaseUnreachable`.
 */
export async function operatorAccess(connection: Connection): Promise<OperatorAccess> {
  // Plans depend on what is asked for: "all that failed" has an index, "all that completed" none.
  const limits =
    `-c statement_timeout=${statementTimeoutMilliseconds} ` +
    "-c plan_cache_mode=force_custom_plan";
  const asOperator = withStartupOptions(connection, `${limits} -c role=${role}`);
  const refusal = await refusalOf(asOperator);
  switch (refusal?.code) {
    case undefined:
      return { connection: asOperator };
    case "22023": // no such role
    case "42501": // insufficient privilege
      return {
        connection: withStartupOptions(connection, limits),
        warning: `${allRights}: ${refusal?.message}. To change that: grant ${role} to the user.`,
      };
    case "08P01": // protocol violation: a pooler that knows no such options
      return {
        connection,
        warning:
          `${allRights}, and without a time limit: ${refusal?.message}. ` +
          "To change that, set PROVOST_DATABASE_DIRECT_URL to an address past the pooler.",
      };
    default:
      throw refusal;
  }
}

const allRights = "GraphQL gets all rights of the database user";

async function refusalOf(connection: Connection): Promise<ProvostError | undefined> {
  try {
    await closeClient(await connectClient(connection, { applicationName: "provost graphql" }));
    return undefined;
  } catch (error) {
    return fromPostgres(error);
  }
}

function withStartupOptions(connection: Connection, options: string): Connection {
  if (typeof connection !== "string") return Object.assign({ options }, connection);
  const [base = "", query = ""] = connection.split("?");
  const parameters = new URLSearchParams(query);
  const given = parameters.get("options");
  parameters.set("options", given ? `${given} ${options}` : options);
  // In PostgreSQL's URLs a space is %20 and not +.
  return `${base}?${parameters.toString().replaceAll("+", "%20")}`;
}
