/** What a statement answered. */
export interface SqlResult<Row> {
  readonly rows: Row[];
  /** How many rows it returned or changed. */
  readonly rowCount: number;
}

/**
 * The database transaction of a transactional task. It is begun before the task and committed with
 * the record of its result; the task itself neither begins nor commits, but may use savepoints.
 */
export interface Sql {
  /** Runs one statement, with `$1`, `$2` … for the parameters. */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    parameters?: readonly unknown[],
  ): Promise<SqlResult<Row>>;
}

export const sqlIsolationLevels = ["read committed", "repeatable read", "serializable"] as const;

export interface SqlTransactionOptions {
  /** PostgreSQL's isolation level. Default `read committed`. */
  isolation?: (typeof sqlIsolationLevels)[number];
}
