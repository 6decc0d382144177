/** After the second signal, what still has to be said goodbye to gets so long. */
const hurryMilliseconds = 5000;

/**
 * Waits for Ctrl-C or SIGTERM, or for `failed` to settle, and then stops. A second signal aborts
 * `hurry`: what is under way is handed back at once. A third one ends the process.
 */
export async function untilStopSignal(
  stop: (hurry: AbortSignal) => Promise<void>,
  failed: Promise<number> = new Promise(() => {}),
): Promise<void> {
  const code = await Promise.race([nextSignal().then(() => 0), failed]);
  const hurry = new AbortController();
  void hurryAtSignal(hurry);
  await stop(hurry.signal);
  process.exitCode = code;
}

async function hurryAtSignal(hurry: AbortController): Promise<void> {
  await nextSignal();
  hurry.abort();
  setTimeout(() => process.exit(130), hurryMilliseconds).unref();
  await nextSignal();
  process.exit(130);
}

async function nextSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    const onSignal = () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
      resolve();
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}
