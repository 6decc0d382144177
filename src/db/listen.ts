import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnreachable, fromPostgres, type ProvostError } from "../errors.ts";
import { waitAtMost } from "../waitAtMost.ts";
import { closeClient, type Connection, connectClient, quoteIdentifier } from "./pool.ts";

export interface Listener {
  /** Starts to listen, on the connection that all subscriptions of the listener share. */
  subscribe(channel: string, handlers: Handlers): Subscription;
  /** Ends the connection; no handler is called any more. */
  close: () => Promise<void>;
}

export interface Handlers {
  onNotification: (payload: string) => void;
  /** The connection was lost and is there again: notifications may have been missed meanwhile. */
  onGap?: () => void;
}

export interface Subscription {
  /** Settles when the server listens for the first time; rejects when the listener is closed. */
  ready: Promise<void>;
  unsubscribe: () => void;
}

export interface ListenOptions {
  /** Told about every lost connection and every failed attempt to connect. */
  onError?: (error: ProvostError) => void;
  /** How often to check that a connection that looks open still answers. Default 15. */
  probeSeconds?: number;
  /** The first and the longest pause between attempts to connect. Default 1 and 30. */
  backOffSeconds?: readonly [first: number, longest: number];
}

const farewellMilliseconds = 2000;

interface Channel {
  subscribers: Set<Handlers>;
  ready: PromiseWithResolvers<void>;
}

/**
 * Listens for notifications on one connection of its own, which must be direct: LISTEN does not
 * survive a transaction-mode pooler. It connects at the first subscription, and again whenever the
 * connection is lost. Notifications are hints: a subscriber must find the facts without them too.
 */
export function createListener(connection: Connection, options: ListenOptions = {}): Listener {
  const { onError = () => {}, probeSeconds = 15, backOffSeconds = [1, 30] } = options;
  const channels = new Map<string, Channel>();
  const closing = new AbortController();
  let session: Session | undefined;
  let running: Promise<void> | undefined;

  const notify = (name: string, payload: string): void => {
    for (const handlers of channels.get(name)?.subscribers ?? []) handlers.onNotification(payload);
  };

  async function listenToAll(opened: Session, isFirst: boolean): Promise<void> {
    // A channel that is added during this loop comes up in it.
    for (const [name, { ready }] of channels) {
      await opened.command(`listen ${quoteIdentifier(name)}`);
      ready.resolve();
    }
    session = opened;
    for (const { subscribers } of isFirst ? [] : channels.values()) {
      for (const handlers of subscribers) handlers.onGap?.();
    }
  }

  async function stayConnected(): Promise<void> {
    let isFirst = true;
    for (let failures = 0; !closing.signal.aborted; failures++) {
      try {
        await using opened = await openSession(connection, notify);
        await listenToAll(opened, isFirst);
        isFirst = false;
        failures = 0;
        await Promise.race([opened.lost, probe(opened, probeSeconds, closing.signal)]);
      } catch (error) {
        if (!closing.signal.aborted) onError(fromPostgres(error));
      }
      session = undefined;
      await pause(backOff(failures, backOffSeconds), closing.signal);
    }
  }

  function open(name: string): Channel {
    const channel: Channel = { subscribers: new Set(), ready: Promise.withResolvers() };
    channel.ready.promise.catch(() => {}); // for those who do not wait for it
    channels.set(name, channel);
    // Should it fail, the connection is lost, and the next one listens to all channels.
    session?.command(`listen ${quoteIdentifier(name)}`).then(channel.ready.resolve, () => {});
    return channel;
  }

  function leave(name: string, handlers: Handlers): void {
    const channel = channels.get(name);
    if (!channel?.subscribers.delete(handlers) || channel.subscribers.size > 0) return;
    channels.delete(name);
    session?.command(`unlisten ${quoteIdentifier(name)}`).catch(() => {});
  }

  return {
    subscribe(name, handlers) {
      const channel = channels.get(name) ?? open(name);
      channel.subscribers.add(handlers);
      running ??= stayConnected();
      return { ready: channel.ready.promise, unsubscribe: () => leave(name, handlers) };
    },
    async close() {
      closing.abort();
      // Not for a server that takes long to refuse a connection.
      if (running) await waitAtMost(farewellMilliseconds, running);
      const closed = new DatabaseUnreachable("The listener was closed");
      for (const { ready } of channels.values()) ready.reject(closed);
      channels.clear();
    },
  };
}

interface Session extends AsyncDisposable {
  /** Runs statements one after the other, as a connection must. */
  command(text: string): Promise<void>;
  /** Rejects when the connection is lost. */
  lost: Promise<never>;
}

async function openSession(
  connection: Connection,
  notify: (channel: string, payload: string) => void,
): Promise<Session> {
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {}); // it may be lost before anybody waits for that
  const client = await connectClient(connection, {
    applicationName: "provost listen",
    answerTimeoutSeconds: 5,
    onError: lost.reject,
  });
  client.on("end", () => lost.reject(new DatabaseUnreachable("The connection was ended")));
  client.on("notification", ({ channel, payload = "" }) => notify(channel, payload));
  let last: Promise<unknown> = Promise.resolve();
  return {
    command(text) {
      const result = last.then(async () => void (await client.query(text)));
      last = result.catch(() => {});
      return result;
    },
    lost: lost.promise,
    [Symbol.asyncDispose]: () => closeClient(client),
  };
}

/** A peer that vanished without a word leaves a connection that looks open. Ask now and then. */
async function probe(session: Session, seconds: number, closing: AbortSignal): Promise<void> {
  while (await pause(seconds * 1000, closing)) await session.command("select 1");
}

/** Milliseconds; spread, so that a fleet does not come back all at once. */
function backOff(failures: number, [first, longest]: readonly [number, number]): number {
  const seconds = Math.min(first * 2 ** Math.min(failures, 10), longest);
  return seconds * 1000 * (0.5 + Math.random() / 2);
}

/** False when the signal ended the pause. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
