const routineOrView =
  /\bcreate\s+(?:or\s+replace\s+)?(function|procedure|aggregate|view)\s+([\w.]+)/gi;
const trigger =
  /\bcreate\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\s+(\w+)\s[^;]*?\son\s+([\w.]+)/gi;

/**
 * What an SQL file creates: `function provost.x`, `view provost.x` or `trigger x on provost.y`.
 * Procedures and aggregates count as functions.
 */
export function createdObjects(text: string): string[] {
  const code = withoutComments(text);
  const named = [...code.matchAll(routineOrView)].map(
    ([, kind, name]) => `${kind?.toLowerCase() === "view" ? "view" : "function"} ${name}`,
  );
  const triggers = [...code.matchAll(trigger)].map(
    ([, name, relation]) => `trigger ${name} on ${relation}`,
  );
  return [...named, ...triggers];
}

export const withoutComments = (text: string): string => text.replace(/--.*$/gm, "");
