import { Option } from "commander";

export type OutputFormat = "table" | "json" | "ndjson";

/** `-o`, for every command that prints data. */
export function outputOption(): Option {
  return new Option("-o, --output <format>", "how to print the data")
    .choices(["table", "json", "ndjson"])
    .default("table");
}
