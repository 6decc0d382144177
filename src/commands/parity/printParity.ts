import type { Command } from "commander";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";
import { type ParityRow, parityOf } from "./parityOf.ts";

const columns: Column<ParityRow>[] = [
  { heading: "PREFECT", whole: true, cell: ({ prefect }) => prefect },
  { heading: "PROVOST", whole: true, cell: ({ provost }) => provost ?? "-" },
  { heading: "NOTE", cell: ({ note }) => note ?? "" },
];

export function printParity(
  program: Command,
  { missing, output }: { missing?: true; output: OutputFormat },
): void {
  const rows = parityOf(program).filter(({ provost }) => !missing || provost === null);
  printRows(rows, columns, output, "Nothing is missing.");
}
