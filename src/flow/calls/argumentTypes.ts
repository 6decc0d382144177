import type { AllowFailure, Late, Opaque, Quote, Unmapped } from "./annotations.ts";
import type { DistributedFuture } from "../futures/distributedFuture.ts";
import type { FutureList } from "../futures/futureList.ts";
import type { LateFutureList } from "../futures/lateFutureList.ts";
import type { State } from "../states/states.ts";
import type { TaskFuture } from "../futures/taskFuture.ts";

// What may stand where a task takes a value. Futures are found at any depth; the types show them
// as arguments, as items of lists and as fields of objects.

/** Stands for a value: awaited, or taken out of its wrapping, before the task starts. */
type StandIn<T> =
  | TaskFuture<T>
  | DistributedFuture<T>
  | State<T>
  | AllowFailure<T>
  | Quote<T>
  | Opaque<T>
  | (T extends readonly (infer Item)[] ? FutureList<Item> | LateFutureList<Item> : never);

type OrStandIn<T> = T | StandIn<T>;

/** A value, or what stands for it. */
export type OrFuture<T> =
  | OrStandIn<T>
  | (T extends readonly (infer Item)[] ? readonly OrStandIn<Item>[] : never)
  | (T extends Record<string, unknown> ? { [Key in keyof T]: OrStandIn<T[Key]> } : never);

/** Arguments of a call, each of which may still be a future. */
export type FutureArguments<Args extends readonly unknown[]> = {
  [Index in keyof Args]: OrFuture<Args[Index]>;
};

/** What is iterable is mapped over; the rest is the same in every call. */
type MapArgument<T> =
  | Iterable<OrFuture<T>>
  | Unmapped<OrFuture<T>>
  | Quote<Iterable<T>>
  | Opaque<Iterable<OrFuture<T>>, false>
  | AllowFailure<Iterable<OrFuture<T>> | Error, false>
  | (unknown extends T ? Present : T extends string ? T : T extends Iterable<unknown> ? never : T);

/** What is there already, where a task takes anything: no future, and no state. */
type Present =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | (object & NotLate)
  | (Record<string, unknown> & NotLate);

/** Members that tell futures, states and marks around them from all other objects. */
interface NotLate {
  toString(): string;
  readonly then?: never;
  readonly wait?: never;
  readonly resultType?: never;
  readonly isLate?: false;
}

export type MapArguments<Args extends readonly unknown[]> = {
  [Index in keyof Args]: MapArgument<Args[Index]>;
};

/** What is still to come is mapped over when it is there; what turns out to be one value is kept. */
type LateMapArgument<T> =
  | MapArgument<T>
  | Late<Iterable<T>>
  | LateFutureList<T>
  | Opaque<Iterable<T>>
  | AllowFailure<Iterable<T> | Error>
  | (T extends Iterable<unknown> ? never : Late<T>);

export type LateMapArguments<Args extends readonly unknown[]> = {
  [Index in keyof Args]: LateMapArgument<Args[Index]>;
};

/** What a run results in when its function returns this: states and futures stand for values. */
export type ResultOf<Returned> = Returned extends AsyncGenerator<infer Item> | Generator<infer Item>
  ? Item[]
  : Returned extends State<infer Result>
    ? Result
    : Returned extends TaskFuture<infer Result>
      ? Result
      : Returned extends FutureList<infer Result>
        ? Result[]
        : Returned extends LateFutureList<infer Result>
          ? Result[]
          : Returned extends readonly unknown[]
            ? Extract<Returned[number], State | TaskFuture<unknown>> extends never
              ? Returned
              : { -readonly [Index in keyof Returned]: ResultOf<Returned[Index]> }
            : Returned;
