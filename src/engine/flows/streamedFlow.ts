import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { expectGenerator } from "../calls/generators.ts";
import { YieldChannel } from "../calls/yieldChannel.ts";

/** A flow whose function is a generator, for a run whose values are used while it lasts. */
export function streamedFlow({ name, settings, fn }: FlowDefinition): {
  channel: YieldChannel;
  definition: FlowDefinition;
} {
  const channel = new YieldChannel();
  const produce = (...args: readonly unknown[]) => channel.produce(expectGenerator(fn(...args)));
  return { channel, definition: { name, settings, fn: produce } };
}
