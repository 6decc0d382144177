const snakeNames = new Map<string, string>();
const camelNames = new Map<string, string>();

/** `flowRunId` -> `flow_run_id`. */
export function snakeCase(name: string): string {
  return remembered(snakeNames, name, () =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}

/** `flow_run_id` -> `flowRunId`. */
export function camelCase(name: string): string {
  return remembered(camelNames, name, () =>
    name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()),
  );
}

/** Copies of records with their keys, not those of nested values, in another case. */
export function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeys(item, rename));
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) copy[rename(key)] = item;
  return copy;
}

// Names come from a handful of definitions, never from user data.
function remembered(names: Map<string, string>, name: string, convert: () => string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const converted = convert();
  names.set(name, converted);
  return converted;
}
