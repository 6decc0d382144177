import {
  eventually as eventuallyWithin,
  type EventuallyOptions,
} from "../../src/testing/eventually.ts";
import { onThisMachine } from "./slowness.ts";

export type { EventuallyOptions };

/**
 * As users have it, with deadlines that heed how slow the machine is, and how busy by now: they are
 * there for what never comes. Default 20 s.
 */
export function eventually<T>(
  check: () => T | Promise<T>,
  { within = 20 }: EventuallyOptions = {},
): Promise<T> {
  return eventuallyWithin(check, { within: onThisMachine(within) });
}
