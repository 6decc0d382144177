import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useDatabase } from "../../../support/database.ts";
import { value } from "../../rows.ts";

const database = useDatabase();
const json = (given: unknown): string => JSON.stringify(given);

interface Vector {
  id: string;
  kind: string;
  template: unknown;
  values?: object;
  removeNotset?: boolean;
  skipPrefixes?: string[];
  expected: unknown;
}

const file = new URL("../../../../../shared/vectors/templating.json", import.meta.url);
const vectors: Vector[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];

const players: Record<string, (vector: Vector) => Promise<unknown>> = {
  "apply-values": ({ template, values = {}, removeNotset = true, skipPrefixes = [] }) =>
    value(database.pool, "select provost_private.fill_placeholders($1, $2, $3, $4)", [
      json(template),
      json(values),
      removeNotset,
      skipPrefixes,
    ]),
  "find-placeholders": ({ template }) =>
    value(database.pool, "select provost_private.placeholder_names($1)", [json(template)]),
};

describe.skipIf(vectors.length === 0)("the vectors of job templates", () => {
  const asked = vectors.filter(({ kind }) => kind in players);

  it.each(asked)("$kind: $id", async (vector) => {
    expect(await players[vector.kind]?.(vector)).toEqual(vector.expected);
  });
});

const fill = (template: unknown, values: object, ...more: unknown[]): Promise<unknown> =>
  value(
    database.pool,
    `select provost_private.fill_placeholders($1, $2${more.map((_each, i) => `, $${i + 3}`).join("")})`,
    [json(template), json(values), ...more],
  );

describe("a placeholder", () => {
  it("that is a whole string takes the value with its type", async () => {
    const values = { a: 1, b: [true, { c: null }], d: null, e: "x", f: {} };
    for (const [name, expected] of Object.entries(values)) {
      expect(await fill(`{{ ${name} }}`, values)).toEqual(expected);
    }
    expect(await fill("{{ b[1].c }}", values)).toBeNull();
    expect(await fill("{{b[0]}}", values)).toBe(true);
  });

  it("within a text is filled as text, JSON where it is no string, and null is nothing", async () => {
    const values = { s: "it", n: 1.5, yes: true, no: null, o: { a: [1] } };
    expect(await fill("{{s}}: {{ n }}/{{ yes }}/{{ no }}/{{ o }}.{{s}}", values)).toBe(
      'it: 1.5/true//{"a": [1]}.it',
    );
  });

  it("without a value goes, with its member or item, or stays when it is asked to", async () => {
    const template = {
      a: "{{ gone }}",
      b: ["{{ gone }}", "x {{ gone.deep }}"],
      c: { d: "{{no}}" },
    };
    expect(await fill(template, {})).toEqual({ b: ["x "], c: {} });
    expect(await fill(template, {}, false)).toEqual(template);
    expect(await fill("{{ gone }}", {})).toBeNull();
  });

  it("is filled once: a value that looks like one is data", async () => {
    const values = { a: "{{ b }}", b: "{{ $HOME }}", c: { "{{ a }}": "{{ a }}" } };
    expect(await fill(["{{ a }}", "{{a}}-{{b}}", "{{ c }}"], values)).toEqual([
      "{{ b }}",
      "{{ b }}-{{ $HOME }}",
      { "{{ a }}": "{{ a }}" },
    ]);
    expect(await fill("{{ a }}", { a: String.raw`\1 \& $& '; drop` })).toBe(
      String.raw`\1 \& $& '; drop`,
    );
  });

  it("of another kind stays: of the environment, of variables, of blocks, and of other prefixes", async () => {
    const template = ["{{ $A }}", "{{ prefect.variables.a }}", "{{ prefect.blocks.secret.a }}"];
    expect(await fill(template, { a: 1 })).toEqual(template);
    expect(await fill("{{ $A }}-{{ a }}", { a: 1 })).toBe("{{ $A }}-1");
    expect(await fill(["{{ ctx.a }}", "{{ a }}"], { a: 1 }, true, ["ctx."])).toEqual([
      "{{ ctx.a }}",
      1,
    ]);
  });

  it("is no expression, and is not looked for in keys", async () => {
    const template = { "{{ a }}": "{{ a + 1 }} {{ a | upper }} {{a()}} {% if a %} {{}} {{ 'a' }}" };
    expect(await fill(template, { a: 1 })).toEqual(template);
  });
});
