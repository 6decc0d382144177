import { loadSettings } from "../../settings/settings.ts";
import { yesNo } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";

interface ListedService {
  name: string;
  enabled: boolean;
  everySeconds: number;
  description: string;
}

const columns: Column<ListedService>[] = [
  { heading: "SERVICE", cell: ({ name }) => name },
  { heading: "ENABLED", cell: ({ enabled }) => yesNo(enabled) },
  { heading: "EVERY", cell: ({ everySeconds }) => `${everySeconds} s` },
  { heading: "DOES", cell: ({ description }) => description },
];

/** What every server and worker runs: none of it needs to be alone, or anywhere in particular. */
export function listServices(output: OutputFormat): void {
  const { services } = loadSettings();
  const list: ListedService[] = [
    {
      name: "dispatcher",
      enabled: true,
      everySeconds: services.dispatchPollSeconds,
      description: "tells workers that runs may start; when one is inserted, at once",
    },
    {
      name: "reaper",
      enabled: true,
      everySeconds: services.reapSeconds,
      description: "finds workers that are dead, and gives their runs away",
    },
    {
      name: "upkeep",
      enabled: true,
      everySeconds: services.reapSeconds,
      description: "moves on what waits for a deadline: timeouts, pauses, cancellations",
    },
    {
      name: "scheduler",
      enabled: services.scheduler.enabled,
      everySeconds: services.scheduler.loopSeconds,
      description: "plans the runs of schedules",
    },
    {
      name: "late-runs",
      enabled: services.lateRunsEnabled,
      everySeconds: services.lateRunsSeconds,
      description: "names overdue runs Late, and forgets what has run out",
    },
    {
      name: "retention",
      enabled: true,
      everySeconds: services.retention.loopSeconds,
      description: "makes room for history to come, and removes what is old enough",
    },
  ];
  printRows(list, columns, output, "There are no services.");
}
