// The one door to PostGraphile and to what it is made of. It takes a third of a second to open, so
// only what `openBackend` imports lazily may go through it.

export { postgraphile } from "postgraphile";
export { PostGraphileAmberPreset } from "postgraphile/presets/amber";
export { makePgService } from "postgraphile/adaptors/pg";
export { addPgTableCondition, extendSchema, gql } from "postgraphile/utils";
export {
  access,
  type GrafastSubscriber,
  lambda,
  isSafeError,
  listen,
  SafeError,
} from "postgraphile/grafast";
export { TYPES } from "postgraphile/@dataplan/pg";
export { makeGraphQLWSConfig } from "postgraphile/grafserv";
export { grafserv } from "postgraphile/grafserv/node";
export {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  lexicographicSortSchema,
  parse,
  printSchema,
  type SelectionSetNode,
} from "postgraphile/graphql";
