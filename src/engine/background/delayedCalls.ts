import { call } from "../../db/call.ts";
import type { Pool } from "../../db/pool.ts";
import { runFunctions } from "../../db/runFunctions.ts";
import { ProvostError } from "../../errors.ts";
import type { DelayedCall } from "../../flow/background/delayOptions.ts";
import { GroupCommit } from "../store/groupCommit.ts";
import { newId } from "../store/newId.ts";
import { encodeResult } from "../store/resultCodec.ts";

/** Errors about data, constraints and limits may be the fault of a single entry. */
const isEntryFault = (error: unknown) =>
  error instanceof ProvostError && /^(22|23|54|VO)/.test(error.code);

/** Calls of tasks on their way to the background: what is sent in one moment travels together. */
export class DelayedCalls {
  readonly #sending: GroupCommit<string, string>;

  constructor(pool: Pool) {
    this.#sending = new GroupCommit({
      run: (batch) => send(pool, batch),
      sizeOf: ({ length }) => length,
      isEntryFault,
      lanes: 2,
      mostEntries: 500,
    });
  }

  /** Settles when the calls are stored; answers the ids of their runs, in order. */
  send(calls: readonly DelayedCall[]): Promise<string[]> {
    // All are encoded before the first is sent, so that a wrong argument sends none.
    return Promise.all(calls.map(callJson).map((json) => this.#sending.add(json)));
  }

  idle(): Promise<void> {
    return this.#sending.idle();
  }
}

async function send(pool: Pool, batch: readonly string[]): Promise<string[]> {
  const calls = batch.map((json, ord) => `{"ord":${ord},${json}`);
  const rows = await call(pool, runFunctions.delayTasks, { calls: `[${calls.join(",")}]` });
  const ids: string[] = [];
  for (const { ord, flowRunId } of rows) ids[ord] = flowRunId;
  return ids;
}

/** A call as sql/40_tasks/delay_tasks.sql reads it, without the opening brace. */
function callJson({ task, args, ...options }: DelayedCall): string {
  const { json, meta } = encodeResult(`The arguments of task "${task}"`, args);
  const rest = {
    id: newId(),
    task,
    tags: options.tags,
    name: options.runName,
    idempotency_key: options.idempotencyKey,
    scheduled_time: options.scheduledTime,
    delay_seconds: options.delaySeconds,
  };
  const argsMeta = meta === null ? "" : `,"args_meta":${meta}`;
  return `"args":${json}${argsMeta},${JSON.stringify(rest).slice(1)}`;
}
