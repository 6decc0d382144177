/** What the code of a run asks to wait for. Times are seconds. */
export interface WaitRequest {
  readonly kind: WaitKind;
  /** Names the wait within its scope; without one it is numbered among those of its kind. */
  readonly key?: string | undefined;
  /** After this long, or at this instant, the waiting is over. */
  readonly seconds?: number | undefined;
  readonly until?: Date | undefined;
  /** For the people that are waited for. */
  readonly description?: string | undefined;
  /** The JSON Schema of what a person has to answer, and what a form begins with. */
  readonly inputSchema?: object | undefined;
  readonly initialInput?: unknown;
  readonly event?: string | undefined;
  readonly eventFilter?: object | undefined;
  readonly awaitedFlowRunId?: string | undefined;
  readonly inputPrefix?: string | undefined;
}

export type WaitKind = "sleep" | "pause" | "suspend" | "input" | "event" | "flow_run";

/** How a wait ended. `elapsed`: its time was up before anybody answered. */
export interface WaitEnd {
  readonly outcome: "answered" | "elapsed";
  readonly value: unknown;
}
