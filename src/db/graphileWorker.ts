/** The door to graphile-worker. It costs 70 ms to load, so it is loaded when it is needed. */
export type * from "graphile-worker";

export const loadGraphileWorker = async () => await import("graphile-worker");
