import fc from "fast-check";

const visible = String.raw`a b A 0 _ - é 😀 . / $ [ ] ( ) { } | \ ^ : *`.split(" ");
const invisible = [" ", "\n", "\t", "\b", "\u00a0", "\u2028", "\u0301"];

export const someTexts: fc.Arbitrary<string[]> = fc.array(
  fc.string({ unit: fc.constantFrom(...visible, ...invisible), maxLength: 6 }),
  { minLength: 15, maxLength: 25 },
);

const plain = ["a", "b", "A", "0", "_", "-", " ", "é", "😀", "/", ":"];
const escapes = String.raw`\. \* \\ \[ \] \( \{ \} \| \^ \$ \/`.split(" ");
const codes = String.raw`\n \t \x41 \u0061 \u{1F600} \ud83d\ude00 \cJ \u00e9`.split(" ");
const literal = fc.constantFrom(...plain, ...escapes, ...codes);
const sets = String.raw`\d \w \s \D \W \S`.split(" ");
const set = fc.constantFrom(".", ...sets);
const ranges = String.raw`b-d A-Z 0-9 \u{1F600}-\u{1F64F}`.split(" ");
const inside = String.raw`a \] \\ \- [ : . $ ( | é \n \b * _ {2}`.split(" ");
const inClass = fc.constantFrom(...sets, ...ranges, ...inside);
const bracket = fc
  .tuple(fc.constantFrom("[", "[^"), fc.array(inClass, { maxLength: 3 }))
  .map(([open, items]) => `${open}${items.join("")}]`);
const quantifiers = ["*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "*?", "+?", "??", "{1,2}?"];
const quantifier = fc.constantFrom("", "", "", ...quantifiers, "{0}", "{257}");
const assertion = fc.constantFrom("^", "$", "\\b", "\\B");

const { pattern } = fc.letrec<{ pattern: string }>((tie) => {
  const group = fc
    .tuple(fc.constantFrom("(", "(?:"), tie("pattern"))
    .map(([open, inside]) => `${open}${inside})`);
  const look = fc
    .tuple(fc.constantFrom("(?=", "(?!", "(?<=", "(?<!"), tie("pattern"))
    .map(([open, inside]) => `${open}${inside})`);
  const atom = fc.oneof({ maxDepth: 2 }, literal, set, bracket, group);
  const quantified = fc.tuple(atom, quantifier).map((parts) => parts.join(""));
  const term = fc.oneof(
    { maxDepth: 2 },
    { weight: 8, arbitrary: quantified },
    { weight: 1, arbitrary: assertion },
    { weight: 1, arbitrary: look },
  );
  const branch = fc.array(term, { maxLength: 3 }).map((terms) => terms.join(""));
  return { pattern: fc.array(branch, { minLength: 1, maxLength: 2 }).map((all) => all.join("|")) };
});

/** Regular expressions that are valid in ECMAScript's Unicode mode. */
export const randomPattern: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom("", "^"), pattern, fc.constantFrom("", "$"))
  .map((parts) => parts.join(""));
