import { z } from "zod";

const delimiter = z
  .string()
  .refine((text) => /^[^"\r\n]{1,8}$/.test(text), "Expected 1 to 8 characters, no quote among them")
  .transform((text) => text.replaceAll("\\t", "\t"));

/** What a run of the flow is given. */
export const etlParameters = z.object({
  source: z.string().min(1).describe("A CSV file: its path or http(s) URL, plain or gzip."),
  table: z.string().optional().describe("Where the rows go. Default: the name of the file."),
  schema: z.string().default("public").describe("The PostgreSQL schema of the table."),
  key: z.array(z.string()).optional().describe("The columns that tell rows apart."),
  delimiter: delimiter.default(",").describe("What stands between two fields; \\t is a tab."),
  batchSize: z.int().min(1).max(1_000_000).default(5000).describe("Rows that are loaded at once."),
});

/** What a flow that is made with `etlFlow` may do differently. */
export interface EtlOptions {
  /** How the flow is called. Default: `etl`. */
  name?: string;
  /**
   * What each row must fit. It is given texts, and null for empty fields; what it makes of them is
   * loaded, into a column for each of its fields. Default: types are found out from the data.
   */
  rowSchema?: z.ZodObject;
}
