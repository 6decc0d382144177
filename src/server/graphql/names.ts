const withoutId = (column: string): string => column.replace(/_id$/, "");

/**
 * Short names: `flowRuns`, `flowRun(id:)`, `flowRun.deployment`, `deployment.flowRuns`, and a
 * mutation's row under the name of its type. Smart tags in comments go before these.
 */
export const namesPlugin: GraphileConfig.Plugin = {
  name: "ProvostNamesPlugin",
  inflection: {
    replace: {
      _attributeName(previous, _options, details) {
        return previous?.({ ...details, skipRowId: true }) ?? details.attributeName;
      },
      allRowsConnection(_previous, _options, resource) {
        return this.camelCase(this.pluralize(this.tableType(resource.codec)));
      },
      rowByUnique(previous, _options, details) {
        const isById = details.unique.attributes.join() === "id";
        if (isById) return this.camelCase(this.tableType(details.resource.codec));
        return previous?.(details) ?? "";
      },
      _singleRelationRaw(previous, _options, details) {
        const relation = details.registry.pgRelations[details.codec.name]?.[details.relationName];
        const [column, ...more] = relation?.localAttributes ?? [];
        const isNamed = relation?.extensions?.tags?.fieldName !== undefined;
        if (column === undefined || more.length > 0 || isNamed) return previous?.(details) ?? "";
        return withoutId(column);
      },
      _manyRelationRaw(_previous, _options, details) {
        const relation = details.registry.pgRelations[details.codec.name]?.[details.relationName];
        const name = relation?.extensions?.tags?.foreignFieldName;
        if (typeof name === "string") return name;
        return this.pluralize(relation ? this.tableType(relation.remoteResource.codec) : "");
      },
      functionMutationResultFieldName(previous, _options, details) {
        const { codec } = details.resource;
        return codec.attributes
          ? this.camelCase(this.tableType(codec))
          : (previous?.(details) ?? "");
      },
    },
  },
};
