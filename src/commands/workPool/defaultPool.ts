import { WorkPoolNotFound } from "../../errors.ts";

/** Tells where a name comes from that nobody has typed: the setting for the default work pool. */
export function explainDefaultPool(error: unknown): unknown {
  if (!(error instanceof WorkPoolNotFound)) return error;
  const { message, detail } = error;
  return new WorkPoolNotFound(message, {
    detail: `It is the default, as PROVOST_DEFAULT_WORK_POOL_NAME says. ${detail ?? ""}`.trim(),
    hint: "Name another with --pool, or set the default: provost config set PROVOST_DEFAULT_WORK_POOL_NAME=default.",
    cause: error,
  });
}
