import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { deploy } from "../server/flowRunMakers.ts";
import { useServer } from "../server/useServer.ts";
import { eventually } from "../support/eventually.ts";
import { connectClient } from "../../src/db/pool.ts";

const server = useServer();

beforeAll(() => deploy(server.pool));
afterEach(() => void (server.log.length = 0));

const nested = (field: string, levels: number): string =>
  levels === 0 ? "id" : `${field} { ${nested(field, levels - 1)} }`;

describe("a query that asks for too much", () => {
  it("may be twelve fields deep, and no deeper", async () => {
    const allowed = await server.query(`{ flowRuns { nodes { ${nested("parent", 9)} } } }`);
    expect(allowed.errors).toBeUndefined();
    const refused = await server.query(`{ flowRuns { nodes { ${nested("parent", 10)} } } }`);
    expect(refused.status).toBe(400);
    expect(refused.errors).toEqual([
      {
        message: "A query may be at most 12 fields deep.",
        extensions: expect.objectContaining({ code: "QUERY_TOO_DEEP", hint: expect.any(String) }),
      },
    ]);
  });

  it("is as deep as its fragments make it", async () => {
    const { errors } = await server.query(
      `{ flowRuns { nodes { ...Five } } }
       fragment Five on FlowRun { ${nested("parent", 5).replace("id", "...Six")} }
       fragment Six on FlowRun { ${nested("parent", 6)} }`,
    );
    expect(errors?.[0]?.extensions?.["code"]).toBe("QUERY_TOO_DEEP");
  });

  it.each([
    [
      "too many rows by multiplied pages",
      "{ deployments { nodes { flowRuns { nodes { children { nodes { children { nodes { id } } } } } } } } }",
    ],
    [
      "too many aliases at the top",
      `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: flowRuns { nodes { id } }`).join(" ")} }`,
    ],
    [
      "too many fields",
      `{ flowRuns { nodes { ${Array.from({ length: 1000 }, (_, i) => `a${i}: id`).join(" ")} } } }`,
    ],
    [
      "fragments that multiply",
      `{ flowRuns { nodes { ...F0 } } } ${Array.from({ length: 20 }, (_, i) => `fragment F${i} on FlowRun { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`).join(" ")} fragment F20 on FlowRun { id }`,
    ],
  ])("is refused for %s", async (_reason, source) => {
    const { status, errors } = await server.query(source);
    expect(status).toBe(400);
    expect(errors?.[0]?.extensions?.["code"]).toMatch(/^QUERY_TOO_(COSTLY|DEEP)$/);
  });

  it("is refused by its page size in a variable", async () => {
    const source =
      "query ($n: Int) { a: deployments(first: $n) { nodes { flowRuns(first: $n) { nodes { children(first: $n) { nodes { id } } } } } } }";
    expect((await server.query(source, { n: 200 })).errors?.[0]?.extensions?.["code"]).toBe(
      "QUERY_TOO_COSTLY",
    );
    expect((await server.query(source, { n: 20 })).errors).toBeUndefined();
  });

  it("is refused for its length before it is understood", async () => {
    const { errors } = await server.query(`{ ${"a ".repeat(10_001)} }`);
    expect(errors?.[0]?.extensions?.["code"]).toBe("QUERY_TOO_LONG");
  });

  it("is refused when its nesting would overflow the parser", async () => {
    const { status, errors } = await server.query("{a".repeat(4900));
    expect(status).toBe(400);
    expect(errors).toHaveLength(1);
  });
});

describe("an error", () => {
  it("of the query itself says where it is", async () => {
    const { status, errors } = await server.query("{ flowRuns { nodes { idd } } }");
    expect(status).toBe(400);
    expect(errors?.[0]?.message).toContain('Did you mean "id"');
  });

  it("about a bad filter says what was expected", async () => {
    const { errors } = await server.query(
      `{ flowRuns(condition: { createdAfter: "yesterday" }) { nodes { id } } }`,
    );
    expect(errors?.[0]).toMatchObject({
      message: 'Expected an instant such as "2026-01-31T02:00:00Z", got "yesterday".',
      extensions: { code: "VOARG" },
    });
  });

  it("of PostgreSQL about a value that the client sent is passed on", async () => {
    const { errors } = await server.query(
      `mutation { createFlowRun(input: { deployment: "etl/nightly", scheduledTime: "soon" }) { flowRun { id } } }`,
    );
    expect(errors?.[0]?.message).toContain('"soon"');
    expect(errors?.[0]?.extensions?.["code"]).toMatch(/^22/);
  });

  it("that is nobody else's business is logged, and the client gets a reference", async () => {
    await server.pool.query("alter function provost.flow_runs_task_run_counts rename to gone");
    await server.pool.query("insert into provost.flow_runs (deployment) values ('etl/nightly')");
    try {
      const { data, errors } = await server.query("{ flowRuns { nodes { taskRunCounts } } }");
      expect(data).toEqual({ flowRuns: null });
      const reference = errors?.[0]?.extensions?.["reference"];
      expect(errors).toEqual([
        expect.objectContaining({
          message: `Something went wrong in the server (reference ${String(reference)}).`,
          extensions: { code: "INTERNAL_ERROR", reference, hint: expect.any(String) },
        }),
      ]);
      expect(server.log).toEqual([
        expect.objectContaining({
          level: "error",
          fields: expect.objectContaining({
            reference,
            path: "flowRuns",
            err: expect.objectContaining({
              message: expect.stringContaining("flow_runs_task_run_counts"),
            }),
          }),
        }),
      ]);
    } finally {
      await server.pool.query("alter function provost.gone rename to flow_runs_task_run_counts");
    }
  });

  it("for want of a database comes soon, and everything works again with the database", async () => {
    const { name } = server.database;
    const admin = await connectClient(inject("testServer").admin);
    try {
      await admin.query(`alter database ${name} with allow_connections false`);
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = $1 and application_name like 'provost%'`,
        [name],
      );
      const answer = await eventually(async () => {
        const failed = await server.query("{ flowRuns { nodes { id } } }");
        expect(failed.errors).toHaveLength(1);
        return failed;
      });
      expect(JSON.stringify(answer)).not.toContain(name);
      expect((await fetch(`${server.url}/ready`)).status).toBe(503);
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
    } finally {
      await admin.query(`alter database ${name} with allow_connections true`);
      await admin.end();
    }
    await eventually(async () => (await fetch(`${server.url}/ready`)).status === 200);
    expect((await server.query("{ flowRuns { nodes { id } } }")).errors).toBeUndefined();
  });
});
