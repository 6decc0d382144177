import { type Measurement, nameOf, type Subject } from "./measureAll.ts";
import type { Goal, Row } from "./rows.ts";

/** A row with the medians of its measurements. */
export interface Line {
  name: string;
  title: string;
  unit: string;
  provost: number;
  floor: number | undefined;
  queue: number | undefined;
  /** Provost's figure in empty tables, for rows with a history. */
  empty: number | undefined;
  /** How good Provost is next to them: 1 is as good, 2 is twice as good. */
  ratioToFloor: number | undefined;
  ratioToQueue: number | undefined;
  ratioToEmpty: number | undefined;
  /** The same for the floor, for comparison. */
  floorToEmpty: number | undefined;
  nodeMicroseconds: number;
  serverMicroseconds: number | undefined;
  /** Cores that were busy with something else. */
  othersCores: number | undefined;
  goals: readonly { goal: Goal; isMet: boolean }[];
}

export function lineOf(row: Row, measurements: readonly Measurement[]): Line {
  const { workload, floorWorkload = workload, floor, queue, inHistory = false } = row;
  const own = select(measurements, { workload, system: "provost", inHistory });
  const figureOf = (subject: Subject) =>
    median(select(measurements, subject).map(({ figures }) => figures[row.figure]));
  const provost = figureOf({ workload, system: "provost", inHistory }) ?? NaN;
  const atFloor = floor && figureOf({ workload: floorWorkload, system: floor, inHistory });
  const inQueue = queue && figureOf({ workload, system: queue, inHistory });
  const whenEmpty = (system: Subject["system"]) =>
    inHistory ? figureOf({ workload, system, inHistory: false }) : undefined;
  const compare = (figure: number | undefined, other: number | undefined) =>
    figure === undefined || other === undefined
      ? undefined
      : row.better === "more"
        ? figure / other
        : other / figure;
  const empty = whenEmpty("provost");
  const compared = {
    figure: provost,
    ratioToFloor: compare(provost, atFloor),
    ratioToEmpty: compare(provost, empty),
  };
  return {
    name: row.name,
    title: row.title,
    unit: row.unit,
    provost,
    floor: atFloor,
    queue: inQueue,
    empty,
    ratioToFloor: compared.ratioToFloor,
    ratioToQueue: compare(provost, inQueue),
    ratioToEmpty: compared.ratioToEmpty,
    floorToEmpty: compare(atFloor, floor && whenEmpty(floor)),
    nodeMicroseconds:
      median(own.map(({ used, units }) => perUnit(used.nodeCpuSeconds, units))) ?? 0,
    serverMicroseconds: median(
      own.map(({ used, units }) => used.serverCpuSeconds && perUnit(used.serverCpuSeconds, units)),
    ),
    othersCores: median(own.map(({ used }) => used.othersCores)),
    goals: (row.goals ?? []).map((goal) => ({
      goal,
      isMet: isMet(goal, compared[goal.of] ?? NaN, row),
    })),
  };
}

const isMet = ({ of, limit }: Goal, figure: number, { better }: Row): boolean =>
  of === "figure" && better === "less" ? figure <= limit : figure >= limit;

const perUnit = (seconds: number, units: number): number => (seconds / units) * 1e6;

const select = (measurements: readonly Measurement[], subject: Subject): Measurement[] =>
  measurements.filter((measurement) => nameOf(measurement) === nameOf(subject));

function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return (upper + (sorted[middle - 1] ?? upper)) / 2;
}
