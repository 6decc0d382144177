/**
 * Waits for Ctrl-C or SIGTERM, or for `failed` to settle, and then stops. A second signal ends the
 * process at once.
 */
export async function untilStopSignal(
  stop: () => Promise<void>,
  failed: Promise<number> = new Promise(() => {}),
): Promise<void> {
  const code = await Promise.race([nextSignal().then(() => 0), failed]);
  void nextSignal().then(() => process.exit(130));
  await stop();
  process.exitCode = code;
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
