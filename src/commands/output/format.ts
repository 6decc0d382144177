import { Option } from "commander";

export type OutputFormat = "table" | "json" | "ndjson";

/** `-o`, for every command that prints data; in capitals, too. */
export function outputOption(): Option {
  const option = new Option("-o, --output <format>", "how to print the data")
    .choices(["table", "json", "ndjson"])
    .default("table");
  const chosen = option.parseArg;
  return chosen ? option.argParser((text, before) => chosen(text.toLowerCase(), before)) : option;
}
