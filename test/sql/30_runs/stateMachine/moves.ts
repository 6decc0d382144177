import * as fc from "fast-check";
import { stateTypes, type StateType } from "./fates.ts";

// Which run, worker or ticket a move is about: a number, taken modulo what there is by then.
const which = fc.nat({ max: 11 });

const ends: StateType[] = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED", "SCHEDULED", "PAUSED"];

/** What may be asked of the engine, sensible or not, with how often. */
const choices = {
  enqueue: [3, fc.record({ retries: fc.nat(2) })],
  startAlone: [1, fc.record({})],
  claim: [6, fc.record({ worker: which })],
  record: [
    5,
    fc.record({
      ticket: which,
      key: fc.constantFrom("a#0", "b#0"),
      type: fc.constantFrom<StateType>("RUNNING", "COMPLETED", "FAILED"),
    }),
  ],
  finish: [6, fc.record({ ticket: which, type: fc.constantFrom(...ends) })],
  cancel: [2, fc.record({ run: which })],
  propose: [
    5,
    fc.record({
      run: which,
      type: fc.constantFrom(...stateTypes),
      force: fc.boolean(),
      suspends: fc.boolean(),
    }),
  ],
  reap: [1, fc.record({ worker: which })],
  endWorker: [1, fc.record({ worker: which })],
  beat: [2, fc.record({ worker: which, tickets: fc.array(which, { maxLength: 3 }) })],
  tend: [2, fc.record({})],
  wait: [2, fc.record({ seconds: fc.constantFrom(1, 10, 31, 61, 3601) })],
} as const;

type Choices = typeof choices;
export type MoveName = keyof Choices;
type Given<Name extends MoveName> = Choices[Name][1] extends fc.Arbitrary<infer T> ? T : never;
export type Move<Name extends MoveName = MoveName> = {
  [Each in Name]: { do: Each } & Given<Each>;
}[Name];

const move = fc.oneof(
  ...Object.entries(choices).map(([name, [weight, given]]) => ({
    weight,
    arbitrary: given.map((rest: object) => ({ do: name, ...rest }) as Move),
  })),
);

/** Up to 60 moves, one after the other. */
export const moves: fc.Arbitrary<Move[]> = fc.array(move, { maxLength: 60, size: "max" });
