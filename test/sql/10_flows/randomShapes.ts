import fc from "fast-check";
import * as z from "zod";

/** A schema in plain data, from which both zod's schema and fitting values can be made. */
export type Shape =
  | { kind: "text"; least: number; most: number }
  | { kind: "pattern" }
  | { kind: "number"; least: number; most: number; isInteger: boolean }
  | { kind: "boolean" | "null" | "anything" }
  | { kind: "literals"; values: (string | number | boolean | null)[] }
  | { kind: "array"; item: Shape; least: number; most: number }
  | { kind: "tuple"; items: Shape[]; isOpen: boolean }
  | { kind: "object"; members: Member[]; others: "dropped" | "refused" | "numbers" }
  | { kind: "record"; item: Shape }
  | { kind: "union"; choices: Shape[] }
  | { kind: "either"; choices: Shape[] }
  | { kind: "tagged"; choices: Shape[] };

interface Member {
  name: string;
  shape: Shape;
  presence: "required" | "optional" | "nullable";
}

// Without the quotation mark: Node 24.21 may parse the key "\"" as "\\" after it has met that.
const names = fc.constantFrom("a", "b", "c", "a b", "é", "$", "\\", "%s");
const bounds = fc
  .tuple(fc.nat(3), fc.nat(4))
  .map(([least, more]) => ({ least, most: least + more }));
const literals = fc.constantFrom("a", "b", "", 0, 1, -2.5, true, false, null);

const { shape: anyShape } = fc.letrec<{ shape: Shape }>((tie) => {
  const some = (maxLength: number) => fc.array(tie("shape"), { minLength: 1, maxLength });
  const member = fc.record({
    name: names,
    shape: tie("shape"),
    presence: fc.constantFrom("required", "optional", "nullable"),
  }) as fc.Arbitrary<Member>;
  const members = fc.uniqueArray(member, { maxLength: 4, selector: ({ name }) => name });
  const others = fc.constantFrom("dropped", "refused", "numbers");
  const shapes: fc.Arbitrary<object>[] = [
    bounds.map((b) => ({ kind: "text", ...b })),
    fc.constantFrom(64, 90).map((most) => ({ kind: "text", least: 0, most })),
    fc.record({
      kind: fc.constant("number"),
      least: fc.integer({ min: -3, max: 2 }),
      most: fc.integer({ min: 2, max: 5 }),
      isInteger: fc.boolean(),
    }),
    fc.record({ kind: fc.constantFrom("boolean", "null", "anything", "pattern") }),
    fc.record({
      kind: fc.constant("literals"),
      values: fc.uniqueArray(literals, { minLength: 1, maxLength: 3 }),
    }),
    fc.tuple(tie("shape"), bounds).map(([item, b]) => ({ kind: "array", item, ...b })),
    fc.record({ kind: fc.constant("tuple"), items: some(3), isOpen: fc.boolean() }),
    fc.record({ kind: fc.constant("object"), members, others }),
    fc.record({ kind: fc.constant("record"), item: tie("shape") }),
    fc.record({ kind: fc.constantFrom("union", "either", "tagged"), choices: some(3) }),
  ];
  return { shape: fc.oneof({ maxDepth: 4 }, ...shapes) as fc.Arbitrary<Shape> };
});

export const randomShape: fc.Arbitrary<Shape> = anyShape;

export function shapeToZod(shape: Shape): z.ZodType {
  switch (shape.kind) {
    case "text":
      return z.string().min(shape.least).max(shape.most);
    case "pattern":
      return z.string().regex(/^[a-c]+(?:-\d{1,2})?$/);
    case "number": {
      const number = shape.isInteger ? z.int() : z.number();
      return number.min(shape.least).max(shape.most);
    }
    case "boolean":
      return z.boolean();
    case "null":
      return z.null();
    case "anything":
      return z.any();
    case "literals":
      return z.literal(shape.values);
    case "array":
      return z.array(shapeToZod(shape.item)).min(shape.least).max(shape.most);
    case "tuple":
      return tupleToZod(shape.items, shape.isOpen);
    case "object":
      return objectToZod(shape.members, shape.others);
    case "record":
      return z.record(z.string().min(1), shapeToZod(shape.item));
    case "union":
      return z.union(shape.choices.map(shapeToZod));
    case "either":
      return z.xor(shape.choices.map(shapeToZod));
    default:
      return taggedToZod(shape.choices);
  }
}

