import { InvalidInput, ProvostError } from "../errors.ts";
import { camelCase, snakeCase, withKeys } from "./nameCase.ts";

/**
 * The SQL type of an argument. `record` and `records` are jsonb: an object, or an array of them,
 * whose own keys are turned into snake_case (what is nested in their values stays as it is).
 * `jsonb text` is jsonb too, for callers that have encoded it already.
 */
export type ArgumentType =
  | ScalarType
  | `${ScalarType}[]`
  | "record"
  | "records"
  | "jsonb text"
  // A type of our own, such as an enum, by its full name.
  | `provost${string}.${string}`;

/** For functions that take none. */
export type NoArguments = Record<string, never>;

type ScalarType =
  | "text"
  | "uuid"
  | "boolean"
  | "smallint"
  | "integer"
  | "bigint"
  | "double precision"
  | "numeric"
  | "timestamptz"
  | "interval"
  | "jsonb"
  | "bytea";

/** What a call answers: all rows, the first row or undefined, values of one column, or nothing. */
export type Returns = "rows" | "row" | "values" | "value" | "void";

export interface FunctionDefinition<Args extends object> {
  /** `provost_private`, whose arguments are named `p_…`, or `provost`, whose are not. */
  schema?: "provost" | "provost_private";
  name: string;
  /** Every argument with its type. One that a call leaves undefined takes its SQL default. */
  args: { [Name in keyof Required<Args>]: ArgumentType };
  returns: Returns;
  /** Columns (in camelCase) that hold jsonb records: their keys are turned into camelCase. */
  records?: readonly string[];
  /**
   * Whether calling again after an unknown outcome is harmless. Then a lost connection is retried.
   */
  idempotent?: boolean;
}

/** A function of the database: how to call it, and what it takes and answers. */
export interface SqlFunction<Args extends object, Result> {
  readonly name: string;
  readonly returns: Returns;
  readonly idempotent: boolean;
  readonly parameters: readonly Parameter[];
  statementFor(args: Args): Statement;
  /** Never there: it carries the result's type. */
  readonly result?: Result;
}

export interface Parameter {
  /** In camelCase, as callers name it. */
  key: string;
  /** As SQL names it. */
  name: string;
  type: string;
  encode: (value: unknown) => unknown;
}

/** The prepared form of a call with a certain set of arguments. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** Of the prepared statement. */
  name: string;
  /** The columns that `decode` was made for. */
  columns?: readonly string[];
  /** Turns a row's array into what the caller gets. */
  decode?: (row: unknown[]) => unknown;
  readonly makeDecoder: (columns: readonly string[]) => (row: unknown[]) => unknown;
}

export function defineFunction<Args extends object, Row>(
  definition: FunctionDefinition<Args> & { returns: "rows" | "values" },
): SqlFunction<Args, Row[]>;
export function defineFunction<Args extends object, Row>(
  definition: FunctionDefinition<Args> & { returns: "row" },
): SqlFunction<Args, Row | undefined>;
export function defineFunction<Args extends object, Value>(
  definition: FunctionDefinition<Args> & { returns: "value" },
): SqlFunction<Args, Value>;
export function defineFunction<Args extends object>(
  definition: FunctionDefinition<Args> & { returns: "void" },
): SqlFunction<Args, void>;
export function defineFunction<Args extends object, Result>(
  definition: FunctionDefinition<Args>,
): SqlFunction<Args, Result> {
  const { schema = "provost_private", name, returns, idempotent = false } = definition;
  const parameters = Object.entries<ArgumentType>(definition.args).map(([key, type]) =>
    parameter(key, type, schema),
  );
  // Arguments given are the bits of a number, so that looking a statement up costs nothing.
  if (parameters.length > 30) throw new ProvostError(`${name} has more than 30 arguments`);
  const statements = new Map<number, Statement>();
  const makeDecoder = decoderMaker(returns, new Set(definition.records));
  return {
    name: `${schema}.${name}`,
    returns,
    idempotent,
    parameters,
    statementFor(args) {
      const shape = parameters.reduce(
        (bits, { key }, i) => (Reflect.get(args, key) === undefined ? bits : bits | (1 << i)),
        0,
      );
      let statement = statements.get(shape);
      if (statement === undefined) {
        const used = parameters.filter((_parameter, i) => shape & (1 << i));
        const text = callText(`${schema}.${name}`, used, returns);
        // PostgreSQL cuts names off after 63 bytes.
        const statementName = `${name.slice(0, 48)}/${shape.toString(36)}`;
        statement = { name: statementName, text, parameters: used, makeDecoder };
        statements.set(shape, statement);
      }
      return statement;
    },
  };
}

function callText(name: string, parameters: readonly Parameter[], returns: Returns): string {
  const args = parameters.map((each, i) => `"${each.name}" => $${i + 1}::${each.type}`).join(", ");
  const isTable = returns === "rows" || returns === "row" || returns === "values";
  return isTable ? `select * from ${name}(${args})` : `select ${name}(${args})`;
}

function parameter(key: string, type: ArgumentType, schema: string): Parameter {
  const name = schema === "provost" ? snakeCase(key) : `p_${snakeCase(key)}`;
  return { key, name, type: isJson(type) ? "jsonb" : type, encode: encoderOf(type) };
}

const isJson = (type: ArgumentType): boolean =>
  type === "record" || type === "records" || type === "jsonb text";

function encoderOf(type: ArgumentType): (value: unknown) => unknown {
  switch (type) {
    case "jsonb":
      return toJson;
    case "jsonb[]":
      return (values) => (Array.isArray(values) ? values.map(toJson) : values);
    case "record":
    case "records":
      return (value) => toJson(withKeys(value, snakeCase));
    default:
      return (value) => value;
  }
}

/** Null is SQL's null, not JSON's. */
function toJson(value: unknown): unknown {
  try {
    return value == null ? null : JSON.stringify(value);
  } catch (cause) {
    const [reason] = String(Object(cause).message).split("\n");
    throw new InvalidInput(`Expected data that JSON can hold: ${reason}.`, {
      hint: "Write big integers as texts, and leave out objects that contain themselves.",
      cause,
    });
  }
}

function decoderMaker(returns: Returns, records: ReadonlySet<string>): Statement["makeDecoder"] {
  if (returns !== "rows" && returns !== "row") return () => (row) => row[0];
  return (columns) => {
    const keys = columns.map(camelCase);
    const recordAt = keys.map((key) => records.has(key));
    return (row) => {
      const decoded: Record<string, unknown> = {};
      for (let i = 0; i < keys.length; i++) {
        decoded[keys[i] ?? ""] = recordAt[i] ? withKeys(row[i], camelCase) : row[i];
      }
      return decoded;
    };
  };
}
