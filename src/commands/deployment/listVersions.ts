import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { ListedDeploymentVersion } from "../../db/cliRows.ts";
import { list, text, time } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<ListedDeploymentVersion>[] = [
  { heading: "NUMBER", cell: ({ number }) => String(number) },
  { heading: "VERSION", cell: ({ version }) => text(version) },
  { heading: "CHANGED", cell: ({ changes }) => list(changes) },
  { heading: "COMMIT", cell: ({ gitCommit }) => text(gitCommit?.slice(0, 12)) },
  { heading: "BY", cell: ({ createdBy }) => createdBy },
  { heading: "BACK TO", cell: ({ restores }) => text(restores) },
  { heading: "SINCE", whole: true, cell: ({ created }, look) => time(created, look) },
];

export async function listVersions(
  deployment: string,
  { limit, output }: { limit: number; output: OutputFormat },
): Promise<void> {
  const versions = await withDatabase(({ pool }) =>
    call(pool, cliFunctions.listDeploymentVersions, { deployment, limit }),
  );
  printRows(versions, columns, output, "No versions: it was never deployed since they are kept.");
}
