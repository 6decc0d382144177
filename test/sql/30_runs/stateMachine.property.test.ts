import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy, registerWorker } from "../engine.ts";
import { isTerminal } from "./stateMachine/fates.ts";
import { lookAtRuns, type Seen } from "./stateMachine/lookAtRuns.ts";
import { type Move, moves } from "./stateMachine/moves.ts";
import { type Fates, type Game, playMove } from "./stateMachine/playMove.ts";

const database = useDatabase();

/** What is true of a run after each move, whatever the move was. */
function checkRun(move: Move, was: Seen | undefined, run: Seen, fates: Fates): void {
  const fate = fates.get(run.id) ?? was;
  const { type, epoch, worker } = run;
  expect({ type, worker }).toEqual({ type: fate?.type, worker: fate?.worker });
  // A proposal may raise the epoch more often than it must.
  if (move.do !== "propose") expect(epoch).toBe(fate?.epoch);
  expect(epoch).toBeGreaterThanOrEqual(fate?.epoch ?? 0);
  expect(run.activeEpoch).toBe(worker === null ? null : epoch);
  expect(run).toMatchObject({
    hasGaplessHistory: true,
    hasDeadline: true,
    endsAsHistorySays: true,
    hasGaplessTaskHistories: true,
  });
  if (was) checkChange(move, was, run);
}

function checkChange(move: Move, was: Seen, run: Seen): void {
  expect(run.epoch).toBeGreaterThanOrEqual(was.epoch);
  if (isTerminal(was.type) && run.type !== was.type) expect(move.do).toBe("propose");
  const isSame = run.type === was.type && run.epoch === was.epoch;
  const mayRename = move.do === "propose" || move.do === "record";
  if (isSame && !mayRename) expect(run.fingerprint).toBe(was.fingerprint);
}

async function play(db: Queryable, all: readonly Move[]): Promise<void> {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  const deployment = await deploy(db);
  const workers = [await registerWorker(db), await registerWorker(db)];
  const game: Game = { db, deployment, workers, tickets: [], runs: [] };
  for (const move of all) {
    const fates = await playMove(game, move);
    const seen = await lookAtRuns(db);
    const before = new Map(game.runs.map((run) => [run.id, run]));
    for (const run of seen) checkRun(move, before.get(run.id), run, fates);
    expect(seen.length).toBeGreaterThanOrEqual(game.runs.length);
    game.runs = seen;
  }
  await checkEnd(db);
}

/** Once every worker is gone, each run ends by itself, or waits for a worker of its deployment. */
async function checkEnd(db: Queryable): Promise<void> {
  await db.query(
    `update provost.workers set status = 'OFFLINE', ended = provost_private.clock_now()
     where status <> 'OFFLINE'`,
  );
  for (let hours = 0; hours < 3; hours++) {
    await db.query("select provost_private.tend_flow_runs()");
    await clock.advance(db, "2 hours");
  }
  await db.query("select provost_private.end_open_task_runs()");
  for (const run of await lookAtRuns(db)) {
    const waits = run.type === "SCHEDULED" && run.hasDeployment;
    expect({ type: run.type, isOver: isTerminal(run.type) || waits }).toMatchObject({
      isOver: true,
    });
    const open = Object.values(run.tasks).filter(({ type }) => type === "RUNNING");
    if (isTerminal(run.type)) expect(open).toEqual([]);
  }
}

/** Short stories in which a holder is easily forgotten. */
const stories: Move[][] = [
  // It repeats its finish after the run has been set to Running again, by nobody in particular.
  [
    { do: "startAlone" },
    { do: "finish", ticket: 0, type: "COMPLETED" },
    { do: "propose", run: 0, type: "RUNNING", force: false, suspends: false },
    { do: "finish", ticket: 0, type: "COMPLETED" },
  ],
  // It is given the run again, does not hear of it, and reports what it had before.
  [
    { do: "enqueue", retries: 0 },
    { do: "claim", worker: 0 },
    { do: "propose", run: 0, type: "SCHEDULED", force: false, suspends: false },
    { do: "claim", worker: 0 },
    { do: "wait", seconds: 10 },
    { do: "beat", worker: 0, tickets: [0] },
  ],
  // A pause has timed out, and nobody has said so yet, when the run is cancelled.
  [
    { do: "enqueue", retries: 0 },
    { do: "propose", run: 0, type: "PAUSED", force: true, suspends: false },
    { do: "wait", seconds: 3601 },
    { do: "cancel", run: 0 },
  ],
  // The same of a run that is suspended.
  [
    { do: "enqueue", retries: 0 },
    { do: "propose", run: 0, type: "PAUSED", force: true, suspends: true },
    { do: "wait", seconds: 3601 },
    { do: "cancel", run: 0 },
  ],
  // The one process that would start it again does not come back.
  [
    { do: "startAlone" },
    { do: "finish", ticket: 0, type: "SCHEDULED" },
    { do: "wait", seconds: 3601 },
    { do: "tend" },
  ],
];

describe("the state machine of flow runs", () => {
  it("keeps its promises whatever is asked of it, in any order", async () => {
    const db = await database.pool.connect();
    const property = fc.asyncProperty(moves, async (all) => {
      await db.query("begin");
      try {
        await play(db, all);
      } finally {
        await db.query("rollback");
      }
    });
    try {
      // The report of a failure has the seed, and the shortest sequence of moves that fails.
      const played = await fc.check(property, {
        numRuns: 100,
        examples: stories.map((story): [Move[]] => [story]),
        includeErrorInReport: true,
      });
      expect(fc.defaultReportMessage(played)).toBeUndefined();
    } finally {
      db.release();
    }
  });
});
