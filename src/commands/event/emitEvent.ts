import { call } from "../../db/call.ts";
import { waitFunctions } from "../../db/waitFunctions.ts";
import { newId } from "../../engine/store/newId.ts";
import { InvalidInput } from "../../errors.ts";
import { parseJson } from "../jsonOption.ts";
import type { OutputFormat } from "../output/format.ts";
import { printRecord } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

export interface EmitEventOptions {
  resourceId?: string;
  resource?: readonly string[];
  payload?: string;
  related?: string;
  output: OutputFormat;
}

/** Emits an event, and prints under which id it was stored. */
export async function emitEvent(event: string, options: EmitEventOptions): Promise<void> {
  const resource = readResource(options);
  const payload = readPayload(options.payload);
  const related = readRelated(options.related);
  const id = await withDatabase(({ pool }) =>
    call(pool, waitFunctions.emitEvent, { event, resource, payload, related, id: newId() }),
  );
  const fields = [
    { heading: "Event", cell: () => event },
    { heading: "ID", cell: () => id },
  ];
  printRecord({ id, event, resource, payload, related }, fields, options.output);
}

function readResource({ resourceId, resource = [] }: EmitEventOptions): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const text of resource) {
    if (/^\s*[{[]/.test(text)) {
      Object.assign(labels, readLabels(text));
      continue;
    }
    const equals = text.indexOf("=");
    if (equals < 1) {
      throw new InvalidInput(`Expected label=value from --resource, got ${text}.`, {
        hint: "Write it like --resource region=eu.",
      });
    }
    labels[text.slice(0, equals)] = text.slice(equals + 1);
  }
  const id = resourceId ?? labels["provost.resource.id"] ?? labels["prefect.resource.id"];
  if (id) return { ...labels, "provost.resource.id": id };
  throw new InvalidInput("Expected to be told what the event is about.", {
    hint: "Add --resource-id, such as --resource-id order/42.",
  });
}

/** All labels of the resource as one object. */
function readLabels(text: string): Record<string, string> {
  const example = '{"provost.resource.id": "order/42"}';
  const value = parseJson(text, "--resource", example);
  const values = isObject(value) ? Object.entries(value) : [];
  if (values.length > 0 && values.every(([, label]) => typeof label === "string")) {
    return Object.fromEntries(values);
  }
  throw new InvalidInput(`Expected labels from --resource, got ${text.slice(0, 100)}.`, {
    hint: `Write it like '${example}', or like region=eu.`,
  });
}

function readPayload(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  const payload = parseJson(text, "--payload", '{"amount": 3}');
  if (isObject(payload)) return payload;
  throw new InvalidInput(`Expected a JSON object from --payload, got ${text.slice(0, 100)}.`, {
    hint: `Write it like '{"amount": 3}'.`,
  });
}

function readRelated(text: string | undefined): object[] | undefined {
  if (text === undefined) return undefined;
  const example = '{"provost.resource.id": "customer/7"}';
  const value = parseJson(text, "--related", example);
  const related: unknown[] = Array.isArray(value) ? value : [value];
  if (related.every(isObject)) return related;
  throw new InvalidInput(`Expected labels from --related, got ${text.slice(0, 100)}.`, {
    hint: `Write it like '${example}', or a list of such.`,
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
