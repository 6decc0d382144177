import { describe, expectTypeOf, it } from "vitest";
import type { FutureList } from "../../src/flow/futures/futureList.ts";
import { unmapped } from "../../src/flow/calls/annotations.ts";
import type { Sql } from "../../src/flow/results/sql.ts";
import { task } from "../../src/flow/task.ts";
import type { TaskFuture } from "../../src/flow/futures/taskFuture.ts";

interface Row {
  id: number;
}
const extract = task({ name: "extract", retries: 3 }, async (source: string): Promise<Row[]> => [
  { id: source.length },
]);
const clean = task({ name: "clean" }, (rows: Row[]) => rows);
const load = task(
  { name: "load" },
  async (rows: Row[], table?: string) => rows.length > 0 && table,
);

const within = () => {
  const rows = extract.submit("a");
  return { rows, loaded: load(rows, "t"), result: load.submit(rows).result() };
};
const mapRows = () => clean.map([[{ id: 1 }], [{ id: 2 }]]);
const chunk = <T>(items: T[], size: number): T[][] => [items.slice(0, size)];

const body = async (source: string) => {
  const rows = await extract(source);
  const parts = await clean.map(chunk(rows, 500));
  return load(parts.flat());
};

describe("the types of a task", () => {
  it("takes what the function takes and answers what it answers", () => {
    expectTypeOf(extract).returns.toEqualTypeOf<Promise<Row[]>>();
    expectTypeOf(clean).returns.toEqualTypeOf<Promise<Row[]>>();
    expectTypeOf(extract.fn).parameters.toEqualTypeOf<[source: string]>();
    // @ts-expect-error -- the source is a string
    expectTypeOf(extract).toBeCallableWith(1);
    // @ts-expect-error -- the source is needed
    expectTypeOf(extract).toBeCallableWith();
  });

  it("takes futures where it takes values", () => {
    const one = task({ name: "one" }, (id: number): Row => ({ id }));
    type Within = ReturnType<typeof within>;
    expectTypeOf<Within["rows"]>().toEqualTypeOf<TaskFuture<Row[]>>();
    expectTypeOf<Within["loaded"]>().toEqualTypeOf<Promise<string | false | undefined>>();
    expectTypeOf<Within["result"]>().resolves.toEqualTypeOf<string | false | undefined>();
    expectTypeOf(() => load(one.map([1, 2]))).toBeFunction();
    // @ts-expect-error -- a future of something else
    expectTypeOf(() => extract(extract.submit("a"))).toBeFunction();
  });

  it("maps over iterables of what the function takes", () => {
    expectTypeOf(mapRows).returns.toEqualTypeOf<FutureList<Row[]>>();
    expectTypeOf<Awaited<ReturnType<typeof mapRows>>>().toEqualTypeOf<Row[][]>();
    type Loaded = FutureList<string | false | undefined>;
    expectTypeOf(() => load.map([[{ id: 1 }]], "t")).returns.toEqualTypeOf<Loaded>();
    expectTypeOf(() => load.map(mapRows(), unmapped("t"))).returns.toEqualTypeOf<Loaded>();
    expectTypeOf(() => extract.map(new Set(["a", "b"]))).returns.toEqualTypeOf<FutureList<Row[]>>();
    // @ts-expect-error -- rows must be wrapped in `unmapped` or listed
    expectTypeOf(() => load.map([{ id: 1 }])).toBeFunction();
  });

  it("accepts the flow of the design page", () => {
    expectTypeOf(body).returns.resolves.toEqualTypeOf<string | false | undefined>();
  });

  it("types the functions among its options by its arguments", () => {
    const greet = task(
      {
        name: "greet",
        key: (who) => {
          expectTypeOf(who).toEqualTypeOf<string>();
          return who;
        },
        taskRunName: (who, times) => {
          expectTypeOf(times).toEqualTypeOf<number>();
          return who;
        },
      },
      async (who: string, times: number) => who.repeat(times),
    );
    expectTypeOf(greet).parameter(1).extract<number>().toEqualTypeOf<number>();
    expectTypeOf(greet.withOptions({ retries: 1 })).toEqualTypeOf<typeof greet>();
  });

  it("gives a transactional function its transaction, which callers do not pass", () => {
    const pay = task({ name: "pay", transactional: true }, async (sql, id: number) => {
      expectTypeOf(sql).toEqualTypeOf<Sql>();
      return String(id);
    });
    expectTypeOf(pay).returns.toEqualTypeOf<Promise<string>>();
    expectTypeOf(pay.submit).returns.toEqualTypeOf<TaskFuture<string>>();
    expectTypeOf(() => pay.map([1, 2])).returns.toEqualTypeOf<FutureList<string>>();
    expectTypeOf(pay.fn).parameters.toEqualTypeOf<[sql: Sql, id: number]>();
    // @ts-expect-error -- the id is a number
    expectTypeOf(pay).toBeCallableWith("1");
  });

  it("takes a bare function", () => {
    const bare = task(async function bare(n: number) {
      return String(n);
    });
    expectTypeOf(bare).returns.toEqualTypeOf<Promise<string>>();
  });
});
