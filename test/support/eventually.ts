import {
  eventually as eventuallyWithin,
  type EventuallyOptions,
} from "../../src/testing/eventually.ts";
import { slowness } from "./slowness.ts";

export type { EventuallyOptions };

/** As users have it, with deadlines that heed how slow the machine is. Default 20 s. */
export function eventually<T>(
  check: () => T | Promise<T>,
  { within = 20 }: EventuallyOptions = {},
): Promise<T> {
  return eventuallyWithin(check, { within: within * slowness() });
}
