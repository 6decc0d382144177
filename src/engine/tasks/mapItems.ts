/** A copy of an array, set, map or plain object with other items, which may be awaited. */
export async function mapItems(
  collection: object,
  map: (item: unknown) => Promise<unknown>,
): Promise<unknown> {
  const all = (items: readonly unknown[]) => Promise.all(items.map(map));
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
