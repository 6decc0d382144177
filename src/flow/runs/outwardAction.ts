import { currentRunner } from "./runner.ts";
import { runScopes } from "./runScope.ts";

/** Something that code does to other runs, or for them. */
export type OutwardAction =
  | {
      readonly kind: "emit-event";
      readonly event: string;
      readonly resource: string | object;
      readonly payload?: object | undefined;
      readonly related?: readonly object[] | undefined;
      readonly occurred?: Date | undefined;
      readonly follows?: string | undefined;
    }
  | {
      readonly kind: "send-input";
      readonly flowRunId: string;
      readonly value: unknown;
      readonly prefix: string;
      readonly sender?: string | undefined;
    }
  | { readonly kind: "resume-flow-run"; readonly flowRunId: string; readonly runInput: unknown };

/** Who carries it out: the run that the code belongs to, as a task, or else this process. */
export function actor(): { act(action: OutwardAction): Promise<unknown> } {
  return runScopes.getStore() ?? currentRunner();
}
