import { InvalidInput } from "../../errors.ts";
import { addPgTableCondition } from "./postgraphile.ts";

interface Filter {
  table: string;
  name: string;
  description: string;
  column: string;
  /** Of the value, or of each of the values that `in` takes. */
  type: "UUID" | "StateType" | "String" | "Datetime" | "Int";
  operator: "in" | "atLeast" | "less";
  /** Turns what the client gives into a value of the column. */
  convert?: (given: string) => unknown;
}

// A filter is a range of the primary key, a list of values of an indexed column, or it narrows
// down what belongs to one flow run.
const filters: Filter[] = [
  {
    table: "flow_runs",
    name: "idIn",
    description: "Has one of these ids.",
    column: "id",
    type: "UUID",
    operator: "in",
  },
  {
    table: "flow_runs",
    name: "stateTypeIn",
    description: "Its state is of one of these types.",
    column: "state_type",
    type: "StateType",
    operator: "in",
  },
  {
    table: "flow_runs",
    name: "stateNameIn",
    description: "Its state has one of these names.",
    column: "state_name",
    type: "String",
    operator: "in",
  },
  {
    table: "flow_runs",
    name: "createdAfter",
    description: "Was created at this instant or later.",
    column: "id",
    type: "Datetime",
    operator: "atLeast",
    convert: firstIdOf,
  },
  {
    table: "flow_runs",
    name: "createdBefore",
    description: "Was created before this instant.",
    column: "id",
    type: "Datetime",
    operator: "less",
    convert: firstIdOf,
  },
  {
    table: "task_runs",
    name: "stateTypeIn",
    description: "Its state is of one of these types.",
    column: "state_type",
    type: "StateType",
    operator: "in",
  },
  {
    table: "logs",
    name: "levelAtLeast",
    description: "Is of this level or a higher one.",
    column: "level",
    type: "Int",
    operator: "atLeast",
  },
];

/** Adds to `condition` what is more than equality. */
export const filterPlugins: GraphileConfig.Plugin[] = filters.map(
  ({ table, name, description, column, type, operator, convert }) =>
    addPgTableCondition(
      { schemaName: "provost", tableName: table },
      name,
      ({ getInputTypeByName, graphql: { GraphQLList, GraphQLNonNull } }) => {
        const valueType = getInputTypeByName(type);
        const isList = operator === "in";
        return {
          description,
          type: isList ? new GraphQLList(new GraphQLNonNull(valueType)) : valueType,
        };
      },
      (given, { sql, sqlTableAlias, sqlValueWithCodec, build }) => {
        if (given == null) return null;
        const codec = build.input.pgRegistry.pgResources[table]?.codec.attributes[column]?.codec;
        if (!codec) throw new Error(`There is no column ${table}.${column} to filter by`);
        const sqlColumn = sql`${sqlTableAlias}.${sql.identifier(column)}`;
        const [value, ...more] = valuesOf(name, given).map((one) =>
          sqlValueWithCodec(convert ? convert(String(one)) : one, codec),
        );
        if (!value) return sql.false;
        if (operator === "in") return sql`${sqlColumn} in (${sql.join([value, ...more], ", ")})`;
        return operator === "atLeast"
          ? sql`${sqlColumn} >= ${value}`
          : sql`${sqlColumn} < ${value}`;
      },
    ),
);

const mostValues = 200;

function valuesOf(name: string, given: unknown): unknown[] {
  if (!Array.isArray(given)) return [given];
  if (given.length <= mostValues) return given;
  throw new InvalidInput(`\`${name}\` takes at most ${mostValues} values, got ${given.length}.`);
}

/** Ids begin with the milliseconds at which they were made. */
function firstIdOf(instant: string): string {
  const milliseconds = Date.parse(instant);
  if (!(milliseconds >= 0)) {
    throw new InvalidInput(`Expected an instant such as "2026-01-31T02:00:00Z", got "${instant}".`);
  }
  const digits = milliseconds.toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-0000-0000-000000000000`;
}
