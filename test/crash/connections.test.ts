import { describe, expect, it } from "vitest";
import { crashServer, takeServerAway } from "./crashServer.ts";
import { cutConnections, loseAnswers, silenceConnections } from "./loseConnections.ts";
import { onFaultServer, onStage } from "./onStage.ts";
import { onThisMachine } from "../support/slowness.ts";
import { times } from "./scale.ts";
import { patientLease } from "./workerProcess.ts";

const patienceSeconds = 60;
const unharmed = { faults: [], doubleExecutions: 0, charged: 0 };

describe("without a worker's fault", () => {
  it("answers get lost on their way: nothing runs twice, and nothing stays behind", () =>
    onStage(async (stage) => {
      const load = { runs: 20, steps: 5, milliseconds: 20 };
      const report = await loseAnswers(stage, { load, answers: times(10), patienceSeconds });
      expect(report).toMatchObject(unharmed);
    }, patientLease));

  it("connections are cut at any moment, which costs nothing but time", () =>
    onStage(async (stage) => {
      const report = await cutConnections(stage, {
        workers: 1,
        cuts: times(60),
        everyMilliseconds: 80,
        load: { runs: 20, steps: 5, milliseconds: 50 },
        patienceSeconds,
      });
      expect(report).toMatchObject(unharmed);
    }, patientLease));

  it("all connections of a worker lead nowhere: it takes others before it is given up", () =>
    onStage(async (stage) => {
      const load = { runs: 8, steps: 40, milliseconds: 250 };
      const report = await silenceConnections(stage, { load, patienceSeconds });
      expect(report).toMatchObject(unharmed);
      expect(report.recovery).toBeLessThan(onThisMachine(15_000));
    }));

  it("PostgreSQL crashes under load, and is found again within ten seconds", () =>
    onFaultServer(async (stage, server) => {
      const report = await crashServer(stage, server, {
        workers: 1,
        crashes: times(2),
        everyMilliseconds: 400,
        load: { runs: 20, steps: 10, milliseconds: 60 },
        patienceSeconds,
      });
      expect(report).toMatchObject(unharmed);
      expect(Math.max(...report.recoveries)).toBeLessThan(onThisMachine(10_000));
    }, patientLease));

  it("PostgreSQL is away for longer than a lease, and nobody is taken for dead", () =>
    onFaultServer(async (stage, server) => {
      const report = await takeServerAway(stage, server, { workers: 1, runs: 10, patienceSeconds });
      expect(report).toMatchObject({ ...unharmed, epochsChanged: 0 });
    }, patientLease));
});
