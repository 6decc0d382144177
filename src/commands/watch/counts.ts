import type { TaskRunCounts } from "../../db/cliRows.ts";

const order = ["COMPLETED", "RUNNING", "SCHEDULED", "PENDING", "PAUSED", "FAILED", "CRASHED"];

/** How many task runs are in which state: `3 completed, 1 running (extract)`. */
export function countsText(counts: TaskRunCounts, runningTasks: readonly string[] = []): string {
  return Object.entries(counts)
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([type, count]) => {
      const names = type === "RUNNING" ? namesOf(runningTasks, count) : "";
      return `${count} ${type.toLowerCase()}${names}`;
    })
    .join(", ");
}

const placeOf = (type: string): number =>
  order.includes(type) ? order.indexOf(type) : order.length;

function namesOf(names: readonly string[], count: number): string {
  if (names.length === 0) return "";
  return ` (${names.join(", ")}${count > names.length ? ", …" : ""})`;
}
