/** How a process ended that executed a run. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly lastWords: string;
  /** The limit of its heap in MB, if it has one. */
  readonly heapLimit?: number | undefined;
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

const meanings: Readonly<Record<number, string>> = {
  0: "before its flow was over: something called process.exit()",
  1: "because of an error that nothing caught",
  13: "because its event loop was empty while something was still awaited",
  126: "because the command may not be executed",
  127: "because the command was not found",
  130: "because it was interrupted (SIGINT)",
  132: "because of an illegal instruction (SIGILL)",
  134: "because it aborted (SIGABRT)",
  135: "because of a bus error (SIGBUS), often of native code",
  137: "because it was killed (SIGKILL); most often the machine or container was out of memory",
  139: "because of a segmentation fault (SIGSEGV), often of native code",
  143: "because somebody asked it to (SIGTERM)",
};

const longestQuote = 500;

/** The exit code as a shell would show it: 128 and the signal's number for a signal. */
export function exitCodeOf({ code, signal }: Pick<ProcessExit, "code" | "signal">): number {
  return signal === null ? (code ?? 1) : 128 + (signalNumbers[signal] ?? 0);
}

/** Why the process of a run ended before the run did, in one sentence, for its state. */
export function explainExit(exit: ProcessExit): string {
  const code = exitCodeOf(exit);
  if (code !== 0 && /heap out of memory|heap limit/.test(exit.lastWords)) {
    const limit = exit.heapLimit === undefined ? "" : ` of ${exit.heapLimit} MB`;
    return (
      `The process of the run ended with exit code ${code} because its heap${limit} was full; ` +
      "the job variable `max_old_space_size` changes the limit."
    );
  }
  const meaning =
    meanings[code] ?? (exit.signal === null ? "before its flow was over" : `(${exit.signal})`);
  const quote = code === 1 ? errorLineOf(exit.lastWords) : "";
  return `The process of the run ended with exit code ${code} ${meaning}${quote && `: ${quote}`}.`;
}

/** The line that names the error, in what Node writes about one that nothing caught. */
function errorLineOf(words: string): string {
  const line = words.split("\n").find((each) => /^(Uncaught )?[A-Z]\w*(Error)?\b.*: /.test(each));
  return (line ?? "").trim().replace(/\.$/, "").slice(0, longestQuote);
}
