// What is used of `ws`, which ships no types.
declare module "ws" {
  import type { EventEmitter } from "node:events";
  import type { IncomingMessage } from "node:http";
  import type { Duplex } from "node:stream";

  export class WebSocket extends EventEmitter {
    readonly protocol: string;
    readonly readyState: number;
    readonly OPEN: number;
    send(data: string, done: (error?: Error) => void): void;
    ping(): void;
    close(code: number, reason?: string): void;
    terminate(): void;
  }

  export class WebSocketServer {
    constructor(options: {
      noServer: true;
      maxPayload?: number;
      handleProtocols?: (protocols: Set<string>) => string | false;
    });
    readonly clients: ReadonlySet<WebSocket>;
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      opened: (socket: WebSocket) => void,
    ): void;
    close(): void;
  }
}
