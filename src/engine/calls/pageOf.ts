import type { RunServices } from "../store/runServices.ts";

/** Where people look at a run; null when there is no such place. */
export function pageOf(
  { uiUrl }: RunServices["addresses"],
  kind: "flow-run" | "task-run",
  id: string,
): string | null {
  return uiUrl === undefined ? null : `${uiUrl}/runs/${kind}/${id}`;
}
