import { describe, expect, it } from "vitest";
import { onThisMachine } from "../support/slowness.ts";
import { crashServerInTheMidst } from "./crashServer.ts";
import { onFaultServer } from "./onStage.ts";
import { times } from "./scale.ts";
import { patientLease } from "./workerProcess.ts";

describe("when PostgreSQL crashes", () => {
  it("runs that sleep, pause, call, send, and wait for slots go on, and none does anything twice", () =>
    onFaultServer(async (stage, server) => {
      const report = await crashServerInTheMidst(stage, server, {
        workers: 1,
        crashes: times(2),
        everyMilliseconds: 400,
        runs: 14,
        patienceSeconds: 60,
      });
      expect(report).toMatchObject({ faults: [], doubleExecutions: 0, charged: 0 });
      expect(Math.max(...report.recoveries)).toBeLessThan(onThisMachine(10_000));
    }, patientLease));
});
