const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Has `stop` called when the process is asked to end, which it then does by the same signal. A
 * process that listens for a signal itself is left to it. Answers how to undo this.
 */
export function stopOnSignal(stop: () => Promise<void>): () => void {
  const own = signals.filter((signal) => process.listenerCount(signal) === 0);
  const forget = () => {
    for (const signal of own) process.off(signal, onSignal);
  };
  function onSignal(signal: NodeJS.Signals): void {
    // From here on a second signal ends the process at once.
    forget();
    void stop().finally(() => process.kill(process.pid, signal));
  }
  for (const signal of own) process.on(signal, onSignal);
  return forget;
}
