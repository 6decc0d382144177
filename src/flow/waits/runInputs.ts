import { InvalidInput } from "../../errors.ts";
import { parseInput } from "./inputSchema.ts";
import { isRecord } from "../isRecord.ts";
import {
  expectId,
  expectPositive,
  expectString,
  optional,
  refuseUnknownOptions,
} from "../optionChecks.ts";
import { actor } from "../runs/outwardAction.ts";
import {
  expectSchema,
  type ParametersSchema,
  type SchemaOutput,
} from "../deployments/parametersSchema.ts";
import { MissingRunContext, TimedOut } from "../runs/runErrors.ts";
import { expectScope, runScopes } from "../runs/runScope.ts";

export interface SendInputOptions {
  /** Under which the run receives it. Default: the empty prefix. */
  keyPrefix?: string;
  /** Default: the run that sends, as `flow-run/<id>`, so that it can be answered. */
  sender?: string;
}

/**
 * Sends a value, anything that a task may return, to a run, which receives it with `receiveInput`.
 * Within a flow it is a task, `send-input`: a run that is resumed does not send it again.
 * @throws InvalidInput when that run has ended, and nothing in it would receive the value
 */
export async function sendInput(
  flowRunId: string,
  value: unknown,
  options: SendInputOptions = {},
): Promise<void> {
  refuseUnknownOptions("sending of an input", options, ["keyPrefix", "sender"]);
  const own = runScopes.getStore()?.flowRun.id;
  await actor().act({
    kind: "send-input",
    flowRunId: expectId("flowRunId", flowRunId),
    value,
    prefix: optional(options, "keyPrefix", expectString) ?? "",
    sender:
      optional(options, "sender", expectString) ??
      (own === undefined ? undefined : `${senderPrefix}${own}`),
  });
}

export interface ReceiveInputOptions<S extends ParametersSchema = ParametersSchema> {
  /** What the value must be: a schema of zod 4. Default: anything. */
  schema?: S;
  keyPrefix?: string;
  timeoutSeconds?: number;
  /** Names the wait, so that it is recognised on resume wherever it stands in the code. */
  key?: string;
}

export interface ReceivedInput<T = unknown> {
  readonly value: T;
  readonly key: string;
  readonly sender: string | null;
  /** Sends a value back to the run that sent this one. */
  respond(value: unknown, options?: SendInputOptions): Promise<void>;
}

type ValueOf<S extends ParametersSchema> = ParametersSchema extends S ? unknown : SchemaOutput<S>;

const senderPrefix = "flow-run/";

/**
 * Waits for the next value that is sent to this run, each received once, in the order of sending.
 * A run that is resumed receives the same values again, from what is recorded.
 * @throws TimedOut, InvalidInput for a value that does not fit the schema
 */
export async function receiveInput<S extends ParametersSchema = ParametersSchema>(
  options: ReceiveInputOptions<S> = {},
): Promise<ReceivedInput<ValueOf<S>>> {
  const scope = expectScope("`receiveInput` was called");
  refuseUnknownOptions(
    "input",
    options,
    ["schema", "keyPrefix", "timeoutSeconds", "key"],
    () => "What it has to fit is passed as `schema`.",
  );
  const seconds = optional(options, "timeoutSeconds", expectPositive);
  const schema = optional(options, "schema", expectSchema);
  const { outcome, value: received } = await scope.wait({
    kind: "input",
    key: optional(options, "key", expectString),
    seconds,
    inputPrefix: optional(options, "keyPrefix", expectString) ?? "",
    inputSchema: undefined,
  });
  if (outcome === "elapsed") {
    throw new TimedOut(`No input was received within ${seconds} second(s).`);
  }
  if (!isRecord(received)) throw new InvalidInput("Expected an input.");
  const sender = typeof received["sender"] === "string" ? received["sender"] : null;
  const key = String(received["key"]);
  const parsed = await parseInput(`input "${key}"`, schema, received["value"]);
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema has made it
    value: parsed as ValueOf<S>,
    key,
    sender,
    async respond(answer, sending = {}) {
      if (!sender?.startsWith(senderPrefix)) {
        throw new MissingRunContext("There is no run to respond to.", {
          detail: `The input was sent by ${sender ?? "nobody in particular"}.`,
          hint: "Only inputs that a run has sent can be responded to.",
        });
      }
      await sendInput(sender.slice(senderPrefix.length), answer, sending);
    },
  };
}

/** Receives one value after another, until none comes within `timeoutSeconds`. */
export async function* receiveInputs<S extends ParametersSchema = ParametersSchema>(
  options: Omit<ReceiveInputOptions<S>, "key"> = {},
): AsyncGenerator<ReceivedInput<ValueOf<S>>, void, undefined> {
  for (;;) {
    try {
      yield await receiveInput<S>(options);
    } catch (error) {
      if (error instanceof TimedOut) return;
      throw error;
    }
  }
}
