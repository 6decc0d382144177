import { InvalidInput } from "../../errors.ts";
import type { HeldSlots } from "../../flow/concurrency.ts";
import type { TaskRun } from "../tasks/taskRun.ts";

/** The slots of an attempt, or why there never will be any. */
export type TagEntry = { readonly slots: HeldSlots } | { readonly refused: InvalidInput };

/**
 * Takes a slot of the limit on each tag of a task before an attempt starts, and waits for its
 * turn. Tags without a limit cost a share of one statement.
 */
export async function enterTags({ scope, tags, key }: TaskRun): Promise<TagEntry> {
  const { flowRun, epoch, services } = scope.host;
  const wish = {
    names: tags.map((tag) => `tag:${tag}`),
    slots: 1,
    mode: "concurrency",
    timeoutSeconds: undefined,
    strict: false,
    stopsWhenLost: false,
    leaseSeconds: 0,
    holder: undefined,
    signal: undefined,
  } as const;
  const { id: flowRunId, signal } = flowRun;
  try {
    const slots = await services.slots.take(wish, { flowRunId, epoch, taskKey: key, signal });
    return { slots };
  } catch (error) {
    if (error instanceof InvalidInput) return { refused: error };
    throw error;
  }
}
