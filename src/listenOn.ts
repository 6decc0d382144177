import type { Server } from "node:http";
import { errorField, ProvostError } from "./errors.ts";

/** Opens the port; 0 takes a free one. Answers which one it is. */
export async function listenOn(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refused = (error: Error): void => reject(listenError(error, host, port));
    server.once("error", refused);
    server.listen(port, host, () => {
      server.off("error", refused);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

const reasons: Record<string, readonly [reason: string, hint: string]> = {
  EADDRINUSE: [
    "another program listens there",
    "End that program, or choose another port with --port or PORT.",
  ],
  EACCES: ["this user may not open it", "Choose a port above 1023 with --port or PORT."],
  EADDRNOTAVAIL: [
    "this machine has no such address",
    "Choose an address of this machine with --host or PROVOST_SERVER_API_HOST.",
  ],
};

function listenError(error: Error, host: string, port: number): ProvostError {
  const code = errorField(error, "code") ?? "EADDRINUSE";
  const [reason, hint] = reasons[code] ?? [error.message, "Check --host and --port."];
  return new ProvostError(`Cannot listen on port ${port} of ${host}: ${reason}`, {
    code,
    hint,
    cause: error,
  });
}
