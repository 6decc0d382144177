import { InvalidInput } from "../../errors.ts";
import { type ParametersSchema, pointerOf } from "../deployments/parametersSchema.ts";

/** Parses what came in from outside, or throws an error that points at each field that is wrong. */
export async function parseInput(
  subject: string,
  schema: ParametersSchema | undefined,
  value: unknown,
): Promise<unknown> {
  if (!schema) return value;
  const parsed = await schema["~standard"].validate(value);
  if (parsed.issues === undefined) return parsed.value;
  const wrong = parsed.issues.map((issue) => `${pointerOf(issue)}: ${issue.message}`);
  throw new InvalidInput(`Validation of ${subject} failed: ${wrong.join("; ")}`, {
    detail: JSON.stringify(
      parsed.issues.map((issue) => ({ pointer: pointerOf(issue), message: issue.message })),
    ),
    hint: "Send what fits the schema.",
  });
}
