import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Parameter, Returns } from "../../src/db/defineFunction.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

interface Definition {
  name: string;
  returns: Returns;
  parameters: readonly Parameter[];
}

/** All that the files of definitions export. */
async function allDefinitions(): Promise<[key: string, definition: Definition][]> {
  const folder = new URL("../../src/db/", import.meta.url);
  const files = readdirSync(folder).filter((name) => /functions\.ts$/i.test(name));
  const modules = await Promise.all(files.map((name) => import(new URL(name, folder).href)));
  const groups = modules.flatMap((module) => Object.values<object>(module));
  return groups.flatMap((group) => Object.entries<Definition>({ ...group })).filter(isDefinition);
}

const isDefinition = ([, value]: [string, Partial<Definition>]): boolean =>
  typeof value === "object" && value.parameters !== undefined;

const definitions = await allDefinitions();

interface CatalogFunction {
  args: Record<string, string>;
  required: string[];
  isSet: boolean;
  hasColumns: boolean;
  isVoid: boolean;
}

async function fromCatalog(name: string): Promise<CatalogFunction[]> {
  const { rows } = await database.pool.query<CatalogFunction>(
    `select p.proretset as "isSet",
       p.prorettype = 'void'::regtype as "isVoid",
       p.proretset and 't' = any (p.proargmodes) or t.typtype = 'c' as "hasColumns",
       coalesce(jsonb_object_agg(a.name, a.type) filter (where a.name is not null), '{}') as args,
       coalesce(array_agg(a.name) filter (where a.position <= p.pronargs - p.pronargdefaults), '{}')
         as required
     from pg_proc p
     join pg_type t on t.oid = p.prorettype
     left join lateral (
       select p.proargnames[position] as name, format_type(oid, null) as type, position
       from unnest(p.proargtypes) with ordinality as given (oid, position)
     ) a on true
     where p.oid = to_regproc($1)
     group by p.oid, p.proretset, p.prorettype, p.proargmodes, p.pronargs, p.pronargdefaults, t.typtype`,
    [name],
  );
  return rows;
}

/** What `returns` may say of a function with this kind of result. */
function waysToCall(inSql: CatalogFunction | undefined): string[] {
  if (inSql === undefined) return [];
  if (inSql.isVoid) return ["void"];
  if (inSql.hasColumns) return inSql.isSet ? ["rows", "row"] : ["row"];
  return inSql.isSet ? ["values"] : ["value"];
}

const sqlNames: Record<string, string> = {
  timestamptz: "timestamp with time zone",
  "timestamptz[]": "timestamp with time zone[]",
};

it("finds definitions to compare", () => {
  expect(definitions.map(([key]) => key)).toContain("claimFlowRuns");
});

describe.each(definitions)("%s", (_key, definition) => {
  it("is in the database once, with these arguments and this kind of result", async () => {
    const found = await fromCatalog(definition.name);
    expect(found, `${definition.name} is missing or has overloads`).toHaveLength(1);
    const [inSql] = found;
    const here = definition.parameters.map(({ name, type }) => [name, sqlNames[type] ?? type]);
    expect(inSql?.args).toMatchObject(Object.fromEntries(here));
    const names = definition.parameters.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(inSql?.required ?? []));
    expect(waysToCall(inSql)).toContain(definition.returns);
  });
});
