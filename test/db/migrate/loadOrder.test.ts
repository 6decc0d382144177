import { describe, expect, it } from "vitest";
import { inLoadOrder } from "../../../src/db/migrate/loadOrder.ts";

const pathsInOrder = (files: Record<string, string>): string[] =>
  inLoadOrder(Object.entries(files).map(([path, text]) => ({ path, text }))).map(
    ({ path }) => path,
  );

describe("inLoadOrder", () => {
  it("keeps the order of paths where nothing else is needed", () => {
    expect(pathsInOrder({ "a.sql": "select 1", "b.sql": "select 2" })).toEqual(["a.sql", "b.sql"]);
  });

  it("puts what a function needs at its creation before it", () => {
    const order = pathsInOrder({
      "a.sql": "create function provost.a() returns int return provost.b() + 1;",
      "b.sql": "create function provost.b() returns int return provost_private.c();",
      "c.sql": "create or replace view provost_private.c as select 1;",
    });
    expect(order).toEqual(["c.sql", "b.sql", "a.sql"]);
  });

  it("puts a trigger after its function", () => {
    const order = pathsInOrder({
      "a.sql":
        "create trigger t after insert on provost.x execute function provost_private.later();",
      "b.sql": "create function provost_private.later() returns trigger as $$begin end$$;",
    });
    expect(order).toEqual(["b.sql", "a.sql"]);
  });

  it("does not look into bodies that are resolved when they run, nor into comments", () => {
    const order = pathsInOrder({
      "a.sql": "-- see provost.b\ncreate function provost.a() as $$ select provost.b() $$;",
      "b.sql": "create function provost.b() as $body$ select provost.a() $body$;",
    });
    expect(order).toEqual(["a.sql", "b.sql"]);
  });

  it("puts what speaks of all objects of a schema last", () => {
    const order = pathsInOrder({
      "a.sql": "grant execute on all functions in schema provost to somebody;",
      "b.sql": "create function provost.b() returns int return 1;",
    });
    expect(order).toEqual(["b.sql", "a.sql"]);
  });
});
