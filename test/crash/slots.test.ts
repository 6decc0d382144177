import { describe, expect, it } from "vitest";
import { faultHolders } from "./faultHolders.ts";
import { onStage } from "./onStage.ts";
import { times } from "./scale.ts";

describe("holders of slots", () => {
  it.each(["SIGKILL", "SIGSTOP"] as const)(
    "that get %s leave none behind, and the limit holds, also while it is lowered and raised",
    (signal) =>
      onStage(async (stage) => {
        expect(await faultHolders(stage, { signal, faults: times(2), runs: 12 })).toEqual([]);
        expect((await stage.judge()).faults).toEqual([]);
      }),
  );
});
