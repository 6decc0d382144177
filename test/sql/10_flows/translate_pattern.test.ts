import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { rows, value } from "../rows.ts";
import { patternCases } from "./patternCases.ts";
import { randomPattern, someTexts } from "./randomPatterns.ts";

const database = useDatabase();

/** The texts that match, by `~` and by jsonpath; the latter is null where it can't be asked. */
async function matches(
  pattern: string,
  texts: string[],
): Promise<{ direct: string[]; inPath: string[] | null }> {
  const verdicts = await rows<{ text: string; direct: boolean; inPath: boolean | null }>(
    database.pool,
    `with translated as materialized (
       select t.pattern, case when provost_private.like_predicate('$', t.pattern) is not null
         then provost_private.predicate_as_path(provost_private.like_predicate('$', t.pattern)) end
         as path
       from (select provost_private.translate_pattern($1)) as t (pattern)
     )
     select x.text, provost_private.matches_pattern(x.text, t.pattern) as direct,
       to_jsonb(x.text) @@ t.path as "inPath"
     from translated t, unnest($2::text[]) with ordinality x (text, place) order by x.place`,
    [pattern, texts],
  );
  return {
    direct: verdicts.filter(({ direct }) => direct).map(({ text }) => text),
    inPath: verdicts.some(({ inPath }) => inPath === null)
      ? null
      : verdicts.filter(({ inPath }) => inPath).map(({ text }) => text),
  };
}

/** As JSON Schema reads it: by code points. Some that people write are valid in the old mode only. */
function inEcmaScript(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return new RegExp(pattern);
  }
}

const problem = (pattern: string): Promise<string | null> =>
  value(database.pool, "select provost_private.pattern_problem($1)", [pattern]);

describe("a regular expression", () => {
  it.each(patternCases)("matches what it matches in ECMAScript: %s", async (pattern, texts) => {
    const expression = inEcmaScript(pattern);
    const expected = texts.filter((text) => expression.test(text));
    const { direct, inPath } = await matches(pattern, texts);
    expect(await problem(pattern)).toBeNull();
    expect(direct).toEqual(expected);
    expect(inPath ?? expected).toEqual(expected);
  });

  it("matches what it matches in ECMAScript, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(randomPattern, someTexts, async (pattern, texts) => {
        const expression = new RegExp(pattern, "u");
        fc.pre((await problem(pattern)) === null);
        const expected = texts.filter((text) => expression.test(text));
        expect(await matches(pattern, texts)).toEqual({ direct: expected, inPath: expected });
      }),
      // Always the same ones: ECMAScript would backtrack for ever over a few that are possible.
      { numRuns: 300, seed: 20_260_101 },
    );
  });

  it("is answered at once, however it would backtrack elsewhere", async () => {
    const text = `${"a".repeat(5000)}!`;
    for (const pattern of ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){12}$"]) {
      expect((await matches(pattern, [text])).direct).toEqual([]);
    }
  });

  it.each([
    ["(a)\\1", "\\1"],
    ["(?<x>a)\\k<x>", "\\k<x>"],
    ["(?i:a)", "(?i:"],
    ["\\p{Script=Latin}", "\\p{Script=Latin}"],
    ["\\P{No_Such_Property}", "\\P{No_Such_Property}"],
    ["[a\\P{L}]", "[a\\P{L}]"],
  ])("is refused when it has no equivalent: %s", async (pattern, culprit) => {
    expect(await problem(pattern)).toContain(culprit);
  });

  it.each(["(", "a)", "[a", "a**", "[b-a]", "*a", "(?P<x>a)", "a{2,1}"])(
    "is refused when it is malformed: %s",
    async (pattern) => {
      expect(await problem(pattern)).not.toBeNull();
    },
  );

  it("is refused when it would be too large to be matched", async () => {
    expect(await problem("(?:(?:a{250}){250}){250}")).toContain("repeats its parts too often");
    expect(await problem("(?:a{0,100}){0,100}")).toContain("repeats its parts too often");
    expect(await problem("[^]{0,5000}")).toBeNull();
  });
});
