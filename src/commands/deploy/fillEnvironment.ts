import { InvalidInput } from "../../errors.ts";
import { isRecord } from "../../flow/isRecord.ts";

const placeholder = /\{\{\s*\$(\w+)\s*\}\}/g;

/** What is filled in later, where it is used: by workers. What is defined is filled in there, too. */
const leftAsItIs =
  /^(deployments\[\d+\]\.)?(pull|source)$|^deployments\[\d+\]\.(work_?pool\.)?job_?variables$|^definitions$/i;

/**
 * What a file of deployments says, with `{{ $NAME }}` replaced by the variable of this process.
 * @throws InvalidInput, with the place, if there is no such variable.
 */
export function fillEnvironment(
  value: unknown,
  environment: NodeJS.ProcessEnv = process.env,
  place = "",
): unknown {
  if (typeof value === "string") {
    return value.replaceAll(placeholder, (_, name: string) => {
      const found = environment[name];
      if (found !== undefined) return found;
      throw new InvalidInput(`${place} names the environment variable ${name}, which is not set.`, {
        hint: `Set ${name}, or write the value.`,
      });
    });
  }
  if (Array.isArray(value)) {
    return value.map((each, index) => fillEnvironment(each, environment, `${place}[${index}]`));
  }
  if (!isRecord(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const below = place === "" ? key : `${place}.${key}`;
      return [key, leftAsItIs.test(below) ? each : fillEnvironment(each, environment, below)];
    }),
  );
}
