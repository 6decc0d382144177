import fc from "fast-check";

// JSON Schemas beyond what zod writes: every keyword, with or without a type, next to any other.

const keys = ["a", "b", "ab"];
const small = fc.nat(3);
const constants = fc.constantFrom<unknown>(0, 1, 1.5, "a", "ab", "", true, null, [], [1], { a: 1 });
const types = ["string", "number", "integer", "boolean", "null", "array", "object"];
const patterns = ["^a", "b$", "^[ab]{2}$", "\\d", "^(?!a)"];

/** Some of the keywords given, in about the number that leaves values on both sides. */
const some = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(model, { requiredKeys: [] });

const { schema } = fc.letrec<{ schema: object }>((tie) => {
  const schemas = fc.array(tie("schema"), { minLength: 1, maxLength: 3 });
  const byName = fc.dictionary(fc.constantFrom(...keys), tie("schema"), { maxKeys: 2 });
  const names = fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 2 });
  const subschema = fc.oneof(
    { weight: 4, arbitrary: tie("schema") },
    {
      weight: 1,
      arbitrary: fc.boolean(),
    },
  );
  const ofType = {
    type: fc.oneof(
      fc.constantFrom(...types),
      fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 }),
    ),
  };
  const families: fc.Arbitrary<object>[] = [
    some(ofType),
    some({ ...ofType, minLength: small, maxLength: small, pattern: fc.constantFrom(...patterns) }),
    some({
      ...ofType,
      minimum: small,
      exclusiveMaximum: small,
      multipleOf: fc.constantFrom(1, 0.5),
    }),
    some({ const: constants, enum: fc.array(constants, { maxLength: 3 }), ...ofType }),
    some({ ...ofType, properties: byName, required: names, additionalProperties: subschema }),
    some({
      patternProperties: fc.dictionary(fc.constantFrom(...patterns), tie("schema"), { maxKeys: 1 }),
      propertyNames: tie("schema"),
      minProperties: fc.constantFrom(0, 1),
      dependentRequired: fc.dictionary(fc.constantFrom(...keys), names, { maxKeys: 1 }),
    }),
    some({ ...ofType, items: subschema, minItems: small, maxItems: small, prefixItems: schemas }),
    some({ contains: tie("schema"), minContains: small, uniqueItems: fc.boolean() }),
    some({ allOf: schemas, anyOf: schemas }),
    some({ oneOf: schemas }),
    fc.record({ not: tie("schema") }),
    fc.record(Object.fromEntries(["if", "then", "else"].map((name) => [name, tie("schema")]))),
  ];
  return { schema: fc.oneof({ maxDepth: 4, depthIdentifier: "schema" }, ...families) };
});

export const randomSchema: fc.Arbitrary<object> = schema;

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    constants,
    fc.constantFrom(2, 3, -1, "b", "ba", "aa1", false),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 3 }),
  ),
}));

export const someValues: fc.Arbitrary<unknown[]> = fc.array(value, {
  minLength: 10,
  maxLength: 20,
});
