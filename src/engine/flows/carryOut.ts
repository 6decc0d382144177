import { call } from "../../db/call.ts";
import type { Pool } from "../../db/pool.ts";
import { waitFunctions } from "../../db/waitFunctions.ts";
import type { OutwardAction } from "../../flow/runs/outwardAction.ts";
import { encodeResult } from "../store/resultCodec.ts";

/** Does something to other runs. Repeated with the same `id`, it is done once. */
export async function carryOut(pool: Pool, action: OutwardAction, id: string): Promise<unknown> {
  switch (action.kind) {
    case "emit-event": {
      const { kind: _, ...event } = action;
      return await call(pool, waitFunctions.emitEvent, { ...event, id });
    }
    case "send-input": {
      const { flowRunId, prefix, sender } = action;
      const { json, meta } = encodeResult("The input", action.value);
      return await call(pool, waitFunctions.sendFlowRunInput, {
        flowRunId,
        prefix,
        sender,
        value: json,
        valueMeta: meta === null ? undefined : JSON.parse(meta),
        key: id,
      });
    }
    default: {
      const { flowRunId, runInput } = action;
      return await call(pool, waitFunctions.resumeFlowRun, { flowRunId, runInput });
    }
  }
}
