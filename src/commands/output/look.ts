/** How text is shown: to people at a terminal, or as plain as a pipe wants it. */
export interface Look {
  /** With lines, colours and relative times. */
  pretty: boolean;
  /** How wide the terminal is, in characters. */
  width?: number | undefined;
}

/** The look of standard output: pretty on a terminal, unless NO_COLOR or TERM=dumb says no. */
export function stdoutLook(
  stream: { isTTY?: boolean; columns?: number } = process.stdout,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Look {
  const pretty = Boolean(stream.isTTY) && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return pretty ? { pretty, width: stream.columns } : { pretty };
}
