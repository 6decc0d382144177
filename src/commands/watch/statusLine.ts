/** The last line of a terminal, written over and over; it leaves no trace. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    // A line that wraps could not be wiped out again.
    const fitting = text.slice(0, Math.max((this.#stream.columns ?? 80) - 1, 1));
    this.#stream.write(`\r\u001b[2K${fitting}`);
    this.#isShown = true;
  }

  clear(): void {
    if (!this.#isShown) return;
    this.#stream.write("\r\u001b[2K");
    this.#isShown = false;
  }
}
