import { InvalidInput, InvalidParameters } from "../../errors.ts";
import { loadZod } from "./loadZod.ts";

/**
 * A schema of parameters: any object schema of zod 4, seen through the Standard Schema interface,
 * so that importing Provost loads no schema library.
 */
export interface ParametersSchema<Input = unknown, Output = unknown> {
  readonly "~standard": {
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly validate: (value: unknown) => ParseResult<Output> | Promise<ParseResult<Output>>;
  };
  toJSONSchema?(options: object): object;
}

type ParseResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly ParseIssue[] };

interface ParseIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export type SchemaInput<S extends ParametersSchema> = NonNullable<S["~standard"]["types"]>["input"];
export type SchemaOutput<S extends ParametersSchema> = NonNullable<
  S["~standard"]["types"]
>["output"];

export function expectSchema<S extends ParametersSchema>(subject: string, value: S): S {
  const standard: Partial<S["~standard"]> | undefined = value["~standard"];
  if (typeof standard?.validate === "function") return value;
  throw new InvalidInput(`Expected \`${subject}\` to be a schema of zod 4.`, {
    hint: "Write `parameters: z.object({ source: z.string() })`.",
  });
}

/** Parses parameters, or throws an error that points at each field that is wrong. */
export async function parseParameters(
  flowName: string,
  schema: ParametersSchema,
  parameters: unknown,
): Promise<unknown> {
  const parsed = await schema["~standard"].validate(parameters);
  if (parsed.issues === undefined) return parsed.value;
  const wrong = parsed.issues.map((issue) => `${pointerOf(issue)}: ${issue.message}`);
  throw new InvalidParameters(
    `Validation of the parameters of flow "${flowName}" failed: ${wrong.join("; ")}`,
    {
      detail: JSON.stringify(
        parsed.issues.map((issue) => ({ pointer: pointerOf(issue), message: issue.message })),
      ),
      hint: "Start the run with parameters that fit the schema of the flow.",
    },
  );
}

/** The JSON pointer of the field that an issue is about. */
export function pointerOf(issue: ParseIssue): string {
  const steps = (issue.path ?? []).map((step) =>
    String(typeof step === "object" ? step.key : step),
  );
  return steps.length === 0
    ? "/"
    : steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

const schemaOptions = { io: "input", unrepresentable: "any" } as const;

/** The JSON Schema of what callers may send. What JSON cannot say becomes "anything". */
export function jsonSchemaOf(schema: ParametersSchema): Record<string, unknown> {
  // Schemas of zod/mini do not bring the method along.
  return {
    ...(schema.toJSONSchema?.(schemaOptions) ?? toJsonSchema(schema, schemaOptions)),
  };
}

/** What zod itself makes of a schema of any of its flavours. */
function toJsonSchema(schema: ParametersSchema, options: object): object {
  const { toJSONSchema }: { toJSONSchema: (schema: ParametersSchema, options: object) => object } =
    loadZod();
  return toJSONSchema(schema, options);
}
