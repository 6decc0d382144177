import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createListener, type Listener, type ListenOptions } from "../../src/db/listen.ts";
import { DatabaseUnreachable } from "../../src/errors.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = useDatabase();

function listenerOf(options: ListenOptions = {}): Listener {
  const listener = createListener(database.connection, {
    backOffSeconds: [0.01, 0.1],
    ...options,
  });
  onTestFinished(() => listener.close());
  return listener;
}

const heard = () => vi.fn<(payload: string) => void>();

const notify = (channel: string, payload: string) =>
  database.pool.query("select pg_notify($1, $2)", [channel, payload]);

async function listenerCount(): Promise<number> {
  const { rows } = await database.pool.query(
    `select from pg_stat_activity
     where application_name = 'provost listen' and datname = current_database()`,
  );
  return rows.length;
}

const killListeners = () =>
  database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'provost listen' and datname = current_database()`,
  );

describe("createListener", () => {
  it("tells each subscriber what was sent to its channel, on one connection", async () => {
    const listener = listenerOf();
    const one = heard();
    const alsoOne = heard();
    const two = heard();
    await listener.subscribe("one", { onNotification: one }).ready;
    await listener.subscribe("one", { onNotification: alsoOne }).ready;
    await listener.subscribe("Channel two", { onNotification: two }).ready;
    await notify("one", "a");
    await notify("Channel two", "b");
    await eventually(() => expect(two).toHaveBeenCalledWith("b"));
    expect(one).toHaveBeenCalledExactlyOnceWith("a");
    expect(alsoOne).toHaveBeenCalledExactlyOnceWith("a");
    expect(await listenerCount()).toBe(1);
  });

  it("does not connect before somebody subscribes", async () => {
    listenerOf();
    // Those of other tests may not be quite gone yet.
    await eventually(async () => expect(await listenerCount()).toBe(0));
  });

  it("stops telling a subscriber that has left", async () => {
    const listener = listenerOf();
    const left = heard();
    const stayed = heard();
    const subscription = listener.subscribe("one", { onNotification: left });
    await listener.subscribe("one", { onNotification: stayed }).ready;
    subscription.unsubscribe();
    await notify("one", "x");
    await eventually(() => expect(stayed).toHaveBeenCalledWith("x"));
    expect(left).not.toHaveBeenCalled();
  });

  it("comes back after its connection was killed, and says that it was away", async () => {
    const onError = vi.fn<(error: Error) => void>();
    const listener = listenerOf({ onError });
    const onNotification = heard();
    const onGap = vi.fn<() => void>();
    await listener.subscribe("one", { onNotification, onGap }).ready;
    expect(onGap).not.toHaveBeenCalled();
    await killListeners();
    await eventually(() => expect(onGap).toHaveBeenCalledOnce());
    await notify("one", "after");
    await eventually(() => expect(onNotification).toHaveBeenCalledWith("after"));
    expect(onError).toHaveBeenCalledWith(expect.any(DatabaseUnreachable));
  });

  it("goes on trying while there is no server", async () => {
    const onError = vi.fn<(error: Error) => void>();
    const listener = createListener(
      { host: "/nowhere", database: "none", user: "nobody" },
      { onError, backOffSeconds: [0.01, 0.01] },
    );
    const { ready } = listener.subscribe("one", { onNotification: heard() });
    await eventually(() => expect(onError.mock.calls.length).toBeGreaterThan(2));
    await listener.close();
    await expect(ready).rejects.toBeInstanceOf(DatabaseUnreachable);
  });

  it("asks now and then whether the other end is still there", async () => {
    const listener = listenerOf({ probeSeconds: 0.02 });
    await listener.subscribe("one", { onNotification: heard() }).ready;
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `select from pg_stat_activity where application_name = 'provost listen'
           and datname = current_database() and query = 'select 1'`,
      );
      expect(rows).toHaveLength(1);
    });
  });

  it("has ended its connection when it is closed", async () => {
    const listener = listenerOf();
    await listener.subscribe("one", { onNotification: heard() }).ready;
    await listener.close();
    await eventually(async () => expect(await listenerCount()).toBe(0));
  });
});
