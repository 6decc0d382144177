import { isAlive } from "./postmaster.ts";
import {
  adoptOrStart,
  hasEnded,
  type RunningServer,
  type ServerFiles,
  stopServer,
} from "./server.ts";

export interface KeptServer {
  socketFolder: string;
  /** Whether another process had started the server. */
  adopted: boolean;
  /** Stops looking after the server, and the server itself if it was started here. */
  stop: () => Promise<void>;
}

const watchMilliseconds = 500;

/**
 * Adopts or starts a server and looks after it: when it dies, or when the process that had started
 * it stops it while this one still needs it, it is started again.
 */
export async function keepServer(
  files: ServerFiles,
  onRestart: (error?: unknown) => void,
): Promise<KeptServer> {
  let server = await adoptOrStart(files);
  const { socketFolder, launched } = server;

  let restarting: Promise<void> | undefined;
  const restart = async (): Promise<void> => {
    try {
      server = await adoptOrStart(files);
      onRestart();
    } catch (error) {
      onRestart(error);
    }
    restarting = undefined;
  };
  const watch = setInterval(() => {
    if (!isRunning(server)) restarting ??= restart();
  }, watchMilliseconds);
  watch.unref();

  // Where the kernel does not do it.
  const stopOnExit = (): void => void server.launched?.child.kill("SIGINT");
  process.on("exit", stopOnExit);
  return {
    socketFolder,
    adopted: launched === undefined,
    async stop() {
      clearInterval(watch);
      process.off("exit", stopOnExit);
      await restarting;
      await stopServer(server);
    },
  };
}

const isRunning = ({ pid, launched }: RunningServer): boolean =>
  launched ? !hasEnded(launched.child) : isAlive(pid);
