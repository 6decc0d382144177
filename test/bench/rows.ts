import type { StoreName, WorkloadName } from "./order.ts";

/** One line of the table: a figure of a workload, and what it has to be. */
export interface Row {
  /** The name by which `--rows` asks for it; several lines may share one. */
  name: RowName;
  title: string;
  workload: WorkloadName;
  /** Which of the figures of the workload. */
  figure: string;
  unit: string;
  /** Which direction is better. */
  better: "more" | "less";
  /** Measured next to Provost: the floor, and graphile-worker. */
  floor?: StoreName;
  /** What the floor does, when it cannot do the same. */
  floorWorkload?: WorkloadName;
  queue?: StoreName;
  /** Measured in tables that hold a history, and compared with empty ones. */
  inHistory?: true;
  goals?: readonly Goal[];
}

export interface Goal {
  /** What is compared: the figure itself, or its ratio to that of the floor or of empty tables. */
  of: "figure" | "ratioToFloor" | "ratioToEmpty";
  limit: number;
}

export const rowNames = [
  "drain",
  "steps",
  "fanout",
  "sequence",
  "memory",
  "singleInserts",
  "bulkInsert",
  "latency",
  "crowd",
  "fairness",
  "background",
  "history",
  "prune",
  "schedules",
  "scheduler",
] as const;
export type RowName = (typeof rowNames)[number];

const figure = (...limits: number[]): Goal[] => limits.map((limit) => ({ of: "figure", limit }));
const both = { floor: "rawSql", queue: "bareQueue" } as const;

const drain: Row = {
  name: "drain",
  title: "drain queued no-op runs, all states recorded",
  workload: "drain",
  figure: "perSecond",
  unit: "runs/s",
  better: "more",
  ...both,
  goals: figure(10_000, 17_000),
};

const steps: Row = {
  name: "steps",
  title: "runs of 10 sequential tasks, 50 at a time",
  workload: "steps",
  figure: "perSecond",
  unit: "tasks/s",
  better: "more",
  ...both,
  goals: figure(15_000),
};

const fanOut: Row = {
  name: "fanout",
  title: "one run that maps a task over 10,000 items",
  workload: "fanOut",
  figure: "milliseconds",
  unit: "ms",
  better: "less",
  ...both,
  goals: figure(500),
};

const sequence: Row = {
  name: "sequence",
  title: "one run alone, a sequential task",
  workload: "sequence",
  figure: "each",
  unit: "ms",
  better: "less",
  ...both,
  goals: figure(1.2),
};

const inserts = {
  name: "singleInserts",
  figure: "perSecond",
  unit: "runs/s",
  better: "more",
  floor: "plainTable",
  queue: "bareQueue",
} as const;

const insertsAlone: Row = {
  ...inserts,
  title: "single inserts, no worker",
  workload: "singleInserts",
  goals: [{ of: "ratioToFloor", limit: 0.8 }],
};

const bulkInsert: Row = {
  name: "bulkInsert",
  title: "bulk insert of validated runs, one statement",
  workload: "bulkInsert",
  figure: "milliseconds",
  unit: "ms",
  better: "less",
  floor: "plainTable",
  queue: "bareQueue",
  goals: figure(4000),
};

const latency = {
  name: "latency",
  workload: "latency",
  unit: "ms",
  better: "less",
  ...both,
} as const;

const latencyOfHalf: Row = {
  ...latency,
  title: "idle: insert -> code runs, p50",
  figure: "p50",
  goals: figure(5),
};

const background = {
  name: "background",
  workload: "delayedTasks",
  unit: "tasks/s",
  better: "more",
} as const;

const crowd = (title: string, figure: string, goals: Goal[] = []): Row => ({
  name: "crowd",
  title,
  workload: "crowdedLatency",
  figure,
  unit: figure.endsWith("ratio") ? "x" : "ms",
  better: "less",
  goals,
});

const schedules = { name: "schedules", workload: "schedules", better: "less" } as const;

