import { describe, expect, it } from "vitest";
import { column, rows } from "../sql/rows.ts";
import { useProductDatabase } from "./productDatabase.ts";

const database = useProductDatabase();

interface OneExpression {
  name: string;
  types: string[];
}

/** Functions that are one expression and set nothing: made to vanish into the statement around. */
const oneExpressions = (): Promise<OneExpression[]> =>
  rows(
    database.pool,
    `select p.oid::regproc::text as name,
       array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality a (t, i)
             order by i) as types
     from pg_proc p
     where p.pronamespace in ('provost'::regnamespace, 'provost_private'::regnamespace)
       and pg_get_function_sqlbody(p.oid) like 'RETURN %'
       and pg_get_function_sqlbody(p.oid) !~ '\\mSELECT\\M' -- a query inside keeps it a call
       and not p.prosecdef and p.proconfig is null and p.prorettype <> 'void'::regtype
     order by 1`,
  );

/** The plan of a statement that calls the function with columns, which cannot be computed ahead. */
async function planOf({ name, types }: OneExpression): Promise<string> {
  const columns = types.map((type, i) => `null::${type} as a${i}`).join(", ");
  const values = types.map((_type, i) => `x.a${i}`).join(", ");
  const lines = await column<string>(
    database.pool,
    `explain (verbose, costs off)
     select ${name}(${values}) from (select ${columns} offset 0) x`,
  );
  return lines.join("\n");
}

describe("a function that is one expression", () => {
  it("costs no call; it does when it is said to be less volatile than what it calls", async () => {
    const called: string[] = [];
    const functions = await oneExpressions();
    for (const each of functions) {
      if ((await planOf(each)).includes(`${each.name}(`)) called.push(each.name);
    }
    expect(called).toEqual([]);
    expect(functions.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "provost_private.flow_run_verdict",
        "provost_private.task_run_verdict",
        "provost_private.epoch_step",
        "provost_private.default_state_name",
        "provost_private.is_due",
      ]),
    );
  });
});

describe("a function that is one query", () => {
  it.each([
    ["read_task_records", "'[]'", "jsonb_to_recordset"],
    ["waiting_runs", "'00000000-0000-0000-0000-000000000000', now(), now(), 10", "on flow_runs"],
  ])("%s costs no call where rows are asked for", async (name, values, within) => {
    const lines = await column<string>(
      database.pool,
      `explain (costs off) select * from provost_private.${name}(${values})`,
    );
    expect(lines.join("\n")).toContain(within);
    expect(lines.join("\n")).not.toContain(name);
  });
});
