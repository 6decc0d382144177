/**
 * Tables with the smart tag `@newestFirst` are read so unless another order is asked for. Every
 * order has a name that says what it is: there is no "natural" one.
 */
export const orderingPlugin: GraphileConfig.Plugin = {
  name: "ProvostOrderingPlugin",
  after: ["PgConnectionArgOrderByDefaultValuePlugin"],
  schema: {
    hooks: {
      GraphQLEnumType_values(values, _build, { scope }) {
        if (!scope.isPgRowSortEnum) return values;
        const { NATURAL: _natural, ...named } = values;
        return named;
      },
      GraphQLObjectType_fields_field_args_arg(arg, build, { scope }) {
        const { argName, pgFieldResource } = scope;
        if (argName !== "orderBy" || !pgFieldResource?.codec.extensions?.tags?.["newestFirst"]) {
          return arg;
        }
        const newestFirst = build.graphql.getNamedType(arg.type);
        if (!build.graphql.isEnumType(newestFirst)) return arg;
        const order = newestFirst.getValue(build.inflection.builtin("PRIMARY_KEY_DESC"));
        return order ? { ...arg, defaultValue: [order.value] } : arg;
      },
    },
  },
};
