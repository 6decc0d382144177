import type { EventEmitter } from "node:events";

export interface Pingable extends Pick<EventEmitter, "on" | "once"> {
  ping(): void;
  terminate(): void;
}

export interface PingTimes {
  /** From one ping to the next. */
  intervalSeconds: number;
  /** A client that does not answer a ping within this time is dropped. */
  timeoutSeconds: number;
}

/** Finds out which clients have gone without a word, by pings of the WebSocket protocol. */
export function keepAlive(socket: Pingable, { intervalSeconds, timeoutSeconds }: PingTimes): void {
  let unanswered: NodeJS.Timeout | undefined;
  const interval = setInterval(() => {
    socket.ping();
    unanswered ??= setTimeout(() => socket.terminate(), timeoutSeconds * 1000);
  }, intervalSeconds * 1000);
  const answered = (): void => {
    clearTimeout(unanswered);
    unanswered = undefined;
  };
  socket.on("pong", answered);
  socket.once("close", () => {
    clearInterval(interval);
    answered();
  });
}
