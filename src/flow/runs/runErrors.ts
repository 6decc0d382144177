import { ProvostError } from "../../errors.ts";

// Errors that user code and the engine meet in this process. The database raises none of them.

/** Something that only exists inside a run was used outside of one. */
export class MissingRunContext extends ProvostError {
  static override readonly code = "VOCTX";
}
/** The iterables given to `map` have different lengths. */
export class MapLengthMismatch extends ProvostError {
  static override readonly code = "VOMLE";
}
/** `map` was given nothing to map over. */
export class MapWithoutIterable extends ProvostError {
  static override readonly code = "VOMIT";
}
/** A run, or the wait for a future, took longer than allowed. */
export class TimedOut extends ProvostError {
  static override readonly code = "VOTIM";
}
/** A pause has not been ended in time. */
export class PauseTimedOut extends ProvostError {
  static override readonly code = "VOPAU";
}
/** A task was not started, because a future among its arguments did not complete. */
export class UpstreamNotCompleted extends ProvostError {
  static override readonly code = "VOUPS";
}
/** A recorded task was called again, on resume, with other input than before. */
export class ReplayMismatch extends ProvostError {
  static override readonly code = "VORPL";
}
/** Some of the futures that a flow returned did not complete. */
export class ReturnedFuturesFailed extends ProvostError {
  static override readonly code = "VOFUT";
}
/** Slots of a concurrency limit that were held may be somebody else's now. */
export class SlotsLost extends ProvostError {
  static override readonly code = "VOSLO";
}
/** A flow run that was waited for has been cancelled, has crashed, or was taken by another. */
export class RunNotCompleted extends ProvostError {
  static override readonly code = "VORUN";
}
/** A result that was stored apart from its run is not there any more, or cannot be read. */
export class ResultMissing extends ProvostError {
  static override readonly code = "VORES";
}
/** A storage of results cannot be opened, or failed. */
export class ResultStorageFailed extends ProvostError {
  static override readonly code = "VOSTO";
}
/** A key that another run computes just now was not given free in time. */
export class KeyLockTimeout extends ProvostError {
  static override readonly code = "VOLCK";
}
