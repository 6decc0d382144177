import { z } from "zod";
import { InvalidInput } from "../../errors.ts";
import type { ColumnFacts } from "./columnProfile.ts";
import { sqlTypes } from "./valueKinds.ts";
import type { ValueKind } from "./valueKinds.ts";

export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * The columns that the rows of a file need: those of the schema, if there is one, or else those
 * of the file, typed by what is in them.
 * @throws InvalidInput when the file lacks a column that the schema demands
 */
export function tableColumns(
  found: readonly ColumnFacts[],
  rowSchema: z.ZodObject | undefined,
): TableColumn[] {
  if (!rowSchema) return found.map(({ name, kind }) => ({ name, type: sqlTypes[kind] }));
  const header = found.map(({ name }) => name);
  const { properties = {} } = z.toJSONSchema(rowSchema, {
    io: "output",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "date") jsonSchema.format = "date-time";
      if (zodSchema._zod.def.type === "bigint") jsonSchema.type = "integer";
    },
  });
  return Object.entries(rowSchema.shape).map(([name, field]) => {
    if (!header.includes(name) && !field.safeParse(undefined).success) {
      throw new InvalidInput(`The source has no column ${JSON.stringify(name)}.`, {
        detail: `It has: ${header.join(", ")}.`,
        hint: "Correct the row schema, or make this field optional.",
      });
    }
    return { name, type: sqlTypes[kindOf(properties[name])] };
  });
}

type Property = z.core.JSONSchema.JSONSchema;

/** The kind of what a field of the schema gives; text, if it may be this or that. */
function kindOf(property: Property | boolean | undefined): ValueKind {
  if (typeof property !== "object") return "text";
  const [kind = "text", ...others] = new Set(kindsOf(property));
  if (others.length === 0) return kind;
  return kind === "integer" && others.join() === "float" ? "float" : "text";
}

function kindsOf(property: Property): ValueKind[] {
  if (property.anyOf)
    return property.anyOf.flatMap((one) => (typeof one === "object" ? kindsOf(one) : []));
  const types: readonly (string | undefined)[] = [property.type].flat();
  return types
    .filter((type) => type !== "null")
    .map((type) => formats[property.format ?? ""] ?? jsonTypes[type ?? ""] ?? "text");
}

type Kinds = { readonly [name: string]: ValueKind };

const formats: Kinds = { date: "date", "date-time": "instant" };
const jsonTypes: Kinds = {
  integer: "integer",
  number: "float",
  boolean: "boolean",
  object: "json",
  array: "json",
};
