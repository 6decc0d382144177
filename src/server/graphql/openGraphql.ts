import type { IncomingMessage, ServerResponse } from "node:http";
import { grafserv, makeGraphQLWSConfig, postgraphile } from "./postgraphile.ts";
import { type GraphqlOptions, makePreset } from "./preset.ts";

export interface GraphqlApi {
  /** Answers what belongs to GraphQL and GraphiQL. */
  handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** How to serve the same over graphql-ws. */
  websocketOptions: ReturnType<typeof makeGraphQLWSConfig>;
  schema: Awaited<ReturnType<ReturnType<typeof postgraphile>["getSchema"]>>;
  release(): Promise<void>;
}

/** Reads the database's catalog and makes the API from it. */
export async function openGraphql(options: GraphqlOptions): Promise<GraphqlApi> {
  const instance = postgraphile(makePreset(options));
  const schema = await instance.getSchema();
  const serv = instance.createServ(grafserv);
  await serv.ready();
  const handler = serv.createHandler();
  return {
    handle: (request, response) => handler(request, response),
    websocketOptions: makeGraphQLWSConfig(serv),
    schema,
    release: async () => await instance.release(),
  };
}
