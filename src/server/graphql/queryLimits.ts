import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  SafeError,
  type SelectionSetNode,
} from "./postgraphile.ts";

export interface QueryLimits {
  /** How deep fields may be nested; introspection is not counted. */
  maxDepth: number;
  /** What a collection counts for when its page size is not given. */
  defaultPageSize: number;
}

const maxTokens = 10_000;
/** Of a whole operation, its fragments counted where they are used. */
const maxFields = 1000;
/** Of an operation, at its top level: each is a query or a mutation of its own. */
const maxTopLevelFields = 50;
/** Of a variable; what is deeper is more than the stacks of those behind can bear. */
const maxNesting = 500;
/** The product of the page sizes of collections inside collections, summed up. */
const maxRows = 200_000;

/**
 * Refuses a document that asks for too much before any work is spent on it: QUERY_TOO_LONG,
 * QUERY_TOO_DEEP or QUERY_TOO_COSTLY; and variables with VALUE_TOO_DEEP. What is wrong in any other
 * way is left for others to say.
 */
export function queryLimits(limits: QueryLimits): (query: string, variables: unknown) => void {
  const parsed = rememberLast(500, parseDocument);
  return (query, variables) => {
    if (isDeeperThan(maxNesting, variables)) {
      throw refusal("VALUE_TOO_DEEP", `Variables may be nested at most ${maxNesting} deep.`);
    }
    const document = parsed(query);
    if (document) measure(document, variables, limits);
  };
}

function parseDocument(query: string): DocumentNode | undefined {
  try {
    return parse(query, { maxTokens, noLocation: true });
  } catch (error) {
    const isTooLong = error instanceof Error && error.message.includes("Parsing aborted");
    if (!isTooLong && !(error instanceof RangeError)) return undefined;
    throw refusal("QUERY_TOO_LONG", `A query may have at most ${maxTokens} tokens.`);
  }
}

function measure(document: DocumentNode, variables: unknown, limits: QueryLimits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const meter = new Meter(fragments, variables, limits);
    const topLevel = meter.visit(definition.selectionSet, 1, 1);
    if (topLevel > maxTopLevelFields) {
      throw refusal(
        "QUERY_TOO_COSTLY",
        `A query may have at most ${maxTopLevelFields} fields at its top level, got ${topLevel}.`,
      );
    }
  }
}

class Meter {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: unknown;
  readonly #limits: QueryLimits;
  /** Fragments that are being looked into; one that contains itself is refused later on. */
  readonly #open = new Set<string>();
  #fields = 0;
  #rows = 0;

  constructor(
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: unknown,
    limits: QueryLimits,
  ) {
    this.#fragments = fragments;
    this.#variables = variables;
    this.#limits = limits;
  }

  /** Counts what is in a selection set that is read for so many rows. Answers its own fields. */
  visit({ selections }: SelectionSetNode, depth: number, rows: number): number {
    let fields = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        this.#field(selection, depth, rows);
        fields++;
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        fields += this.visit(selection.selectionSet, depth, rows);
      } else {
        fields += this.#spread(selection.name.value, depth, rows);
      }
    }
    return fields;
  }

  #spread(name: string, depth: number, rows: number): number {
    const fragment = this.#fragments.get(name);
    if (!fragment || this.#open.has(name)) return 0;
    this.#open.add(name);
    const fields = this.visit(fragment.selectionSet, depth, rows);
    this.#open.delete(name);
    return fields;
  }

  #field(field: FieldNode, depth: number, rows: number): void {
    if (++this.#fields > maxFields) {
      throw refusal("QUERY_TOO_COSTLY", `A query may have at most ${maxFields} fields.`);
    }
    const { selectionSet } = field;
    if (!selectionSet || field.name.value.startsWith("__")) return;
    if (depth >= this.#limits.maxDepth) {
      throw refusal(
        "QUERY_TOO_DEEP",
        `A query may be at most ${this.#limits.maxDepth} fields deep.`,
      );
    }
    const rowsInside = isCollection(selectionSet) ? rows * this.#pageSize(field) : rows;
    if (rowsInside > rows) this.#rows += rowsInside;
    if (this.#rows > maxRows) {
      throw refusal(
        "QUERY_TOO_COSTLY",
        `A query may ask for at most ${maxRows} rows; with its page sizes multiplied, this one ` +
          "asks for more.",
      );
    }
    this.visit(selectionSet, depth + 1, rowsInside);
  }

  #pageSize({ arguments: given = [] }: FieldNode): number {
    const size = given.find(({ name: { value } }) => value === "first" || value === "last")?.value;
    const { defaultPageSize } = this.#limits;
    if (size?.kind === Kind.INT) return Number(size.value);
    if (size?.kind !== Kind.VARIABLE) return defaultPageSize;
    const variables = this.#variables;
    if (typeof variables !== "object" || variables === null) return defaultPageSize;
    const value: unknown = Reflect.get(variables, size.name.value);
    return typeof value === "number" ? value : defaultPageSize;
  }
}

/** Level by level, since to go down into it would need the very stack that it is about. */
function isDeeperThan(levels: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((each): unknown[] =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
  }
  return false;
}

const isCollection = ({ selections }: SelectionSetNode): boolean =>
  selections.some((each) => {
    return each.kind !== Kind.FIELD || each.name.value === "nodes" || each.name.value === "edges";
  });

function refusal(code: string, message: string): SafeError {
  const hint = "Ask for less at once: fewer fields, fewer levels, or smaller pages with `first`.";
  return new SafeError(message, { statusCode: 400, code, hint });
}

/** Remembers the results for the newest so many keys. */
function rememberLast<Value>(
  count: number,
  compute: (key: string) => Value,
): (key: string) => Value {
  const values = new Map<string, Value>();
  return (key) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    values.set(key, value);
    if (values.size > count) values.delete(values.keys().next().value ?? key);
    return value;
  };
}
