import { InvalidInput } from "../../errors.ts";
import {
  expectId,
  expectInstant,
  expectPositive,
  expectString,
  optional,
  refuseUnknownOptions,
  shown,
} from "../optionChecks.ts";
import { isRecord } from "../isRecord.ts";
import { TimedOut } from "../runs/runErrors.ts";
import { actor } from "../runs/outwardAction.ts";
import { expectScope } from "../runs/runScope.ts";

export interface WaitForEventOptions {
  /**
   * Labels of the resource that the event is about, all of which must fit: a value, or a list of
   * which one must fit. In a value, `*` stands for any text, and `!` in front for anything else.
   */
  match?: Readonly<Record<string, string | readonly string[]>>;
  /** What the payload must contain. */
  payload?: Readonly<Record<string, unknown>>;
  /** Take the first event that has happened since this instant, also before the wait began. */
  since?: Date;
  timeoutSeconds?: number;
  /** Names the wait, so that it is recognised on resume wherever it stands in the code. */
  key?: string;
}

export interface FlowEvent {
  readonly id: string;
  readonly event: string;
  readonly occurred: Date;
  readonly resource: Readonly<Record<string, string>>;
  readonly related: readonly Readonly<Record<string, string>>[];
  readonly payload: Readonly<Record<string, unknown>>;
  readonly follows: string | null;
}

/**
 * Waits for an event of a name, and answers it. The wait begins when it is recorded: an event that
 * came before is found only if `since` reaches back to it.
 * @throws TimedOut
 */
export async function waitForEvent(
  name: string,
  options: WaitForEventOptions = {},
): Promise<FlowEvent> {
  const scope = expectScope("`waitForEvent` was called");
  refuseUnknownOptions("wait for an event", options, [
    "match",
    "payload",
    "since",
    "timeoutSeconds",
    "key",
  ]);
  const seconds = optional(options, "timeoutSeconds", expectPositive);
  const { outcome, value } = await scope.wait({
    kind: "event",
    key: optional(options, "key", expectString),
    seconds,
    event: expectString("name", name),
    eventFilter: {
      resource: optional(options, "match", expectFields),
      payload: optional(options, "payload", expectFields),
      since: optional(options, "since", expectInstant),
    },
  });
  if (outcome === "answered") return readEvent(value);
  throw new TimedOut(`No event "${name}" came within ${seconds} second(s).`, {
    hint: "Wait longer, or look at what `match` and `payload` ask for.",
  });
}

function expectFields<Fields>(subject: string, value: Fields): Fields {
  if (isRecord(value) && !Array.isArray(value)) return value;
  throw new InvalidInput(`Expected \`${subject}\` to be an object, got ${shown(value)}.`, {
    hint: `Write it as \`${subject}: { name: value }\`.`,
  });
}

export interface EmitEventOptions {
  /** What it happened to: an id, or labels with a "provost.resource.id". */
  resource: string | Readonly<Record<string, string>>;
  payload?: Readonly<Record<string, unknown>>;
  related?: readonly Readonly<Record<string, string>>[];
  /** Default: now. */
  occurred?: Date;
  /** The id of the event that led to this one. */
  follows?: string;
}

/**
 * Tells that something has happened, to all who wait for it; answers the id of the event. Within a
 * flow it is a task, `emit-event`: a run that is resumed does not emit it again.
 */
export async function emitEvent(name: string, options: EmitEventOptions): Promise<string> {
  refuseUnknownOptions("event", options, ["resource", "payload", "related", "occurred", "follows"]);
  expectString("name", name);
  optional(options, "payload", expectFields);
  optional(options, "occurred", expectInstant);
  optional(options, "follows", (subject, id) => expectId(subject, id, "an event"));
  return String(await actor().act({ kind: "emit-event", event: name, ...options }));
}

function readEvent(value: unknown): FlowEvent {
  if (!isRecord(value)) throw new InvalidInput("Expected an event.");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a row of provost.events
  const row = value as unknown as Omit<FlowEvent, "occurred"> & { occurred: string };
  const { id, event, resource, related, payload, follows } = row;
  return { id, event, occurred: new Date(row.occurred), resource, related, payload, follows };
}
