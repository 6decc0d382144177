/** How much of everything is measured. */
export const fullSizes = {
  /** Runs of the row `drain`. */
  runs: 20_000,
  stepRuns: 500,
  steps: 10,
  stepsInFlight: 50,
  fanOut: 10_000,
  sequence: 1000,
  /** Runs of the row `memory`, of which the first fifth warms up. */
  memoryRuns: 100_000,
  insertSeconds: 3,
  insertConnections: 8,
  bulkRuns: 100_000,
  latencyRuns: 200,
  latencyPauseMilliseconds: 50,
  historyRuns: 1_000_000,
  /** Runs that wait in one queue while another is measured. */
  crowd: 1_000_000,
  crowdLatencyRuns: 200,
  fairRuns: 20_000,
  /** Runs of another fairness key that come after those. */
  fewRuns: 100,
  /** Of which ten are due in each round of the row `scheduler`. */
  activeSchedules: [10, 1000, 10_000],
  schedulerTicks: 100,
  scheduledHours: 6,
  schedules: 1000,
  /** How long before they are due the schedules are created. */
  scheduleLeadSeconds: 20,
  /** How long after that instant the server's CPU is counted. */
  scheduleTailSeconds: 5,
};

export type Sizes = typeof fullSizes;

/** For a look while others use the machine: under a minute in all, and not for judging goals. */
export const quickSizes: Sizes = {
  ...fullSizes,
  runs: 4000,
  stepRuns: 150,
  fanOut: 2000,
  sequence: 50,
  memoryRuns: 10_000,
  insertSeconds: 0.7,
  bulkRuns: 10_000,
  latencyRuns: 20,
  crowd: 20_000,
  crowdLatencyRuns: 20,
  fairRuns: 2000,
  fewRuns: 20,
  activeSchedules: [10, 100, 1000],
  schedulerTicks: 30,
  scheduledHours: 1,
  schedules: 200,
  scheduleLeadSeconds: 4,
  scheduleTailSeconds: 2,
};
