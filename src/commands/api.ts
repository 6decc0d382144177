import { Command } from "commander";
import { collected, examples } from "./arguments.ts";
import type { ApiOptions } from "./api/callApi.ts";

export function apiCommand(): Command {
  return new Command("api")
    .description("send a request to the server, and print its answer")
    .argument("<method>", "GET or POST; or a query of GraphQL, sent to /graphql")
    .argument("[path]", "such as /graphql or /ready")
    .option("--data <json>", "what is sent; @path reads a file, - standard input")
    .option("--variables <json>", "the variables of a query of GraphQL")
    .option("-H, --header <name: value>", "a header of the request (repeatable)", collected)
    .option("-v, --verbose", "show the headers of the request and of the answer, too")
    .addHelpText(
      "after",
      examples(
        "provost api '{ flows { nodes { name } } }'",
        `provost api POST /graphql --data '{"query": "{ flows { nodes { name } } }"}'`,
      ),
    )
    .action(async (method: string, path: string | undefined, options: ApiOptions) => {
      const { callApi } = await import("./api/callApi.ts");
      await callApi(method, path, options);
    });
}
