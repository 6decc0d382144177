import { NotFound } from "../../errors.ts";

/** Tells where a name comes from that nobody has typed: the setting for the default work pool. */
export function explainDefaultPool(error: unknown, defaultWorkPool: string): unknown {
  const { message, code, detail } = error instanceof NotFound ? error : {};
  if (message !== `No work pool is named '${defaultWorkPool}'.`) return error;
  return new NotFound(message, {
    code,
    detail: `It is the default, as PROVOST_DEFAULT_WORK_POOL_NAME says. ${detail ?? ""}`.trim(),
    hint: `Name another with --pool, or set the default: provost config set PROVOST_DEFAULT_WORK_POOL_NAME=default.`,
    cause: error,
  });
}
