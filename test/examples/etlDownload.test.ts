import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etl } from "../../src/examples/etl.ts";
import { useExamples } from "./useExamples.ts";

const examples = useExamples();

let server: Server;
let requests: Record<string, number>;

beforeAll(async () => {
  requests = {};
  server = createServer((request, response) => {
    const path = request.url ?? "";
    requests[path] = (requests[path] ?? 0) + 1;
    if (path === "/flaky.csv" && requests[path] <= 2) response.writeHead(503).end();
    else if (path === "/flaky.csv") response.end("id,name\n1,one\n2,two\n");
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
});

const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

describe("a source that is downloaded", () => {
  it("is tried again after a while, and then again after longer, until it is served", async () => {
    expect(await etl({ source: url("/flaky.csv") })).toMatchObject({ rows: 2, loaded: 2 });
    expect(requests["/flaky.csv"]).toBe(3);
    const states = await examples.query(
      `select s.name from provost.task_run_states s
       join provost.task_runs t on t.id = s.task_run_id
       where t.task_name = 'fetch-source' and s.name in ('AwaitingRetry', 'Completed')
       order by s.timestamp`,
    );
    expect(states.map(({ name }) => name)).toEqual(["AwaitingRetry", "AwaitingRetry", "Completed"]);
  });

  it("is not tried again when that cannot help", async () => {
    await expect(etl({ source: url("/gone.csv") })).rejects.toThrow("404 Not Found");
    expect(requests["/gone.csv"]).toBe(1);
  });
});