function tupleToZod(items: Shape[], isOpen: boolean): z.ZodType {
  const [first, ...rest] = items.map(shapeToZod);
  const tuple = z.tuple([first ?? z.any(), ...rest]);
  // With a rest, zod lets items be missing that may be undefined; its JSON Schema does not.
  const isLenient = [first, ...rest].some((item) => item?.safeParse(undefined).success);
  return isOpen && !isLenient ? tuple.rest(z.number()) : tuple;
}

function objectToZod(members: Member[], others: "dropped" | "refused" | "numbers"): z.ZodType {
  const object = z.object(
    Object.fromEntries(
      members.map(({ name, shape, presence }) => {
        const schema = shapeToZod(shape);
        if (presence === "optional") return [name, schema.optional()];
        return [name, presence === "nullable" ? schema.nullable() : schema];
      }),
    ),
  );
  if (others === "refused") return object.strict();
  return others === "numbers" ? object.catchall(z.number()) : object;
}

function taggedToZod(choices: Shape[]): z.ZodType {
  const [first, ...rest] = choices.map((choice, place) =>
    z.object({ tag: z.literal(place), value: shapeToZod(choice) }),
  );
  return first ? z.discriminatedUnion("tag", [first, ...rest]) : z.never();
}

const junk = fc.jsonValue({ maxDepth: 2, stringUnit: fc.constantFrom("a", "b", "-", "1", "é") });

/** Values that fit the shape, and such that miss it somewhere. */
export function valuesOfShape(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: fittingValues(shape) }, { weight: 1, arbitrary: junk });
}

function fittingValues(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case "text":
      return fc.oneof(
        fc.string({ unit: fc.constantFrom("a", "é"), maxLength: Math.min(shape.most, 7) }),
        fc.constantFrom("a".repeat(shape.most), "é".repeat(shape.most + 1)),
      );
    case "pattern":
      return fc.constantFrom("a", "abc-1", "c-12", "c-123", "d", "");
    case "number":
      return fc.oneof(
        fc.integer({ min: shape.least, max: shape.most }),
        fc.constantFrom(0.5, shape.least - 1, shape.most + 1),
      );
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "anything":
      return junk;
    case "literals":
      return fc.constantFrom(...shape.values);
    case "array":
      return fc.array(valuesOfShape(shape.item), {
        minLength: shape.least,
        maxLength: shape.most + 1,
      });
    case "tuple":
      return fc
        .tuple(fc.tuple(...shape.items.map(valuesOfShape)), fc.array(fc.nat(3), { maxLength: 1 }))
        .map(([items, rest]) => [...items, ...rest]);
    case "object":
      return memberValues(shape.members);
    case "record":
      return fc.dictionary(names, valuesOfShape(shape.item), { maxKeys: 3 });
    case "tagged":
      return fc
        .nat(shape.choices.length)
        .chain((tag) =>
          fc.record({ tag: fc.constant(tag), value: valuesOfShape(shape.choices[tag] ?? shape) }),
        );
    default:
      return fc.oneof(...shape.choices.map(valuesOfShape));
  }
}

function memberValues(members: Member[]): fc.Arbitrary<unknown> {
  const own = Object.fromEntries(
    members.map(({ name, shape, presence }) => {
      const value = valuesOfShape(shape);
      return [name, presence === "nullable" ? fc.option(value) : value];
    }),
  );
  const optional = members.filter(({ presence }) => presence === "optional");
  const required = members.filter((member) => !optional.includes(member));
  return fc
    .tuple(
      fc.record(own, { requiredKeys: required.map(({ name }) => name) }),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.dictionary(names, junk, { maxKeys: 1 }),
        },
      ),
    )
    .map(([known, unknown]) => ({ ...unknown, ...known }));
}
