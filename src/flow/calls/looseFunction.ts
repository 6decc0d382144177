/**
 * A function whose parameters are checked where it is written, and taken on trust where the
 * engine calls it. (The parameters of methods are compared both ways.)
 */
export type LooseFunction<Result = unknown> = {
  call(this: void, ...args: readonly unknown[]): Result;
}["call"];
