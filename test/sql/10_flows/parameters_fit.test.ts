import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { useDatabase } from "../../support/database.ts";
import { column } from "../rows.ts";
import { randomShape, shapeToZod, valuesOfShape } from "./randomShapes.ts";
import { judge } from "./verdicts.ts";
import { type ZodCase, zodShapes } from "./zodShapes.ts";
import { zodStrings } from "./zodStrings.ts";

const database = useDatabase();
const schemaOf = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: "input" });

// A compiled check leaves texts beyond a thousand characters to the slow path.
const isLong = (value: unknown): boolean => typeof value === "string" && value.length > 1000;

/** Values of which the database says something else than zod. */
async function disagreements(schema: z.ZodType, values: unknown[]): Promise<unknown[]> {
  const { isCompiled, verdicts } = await judge(database.pool, schemaOf(schema), values);
  return values.filter((value, place) => {
    const { isValid, fits, isProven, errorCount } = verdicts[place] ?? {};
    const expected = schema.safeParse(structuredClone(value)).success;
    const agrees = isValid === expected && fits === expected && (errorCount === 0) === expected;
    const mayStayUnproven = !expected || !isCompiled || isLong(value);
    return !agrees || (isProven === true ? !expected : !mayStayUnproven);
  });
}

describe("what zod accepts", () => {
  const cases: ZodCase[] = [...zodStrings, ...zodShapes];

  it.each(cases)("is what an insert accepts: %s", async (_name, schema, values) => {
    expect(await disagreements(schema, values)).toEqual([]);
  });

  it("is what an insert accepts, whatever the schema", async () => {
    const schemasAndValues = randomShape.chain((shape) =>
      fc.tuple(fc.constant(shape), fc.array(valuesOfShape(shape), { minLength: 8, maxLength: 20 })),
    );
    await fc.assert(
      fc.asyncProperty(schemasAndValues, async ([shape, values]) => {
        expect(await disagreements(shapeToZod(shape), values)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("parameters_fit", () => {
  it("takes everything where there is no schema", async () => {
    const [fits] = await column(
      database.pool,
      `select provost_private.parameters_fit(
         provost_private.compile_parameter_check(null), null, '{"a": 1}')`,
    );
    expect(fits).toBe(true);
  });

  it("is inlined, so that a valid value costs no call", async () => {
    const plan = await column<string>(
      database.pool,
      `explain (verbose, costs off)
       select provost_private.parameters_fit(d.parameter_check, d.parameter_openapi_schema, r.parameters)
       from provost.flow_runs r join provost.deployments d on d.id = r.deployment_id`,
    );
    expect(plan.join("\n")).toContain("@@");
    expect(plan.join("\n")).not.toContain("parameters_fit");
  });

  it("counts characters, not UTF-16 units or bytes", async () => {
    const schema = { type: "string", minLength: 2, maxLength: 2 };
    const { verdicts } = await judge(database.pool, schema, ["😀😀", "😀", "éé", "é"]);
    expect(verdicts.map(({ fits }) => fits)).toEqual([true, false, true, false]);
    expect(verdicts.map(({ isProven }) => isProven)).toEqual([true, false, true, false]);
  });
});
