import { CallsMade } from "./callsMade.ts";
import { placeOfKey } from "./replayKeys.ts";

/** Something that code has called for, as it is recorded. */
export interface RecordedCall {
  readonly key: string;
  readonly inputHash?: string | null | undefined;
}

/** A call that may have been made before. */
export interface RepeatableCall {
  key: string;
  /** The code that makes it: when that runs anew, it makes all its calls anew. */
  readonly scope: object;
  readonly inputHash: string | undefined;
}

/**
 * What is recorded of the calls of a run, to be found when they are made again. Calls that are told
 * apart by their numbers may come in another order when they are made side by side: then they are
 * known by their input.
 */
export class RecordedCalls<Recorded extends RecordedCall> {
  readonly #all = new Map<string, Recorded>();
  /** By the scope and the name that they are calls of, once somebody has asked. */
  #byPlace: Map<string, Map<string, Recorded>> | undefined;
  #made: WeakMap<object, CallsMade<Recorded>> | undefined;

  constructor(recorded: Iterable<Recorded>) {
    for (const each of recorded) this.#all.set(each.key, each);
  }

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  get(key: string): Recorded | undefined {
    return this.#all.get(key);
  }

  /** Records a call that the code of a scope has just made. */
  add(recorded: Recorded, scope: object): void {
    this.#all.set(recorded.key, recorded);
    if (this.#byPlace) putInPlace(this.#byPlace, recorded);
    this.#madeBy(scope).claim(recorded);
  }

  drop(key: string): void {
    this.#all.delete(key);
    this.#byPlace?.get(placeOfKey(key) ?? "")?.delete(key);
  }

  /** The recorded call that this one is, whose key it gets; undefined if it is none of them. */
  find(call: RepeatableCall): Recorded | undefined {
    const own = this.#all.get(call.key);
    const place = placeOfKey(call.key);
    if (place === undefined || call.inputHash === undefined) return own;
    const made = this.#madeBy(call.scope);
    if (own && !isOther(own, call) && made.claim(own)) return own;
    const alike = made.take(call.inputHash, this.#recordedAt(place));
    if (alike) call.key = alike.key;
    return alike;
  }

  /** Takes a recorded call for one of other input. Answers false when it stands for another. */
  claim(recorded: Recorded, scope: object): boolean {
    return this.#madeBy(scope).claim(recorded);
  }

  /** What is recorded of calls like this one, and was not called for again. */
  notMade({ key, scope }: RepeatableCall): Recorded[] {
    return this.#madeBy(scope).notMade(this.#recordedAt(placeOfKey(key) ?? ""));
  }

  /** Gives a new call a key that names its input, since its own stands for another. */
  setApart(call: RepeatableCall): void {
    const key = `${call.key}@${call.inputHash}`;
    for (let n = 0; ; n++) {
      call.key = n === 0 ? key : `${key}.${n}`;
      if (!this.#all.has(call.key)) return;
    }
  }

  #madeBy(scope: object): CallsMade<Recorded> {
    this.#made ??= new WeakMap();
    let made = this.#made.get(scope);
    if (!made) this.#made.set(scope, (made = new CallsMade()));
    return made;
  }

  #recordedAt(place: string): ReadonlyMap<string, Recorded> | undefined {
    if (!this.#byPlace) {
      this.#byPlace = new Map();
      for (const each of this.#all.values()) putInPlace(this.#byPlace, each);
    }
    return this.#byPlace.get(place);
  }
}

/** Whether a call has other input than a recorded one, as far as both are known. */
export function isOther(
  { inputHash: before }: Pick<RecordedCall, "inputHash">,
  { inputHash: now }: Pick<RepeatableCall, "inputHash">,
): boolean {
  const isKnown = before !== undefined && before !== null && now !== undefined;
  return isKnown && before !== now;
}

function putInPlace<Recorded extends RecordedCall>(
  places: Map<string, Map<string, Recorded>>,
  recorded: Recorded,
): void {
  const place = placeOfKey(recorded.key) ?? "";
  const alike = places.get(place);
  if (alike) alike.set(recorded.key, recorded);
  else places.set(place, new Map([[recorded.key, recorded]]));
}
