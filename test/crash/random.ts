/** Random numbers that come again with the same seed. */
export interface Random {
  readonly seed: number;
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** A whole number, from `least` to `most`. */
  between(least: number, most: number): number;
  pick<T>(items: readonly T[]): T;
}

export const seedVariable = "PROVOST_TEST_SEED";

/** The seed that the environment names, or a new one. */
export function chooseSeed(): number {
  const given = process.env[seedVariable];
  return given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    seed,
    next,
    between,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error("Expected something to pick from");
      return item;
    },
  };
}
