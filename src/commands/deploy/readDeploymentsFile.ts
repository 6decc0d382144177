import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import { InvalidInput, NotFound } from "../../errors.ts";
import { fillEnvironment } from "./fillEnvironment.ts";
import { type DeploymentsFile, deploymentsSchema } from "./deploymentsSchema.ts";

const usualNames = ["provost.yaml", "provost.yml", "provost.json"];

/** The file of deployments in the current folder. */
export function findDeploymentsFile(): string {
  const found = usualNames.find((name) => existsSync(name));
  if (found !== undefined) return found;
  throw new NotFound("There is no file of deployments in this folder.", {
    detail: `Looked for ${usualNames.join(", ")} in ${resolve(".")}.`,
    hint: "Write one, or name what to deploy: provost deploy flows/etl.ts:etl --name nightly.",
  });
}

/** Reads a file of deployments, YAML or JSON. Throws `InvalidInput` with the places that are wrong. */
export async function readDeploymentsFile(file: string): Promise<DeploymentsFile> {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new NotFound(`There is no file ${JSON.stringify(file)}.`, {
      detail: `Looked at ${resolve(file)}.`,
      hint: "Give the path of a file of deployments, such as provost.yaml.",
    });
  }
  const { success, data, error } = deploymentsSchema.safeParse(
    fillEnvironment(parsed(file, await readFile(file, "utf8"))),
  );
  if (success) return data;
  throw new InvalidInput(`${file} is no file of deployments.`, {
    detail: error.issues.flatMap((issue) => lines(issue)).join("\n"),
    hint: "Write it like: deployments: [{ name: nightly, entrypoint: flows/etl.ts:etl }].",
  });
}

/** The door to the yaml library, which reads JSON as well. */
function parsed(file: string, text: string): unknown {
  try {
    return parse(text, { merge: true, prettyErrors: true });
  } catch (error) {
    throw new InvalidInput(`${file} cannot be read.`, {
      detail: error instanceof Error ? error.message : String(error),
      hint: "Mend it where the message points.",
      cause: error,
    });
  }
}

/** `deployments[0].schedules[1].cron: Expected a string`; of a choice, what is wrong with each. */
function lines(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): string[] {
  const path = [...above, ...issue.path];
  const place = path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : `${text}${text && "."}${String(key)}`,
    "",
  );
  if (issue.code === "unrecognized_keys") {
    const notes = issue.keys.flatMap((key) => prefectKeys[key] ?? []);
    return [`${place || "the file"}: ${[issue.message, ...notes].join(". ")}`];
  }
  if (issue.code !== "invalid_union") return [`${place || "the file"}: ${issue.message}`];
  return [...new Set(issue.errors.flat().flatMap((each) => lines(each, path)))];
}

const images = "Images are built by other means; workers pull code, as `source` or `pull` say";

/** What Prefect's files have, and what is here in its place. */
const prefectKeys: Readonly<Record<string, string>> = {
  build: images,
  push: images,
  triggers: "Deployments have schedules, and no triggers yet",
  sla: "Agreements on service levels belong to Prefect's cloud",
  flowName: "A flow has its name in the code",
  versionType: "A version is what `version` says",
};
