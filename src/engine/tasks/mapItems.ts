/**
 * A copy of an array, set, map or plain object with other items, which may be awaited. What comes of
 * that may be a mark, in whose place `finish` puts a value that must not be awaited.
 */
export async function mapItems(
  collection: object,
  map: (item: unknown) => Promise<unknown>,
  finish: (item: unknown) => unknown = (item) => item,
): Promise<unknown> {
  const all = async (items: readonly unknown[]) => (await Promise.all(items.map(map))).map(finish);
  // A list of futures becomes a plain array, which is not awaited by mistake.
  if (Array.isArray(collection)) return all(Array.from<unknown>(collection));
  if (collection instanceof Set) return new Set(await all([...collection]));
  if (collection instanceof Map) {
    const values = await all([...collection.values()]);
    return new Map([...collection.keys()].map((key, index) => [key, values[index]]));
  }
  const keys = Object.keys(collection);
  const values = await all(Object.values(collection));
  return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
}
