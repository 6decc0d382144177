import * as fc from "fast-check";
import { stateTypes, type StateType } from "../../30_runs/stateMachine/fates.ts";

export const keys = ["a#0", "b#0"] as const;

const key = fc.constantFrom(...keys);

export type TaskMove =
  | {
      do: "record";
      key: string;
      type: StateType;
      retries: number;
      isStale: boolean;
      hasResult: boolean;
    }
  | { do: "propose"; key: string; type: StateType; force: boolean; hasResult: boolean }
  | { do: "flow"; to: "retried" | "paused or resumed" | "ended"; type: StateType }
  | { do: "sweep" }
  | { do: "wait"; seconds: number };

const record = fc.record({
  do: fc.constant("record" as const),
  key,
  type: fc.constantFrom<StateType>("RUNNING", "COMPLETED", "FAILED", "PENDING"),
  retries: fc.nat(2),
  isStale: fc.nat(5).map((n) => n === 0),
  hasResult: fc.boolean(),
});

const propose = fc.record({
  do: fc.constant("propose" as const),
  key,
  type: fc.constantFrom(...stateTypes),
  force: fc.nat(5).map((n) => n === 0),
  hasResult: fc.boolean(),
});

const flow = fc.record({
  do: fc.constant("flow" as const),
  to: fc.constantFrom("retried" as const, "paused or resumed" as const, "ended" as const),
  type: fc.constantFrom<StateType>("COMPLETED", "CANCELLED", "CRASHED"),
});

const wait = fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 6) });

/** Up to 40 moves, sensible or not, one after the other. */
export const taskMoves: fc.Arbitrary<TaskMove[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: record },
    { weight: 8, arbitrary: propose },
    { weight: 2, arbitrary: flow },
    { weight: 1, arbitrary: fc.constant({ do: "sweep" as const }) },
    { weight: 2, arbitrary: wait },
  ),
  { maxLength: 40, size: "max" },
);
