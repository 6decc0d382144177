import type { Queryable } from "../../../src/db/pool.ts";
import { rows } from "../rows.ts";

/** What the database says about one value. */
export interface Verdict {
  /** The complete judgement, step by step. */
  isValid: boolean;
  /** What an insert goes by. */
  fits: boolean;
  /** Whether the compiled check alone proved it. */
  isProven: boolean;
  /** How many violations are told. */
  errorCount: number;
}

export interface Judgement {
  /** Whether there is a compiled check for the schema. */
  isCompiled: boolean;
  verdicts: Verdict[];
}

// A schema that nothing fits leaves the compiled check to answer alone.
const judging = `
  with compiled as materialized (
    select $1::jsonb as schema, provost_private.compile_parameter_check($1::jsonb) as test
  )
  select not (c.test is null) as "isCompiled",
    provost_private.parameters_are_valid(c.schema, v.value) as "isValid",
    provost_private.parameters_fit(c.test, c.schema, v.value) as fits,
    provost_private.parameters_fit(c.test, 'false', v.value) as "isProven",
    (select count(*)::integer from provost_private.parameter_errors(c.schema, v.value))
      as "errorCount"
  from compiled c cross join jsonb_array_elements($2::jsonb) with ordinality v
  order by v.ordinality`;

/** Judges values by a JSON Schema, which must be one that may be deployed. */
export async function judge(
  db: Queryable,
  schema: object,
  values: readonly unknown[],
): Promise<Judgement> {
  await db.query("select provost_private.check_parameter_schema($1::jsonb)", [
    JSON.stringify(schema),
  ]);
  const verdicts = await rows<Verdict & { isCompiled: boolean }>(db, judging, [
    JSON.stringify(schema),
    JSON.stringify(values),
  ]);
  return { isCompiled: verdicts[0]?.isCompiled ?? false, verdicts };
}

/** The values that the database takes for valid, and those that it does not. */
export async function sorted(
  db: Queryable,
  schema: object,
  values: readonly unknown[],
): Promise<{ valid: unknown[]; invalid: unknown[] }> {
  const { verdicts } = await judge(db, schema, values);
  return {
    valid: values.filter((_value, place) => verdicts[place]?.fits),
    invalid: values.filter((_value, place) => !verdicts[place]?.fits),
  };
}
