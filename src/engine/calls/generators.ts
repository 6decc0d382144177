import { InvalidInput } from "../../errors.ts";

export type Values = AsyncGenerator | Generator;

const generators = ["[object AsyncGenerator]", "[object Generator]"];

/** Whether a value is what a generator function answers. */
export function isGenerator(value: unknown): value is Values {
  return generators.includes(Object.prototype.toString.call(value));
}

export function expectGenerator(value: unknown): Values {
  if (isGenerator(value)) return value;
  throw new InvalidInput(`Expected a generator, got ${typeof value}.`, {
    hint: "Write the function as `async function* () { … }`.",
  });
}

export async function listValues(values: Values): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const value of values) list.push(value);
  return list;
}
