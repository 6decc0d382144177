import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { endWorker, registerWorker } from "../engine.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const folder = { path: "/tmp/provost-worker-1" };
let worker: string;

beforeEach(async () => {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  worker = await registerWorker(db);
});

interface Reserved {
  id: string;
  token: string;
  kind: string;
  target: object;
  delivery: number;
}

async function ask<Value>(expression: string, values: unknown[]): Promise<Value | undefined> {
  const { rows } = await db.query<{ value: Value }>(
    `select provost_private.${expression} as value`,
    values,
  );
  return rows[0]?.value;
}

const enqueue = (target: object = folder, host = "here", kind = "FOLDER") =>
  ask<string>("enqueue_cleanup($1, $2, $3, $4)", [worker, host, kind, target]);
async function reserve(host = "here"): Promise<Reserved[]> {
  const { rows } = await db.query<Reserved>(
    "select * from provost_private.reserve_cleanups($1, 10)",
    [host],
  );
  return rows;
}
async function reserveOne(): Promise<Reserved> {
  const [one] = await reserve();
  if (!one) throw new Error("Nothing is to be cleaned up.");
  return one;
}
const tell = (verb: string, { id, token }: Reserved, ...more: string[]) =>
  ask<boolean>(`${verb}($1, $2${more.length > 0 ? ", $3" : ""})`, [id, token, ...more]);
const all = async () => (await db.query("select * from provost.cleanups")).rows;

describe("what a worker leaves behind", () => {
  it("is nobody's business while the worker lives", async () => {
    await enqueue();
    expect(await reserve()).toEqual([]);
    await endWorker(db, worker);
    expect(await reserve()).toMatchObject([{ kind: "FOLDER", target: folder, delivery: 1 }]);
  });

  it("is noted once, however often it is said, and can be withdrawn", async () => {
    const id = await enqueue();
    expect(await enqueue()).toBe(id);
    expect(await all()).toHaveLength(1);
    expect(await ask("withdraw_cleanup($1)", [id])).toBe(true);
    expect(await ask("withdraw_cleanup($1)", [id])).toBe(false);
    expect(await all()).toEqual([]);
  });

  it("is handed out to its host only, to one at a time, for half a minute", async () => {
    await enqueue();
    await endWorker(db, worker);
    expect(await reserve("elsewhere")).toEqual([]);
    const first = await reserveOne();
    expect(await reserve()).toEqual([]);
    await clock.advance(db, "31 s");
    const second = await reserveOne();
    expect(second).toMatchObject({ id: first.id, delivery: 2 });
    expect(await tell("acknowledge_cleanup", first)).toBe(false);
    expect(await tell("acknowledge_cleanup", second)).toBe(true);
    expect(await all()).toEqual([]);
  });

  it("stays with the receiver who asks for more time", async () => {
    await enqueue();
    await endWorker(db, worker);
    const one = await reserveOne();
    await clock.advance(db, "20 s");
    expect(await tell("renew_cleanup", one)).toBe(true);
    await clock.advance(db, "20 s");
    expect(await reserve()).toEqual([]);
    await clock.advance(db, "20 s");
    const next = await reserveOne();
    expect(await tell("renew_cleanup", one)).toBe(false);
    expect(await tell("release_cleanup", one, "late")).toBe(false);
    expect(await tell("renew_cleanup", next)).toBe(true);
  });

  it("is given up after three times, and can be seen with the reason", async () => {
    await enqueue();
    await endWorker(db, worker);
    for (const reason of ["first", "second", "third"]) {
      expect(await tell("release_cleanup", await reserveOne(), reason)).toBe(true);
    }
    expect(await reserve()).toEqual([]);
    expect(await all()).toMatchObject([
      { deliveries: 3, last_error: "third", given_up: expect.any(Date), lease_token: null },
    ]);
  });

  it("is given up, too, when three receivers have not come back", async () => {
    await enqueue();
    await endWorker(db, worker);
    for (let i = 0; i < 3; i++) {
      await reserveOne();
      await clock.advance(db, "31 s");
    }
    expect(await reserve()).toEqual([]);
    expect(await all()).toMatchObject([
      { given_up: expect.any(Date), last_error: expect.stringMatching(/three times/) },
    ]);
  });

  it("is of a kind that is known", async () => {
    await expect(enqueue({}, "here", "DATABASE")).rejects.toMatchObject({ code: "VOARG" });
  });
});
