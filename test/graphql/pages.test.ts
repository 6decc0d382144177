import { beforeAll, describe, expect, it } from "vitest";
import { deploy } from "../server/flowRunMakers.ts";
import { useServer } from "../server/useServer.ts";

const server = useServer({
  PROVOST_SERVER_DEFAULT_PAGE_SIZE: "5",
  PROVOST_SERVER_MAX_PAGE_SIZE: "10",
});

interface Page {
  flowRuns: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

beforeAll(async () => {
  await deploy(server.pool);
  await server.pool.query(
    "insert into provost.flow_runs (deployment) select 'etl/nightly' from generate_series(1, 23)",
  );
});

async function count(args: string): Promise<number | undefined> {
  const { data } = await server.query<Page>(`{ flowRuns${args} { nodes { id } } }`);
  return data?.flowRuns.nodes.length;
}

describe("a page", () => {
  it("has the default size unless another is given, from either end", async () => {
    expect(await count("")).toBe(5);
    expect(await count("(first: 7)")).toBe(7);
    expect(await count("(last: 3)")).toBe(3);
    expect(await count("(first: null)")).toBe(5);
    expect(await count("(first: 10, offset: 20)")).toBe(3);
  });

  it.each([
    ["first", "(first: 11)", "`first` may be at most 10, got 11."],
    ["last", "(last: 1000)", "`last` may be at most 10, got 1000."],
    ["offset", "(offset: 10001)", "`offset` may be at most 10000, got 10001."],
  ])("is refused when `%s` is too large", async (_name, args, message) => {
    const { errors } = await server.query(`{ flowRuns${args} { nodes { id } } }`);
    expect(errors).toEqual([
      expect.objectContaining({
        message,
        extensions: {
          code: "PAGE_TOO_LARGE",
          hint: "Read page by page: pass `pageInfo.endCursor` of one page as `after` of the next.",
        },
      }),
    ]);
  });

  it("is refused when its size comes in a variable, and when it is nested", async () => {
    const byVariable = await server.query(
      `query ($n: Int) { flowRuns(first: $n) { nodes { id } } }`,
      { n: 11 },
    );
    const nested = await server.query(
      `{ deployments { nodes { flowRuns(first: 11) { nodes { id } } } } }`,
    );
    for (const { errors } of [byVariable, nested]) {
      expect(errors?.[0]?.extensions?.["code"]).toBe("PAGE_TOO_LARGE");
    }
  });

  it("leads to the next one, and all pages together hold each run once", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer: { data?: Page | null } = await server.query<Page>(
        `query ($after: Cursor) {
          flowRuns(first: 10, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
        }`,
        { after },
      );
      const page = answer.data?.flowRuns;
      seen.push(...(page?.nodes.map(({ id }) => id) ?? []));
      after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    const { rows } = await server.pool.query<{ id: string }>(
      "select id from provost.flow_runs order by id desc",
    );
    expect(seen).toEqual(rows.map(({ id }) => id));
  });
});
