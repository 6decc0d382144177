import type { Repeat } from "./findRepeats.ts";
import type { BatchCounts, BatchPart } from "./loadBatch.ts";
import type { Batch } from "./profileFile.ts";

/** Stands for the lines of a file without rows. */
const noRows: Batch = { start: 0, end: 0, line: 1, rows: 0 };

/**
 * Batches with what each of them has to know of the others, in waves of a few that are loaded at
 * the same time: more would only wait for connections.
 */
export function divideBatches(
  batches: readonly Batch[],
  repeats: readonly Repeat[],
  perWave: number,
): BatchPart[][] {
  const all = batches.length > 0 ? batches : [noRows];
  const parts = all.map((batch, index) => {
    const untilLine = all[index + 1]?.line ?? null;
    const isWithin = ([line]: Repeat) =>
      line >= batch.line && (untilLine === null || line < untilLine);
    const fromLine = index === 0 ? 1 : batch.line;
    return { ...batch, fromLine, untilLine, repeats: repeats.filter(isWithin) };
  });
  const waves = Math.ceil(parts.length / perWave);
  return Array.from({ length: waves }, (_, i) => parts.slice(i * perWave, (i + 1) * perWave));
}

/** The counts of all batches together. */
export function sumCounts(counts: readonly BatchCounts[]): BatchCounts {
  const sum = (name: keyof BatchCounts) => counts.reduce((total, count) => total + count[name], 0);
  return {
    rows: sum("rows"),
    loaded: sum("loaded"),
    written: sum("written"),
    rejected: sum("rejected"),
  };
}
