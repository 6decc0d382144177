import { createRequire } from "node:module";
import type * as Zod from "zod";

/** zod, which takes longer to load than all definitions together, at its first use. */
export function loadZod(): typeof Zod {
  const zod: typeof Zod = createRequire(import.meta.url)("zod");
  return zod;
}