const prune = { name: "prune", workload: "prune", better: "less", inHistory: true } as const;
const scheduler = { name: "scheduler", workload: "schedulerTick", better: "less" } as const;

/** A plain table has no history: what it does in an empty one is measured already. */
const withHistory = (row: Row): Row => {
  const { queue: _, floor, ...rest } = row;
  return {
    ...rest,
    ...(floor === "rawSql" && { floor }),
    name: "history",
    title: `${row.name}, with a history`,
    inHistory: true,
    goals: [{ of: "ratioToEmpty", limit: 0.95 }],
  };
};

export const rows: readonly Row[] = [
  drain,
  steps,
  fanOut,
  sequence,
  {
    name: "memory",
    title: "what a worker's heap gains in 80,000 runs",
    workload: "memory",
    figure: "gainedMegabytes",
    unit: "MB",
    better: "less",
    goals: figure(10),
  },
  {
    name: "memory",
    title: "peak memory of a process that maps 10,000 items",
    workload: "fanOut",
    figure: "peakMegabytes",
    unit: "MB",
    better: "less",
    goals: figure(300),
  },
  insertsAlone,
  {
    ...inserts,
    title: "single inserts, a worker running",
    workload: "busyInserts",
    floorWorkload: "singleInserts",
  },
  bulkInsert,
  latencyOfHalf,
  { ...latency, title: "idle: insert -> code runs, p99", figure: "p99", goals: figure(15) },
  crowd("beside a crowd, paused: p50 to empty", "paused p50 ratio", figure(1.1)),
  crowd("beside a crowd, paused: p99 to empty", "paused p99 ratio", figure(1.1)),
  crowd("beside a crowd, limit reached: p50 to empty", "full p50 ratio", figure(1.1)),
  crowd("beside a crowd, limit reached: p99 to empty", "full p99 ratio", figure(1.1)),
  crowd("before a crowd of less priority, p50", "busy p50"),
  crowd("before a crowd of less priority, p99", "busy p99"),
  {
    name: "fairness",
    title: "of 20,000 runs and 100 of another key, until its last starts",
    workload: "fairness",
    figure: "percent",
    unit: "%",
    better: "less",
    goals: figure(5),
  },
  {
    ...background,
    title: "background: calls sent, each awaited by itself",
    figure: "sentPerSecond",
    goals: figure(5000),
  },
  {
    ...background,
    title: "background: what was sent is executed",
    figure: "perSecond",
    goals: figure(4000),
  },
  withHistory(drain),
  withHistory(steps),
  withHistory(fanOut),
  withHistory(sequence),
  withHistory(insertsAlone),
  withHistory(bulkInsert),
  withHistory(latencyOfHalf),
  { ...prune, title: "prune a month of runs to a week", figure: "seconds", unit: "s" },
  { ...prune, title: "prune: size of all tables, of before", figure: "left", unit: "" },
  {
    ...schedules,
    title: "schedules due at once: last run started",
    figure: "last",
    unit: "ms",
    queue: "bareQueue",
    goals: figure(1000),
  },
  {
    ...schedules,
    title: "schedules due at once: server CPU",
    figure: "serverSeconds",
    unit: "s",
    queue: "bareQueue",
    goals: figure(1),
  },
  {
    ...scheduler,
    title: "scheduler: CPU of a round, 10 schedules due of 10",
    figure: "of10",
    unit: "ms",
  },
  {
    ...scheduler,
    title: "scheduler: that with the most schedules, to that with 10",
    figure: "growth",
    unit: "times",
    goals: figure(1.5),
  },
  {
    ...scheduler,
    title: "scheduler: pages read to find the 10, likewise",
    figure: "buffersGrowth",
    unit: "times",
    goals: figure(1.5),
  },
  {
    ...scheduler,
    title: "80 schedules of every 2 to 5 min: CPU of an hour",
    workload: "scheduledHours",
    figure: "cpuSecondsPerHour",
    unit: "s",
    goals: figure(5),
  },
];
