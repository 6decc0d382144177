import { text as readAll } from "node:stream/consumers";
import type { InspectedDeployment } from "../db/cliRows.ts";
import { InvalidInput, InvalidParameters } from "../errors.ts";
import { isRecord } from "../flow/isRecord.ts";
import { nearestName } from "../nearestName.ts";

export interface ParameterOptions {
  /** From `-p key=value`. */
  param?: Record<string, unknown>;
  /** From `--params`: a JSON object, or `-` for one on standard input. */
  params?: string;
}

/** All parameters that were given; those given one by one win. */
export async function readParameters({
  param = {},
  params,
}: ParameterOptions): Promise<Record<string, unknown>> {
  if (params === undefined) return param;
  const json = params === "-" ? await readAll(process.stdin) : params;
  return { ...parseObject(json, params === "-" ? "standard input" : "--params"), ...param };
}

/**
 * Refuses a parameter that the schema of a deployment does not know and its flow would never see.
 * A schema that says more than which properties there are is left to the database.
 */
export function expectKnownParameters(
  parameters: object,
  { name, parameterOpenapiSchema: schema }: InspectedDeployment,
  otherwise = "Leave it out, or pass it all the same with --no-enforce-parameter-schema.",
): void {
  if (!isRecord(schema) || !isRecord(schema["properties"])) return;
  if (schema["additionalProperties"] || schema["patternProperties"]) return;
  const known = Object.keys(schema["properties"]);
  const unknown = Object.keys(parameters).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const nearest = nearestName(unknown, known);
  throw new InvalidInput(
    `Deployment ${JSON.stringify(name)} has no parameter ${JSON.stringify(unknown)}.`,
    {
      detail: known.length > 0 ? `It has ${known.join(", ")}.` : "It has none at all.",
      hint: nearest ? `Did you mean ${nearest}?` : otherwise,
    },
  );
}

/** Says how to write a text that looks like JSON, if that is why a parameter was refused. */
export function explainedParameters(error: unknown, { param = {} }: ParameterOptions): unknown {
  if (!(error instanceof InvalidParameters)) return error;
  const misread = Object.entries(param).find(
    ([name, value]) =>
      typeof value !== "string" &&
      error.message.includes(`"/${name}"`) &&
      error.message.includes("expected a string"),
  );
  if (!misread) return error;
  const [name, value] = misread;
  return new InvalidParameters(error.message, {
    detail: error.detail,
    hint: `What looks like JSON is read as JSON. For text, write -p ${name}='"${JSON.stringify(value)}"'.`,
    cause: error,
  });
}

function parseObject(json: string, source: string): object {
  const hint = `Write it like '{"source": "data.csv", "limit": 10}'.`;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new InvalidInput(`Expected a JSON object from ${source}, got no JSON.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint,
      cause: error,
    });
  }
  throw new InvalidInput(
    `Expected a JSON object from ${source}, got ${json.trim().slice(0, 100)}.`,
    {
      hint,
    },
  );
}
