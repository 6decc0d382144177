import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  cancel,
  claim,
  deploy,
  endWorker,
  enqueue,
  finish,
  reap,
  record,
  registerWorker,
  runningAlone,
  setState,
} from "../engine.ts";
import { value } from "../rows.ts";
import {
  beaten,
  cancelled,
  claimed,
  expired,
  type Fate,
  finished,
  isClaimable,
  isHolder,
  isTerminal,
  proposed,
  released,
  type StateType,
  stateTypes,
  type Ticket,
} from "./stateMachineModel.ts";
import { leaseSeconds, lookAtRuns, type Seen } from "./stateMachineWorld.ts";

const database = useDatabase();

// Which run, worker or ticket a move is about: a number that is taken modulo what there is.
const which = fc.nat({ max: 11 });
const key = fc.constantFrom("a#0", "b#0");
const ends: StateType[] = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED", "SCHEDULED", "PAUSED"];

const move = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("enqueue" as const), retries: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("start alone" as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("claim" as const), worker: which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("record" as const),
      ticket: which,
      key,
      type: fc.constantFrom<StateType>("RUNNING", "COMPLETED", "FAILED"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("finish" as const),
      ticket: which,
      type: fc.constantFrom(...ends),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), run: which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("propose" as const),
      run: which,
      type: fc.constantFrom(...stateTypes),
      force: fc.boolean(),
      suspends: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reap" as const), worker: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end worker" as const), worker: which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("beat" as const),
      worker: which,
      tickets: fc.array(which, { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("tend" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      seconds: fc.constantFrom(1, 10, 31, 61, 3601),
    }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

/** What the moves so far have made. */
interface Game {
  db: Queryable;
  deployment: string;
  workers: string[];
  tickets: Ticket[];
  runs: Seen[];
}

const pick = <T>(all: readonly T[], index: number): T | undefined => all[index % all.length];

/** Makes a move, and answers what must have become of each run that it is about. */
async function play(game: Game, made: Move): Promise<Map<string, Fate>> {
  const { db, runs, tickets } = game;
  const all = (fate: (run: Seen) => Fate) => new Map(runs.map((run) => [run.id, fate(run)]));
  const nothing = new Map<string, Fate>();

  switch (made.do) {
    case "enqueue": {
      const id = await enqueue(db, {
        deployment: game.deployment,
        retries: made.retries,
        timeout_seconds: 60,
      });
      return new Map([[id, { type: "SCHEDULED", epoch: 0, worker: null }]]);
    }
    case "start alone": {
      const run = await runningAlone(db);
      game.workers.push(run.worker);
      tickets.push({ run: run.id, worker: run.worker, epoch: run.epoch });
      return new Map([[run.id, { type: "RUNNING", epoch: 1, worker: run.worker }]]);
    }
    case "claim":
      return await playClaim(game, made.worker);
    case "record": {
      const ticket = pick(tickets, made.ticket);
      return ticket ? await playRecord(game, ticket, made.key, made.type) : nothing;
    }
    case "finish": {
      const ticket = pick(tickets, made.ticket);
      const run = runs.find(({ id }) => id === ticket?.run);
      if (!ticket || !run) return nothing;
      const fate = finished(run, ticket, made.type);
      const answer = await finish(db, { id: run.id, epoch: ticket.epoch }, { type: made.type });
      const mayRepeat = isTerminal(run.type) && run.epoch === ticket.epoch;
      if (!isHolder(run, ticket) && !mayRepeat) expect(answer.status).toBe("ABORT");
      return new Map([[run.id, fate]]);
    }
    case "cancel": {
      const run = pick(runs, made.run);
      if (!run) return nothing;
      await cancel(db, run.id);
      return new Map([[run.id, cancelled(run)]]);
    }
    case "propose": {
      const run = pick(runs, made.run);
      return run ? await playProposal(game, run, made) : nothing;
    }
    case "reap": {
      const worker = pick(game.workers, made.worker) ?? "";
      await reap(db, worker);
      return all((run) => (run.worker === worker ? released(run, true) : run));
    }
    case "end worker": {
      const worker = pick(game.workers, made.worker) ?? "";
      await endWorker(db, worker);
      return all((run) => (run.worker === worker ? released(run, false) : run));
    }
    case "beat": {
      const worker = pick(game.workers, made.worker) ?? "";
      const reported = made.tickets.flatMap((index) => pick(tickets, index) ?? []);
      return await playBeat(game, worker, reported);
    }
    case "tend":
      await db.query("select provost_private.tend_flow_runs()");
      return all(expired);
    case "wait":
      await clock.advance(db, `${made.seconds} seconds`);
      return all((run) => run);
  }
}

async function playClaim({ db, runs, workers, tickets }: Game, index: number) {
  const worker = pick(workers, index) ?? "";
  const isOnline = await value<boolean>(
    db,
    "select status = 'ONLINE' from provost.workers where id = $1",
    [worker],
  );
  const [taken] = await claim(db, worker);
  const claimable = runs.filter(isClaimable);
  const run = claimable.find(({ id }) => id === taken?.flow_run_id);
  expect(run !== undefined).toBe(isOnline && claimable.length > 0);
  if (!taken || !run) return new Map<string, Fate>();
  tickets.push({ run: run.id, worker, epoch: taken.epoch });
  return new Map([[run.id, claimed(run, worker)]]);
}

/** A record changes tasks, and never the run; of a task that has completed it changes nothing. */
async function playRecord({ db, runs }: Game, ticket: Ticket, key: string, type: StateType) {
  const run = runs.find(({ id }) => id === ticket.run);
  if (!run) return new Map<string, Fate>();
  const known = run.tasks[key];
  const result = `${ticket.epoch} ${type}`;
  const answer = await record(db, { id: run.id, epoch: ticket.epoch }, { key, type, result });
  const [seen] = (await lookAtRuns(db)).filter(({ id }) => id === run.id);
  if (!isHolder(run, ticket)) {
    expect(answer.status).toBe("ABORT");
    expect(seen?.tasks).toEqual(run.tasks);
  } else if (known?.type === "COMPLETED") {
    expect(answer).toMatchObject({ status: "REJECT", result: known.result });
    expect(seen?.tasks).toEqual(run.tasks);
  } else {
    expect(answer.status).toBe("ACCEPT");
    expect(seen?.tasks[key]?.type).toBe(type);
  }
  return new Map<string, Fate>([[run.id, run]]);
}

async function playProposal(
  { db }: Game,
  run: Seen,
  { type, force, suspends }: Extract<Move, { do: "propose" }>,
) {
  const details = type === "PAUSED" && suspends ? { pause_reschedule: true } : {};
  const { status, state } = await setState(db, run.id, { type, state_details: details }, force);
  if (status === "ACCEPT") expect(state.type).toBe(type);
  if (status === "WAIT" || status === "ABORT") expect(state.type).toBe(run.type);
  const isStored = status === "ACCEPT" || state.type !== run.type;
  const fate = isStored ? proposed(run, state.type as StateType) : run;
  return new Map([[run.id, fate]]);
}

async function playBeat({ db, runs }: Game, worker: string, reported: Ticket[]) {
  const held = reported.map(({ run, epoch }) => ({ flow_run_id: run, epoch }));
  const isOver = await value<boolean>(
    db,
    "select status = 'OFFLINE' from provost.workers where id = $1",
    [worker],
  );
  const told = await value<Record<string, unknown>>(
    db,
    "select provost_private.beat($1, $2, false, $3)",
    [worker, JSON.stringify(held), leaseSeconds],
  );
  const fates = new Map<string, Fate>(runs.map((run) => [run.id, beaten(run, worker, reported)]));
  if (isOver) {
    expect(told).toEqual({ alive: false });
    return fates;
  }
  const isLost = ({ run, epoch }: Ticket) => {
    const fate = fates.get(run);
    return fate?.worker !== worker || fate.epoch !== epoch;
  };
  const mustStop = runs.filter(({ id, type }) => {
    return type === "CANCELLING" && fates.get(id)?.worker === worker;
  });
  expect(sorted(told["unknown"])).toEqual(
    sorted(reported.filter(isLost).map(({ run, epoch }) => ({ flow_run_id: run, epoch }))),
  );
  expect(sorted(told["cancelling"])).toEqual(sorted(mustStop.map(({ id }) => id)));
  return fates;
}

const sorted = (list: unknown): string[] =>
  (list as unknown[]).map((each) => JSON.stringify(each, ["epoch", "flow_run_id"])).sort();

/** What is true after each move, whatever it was. */
function check(
  made: Move,
  before: readonly Seen[],
  after: readonly Seen[],
  fates: Map<string, Fate>,
) {
  for (const run of after) {
    const was = before.find(({ id }) => id === run.id);
    const fate = fates.get(run.id) ?? was;
    const { type, epoch, worker } = run;
    expect({ type, worker }).toEqual({ type: fate?.type, worker: fate?.worker });
    // A proposal may raise the epoch more often than it must.
    if (made.do !== "propose") expect(epoch).toBe(fate?.epoch);
    expect(epoch).toBeGreaterThanOrEqual(fate?.epoch ?? 0);
    expect(run.activeEpoch).toBe(worker === null ? null : epoch);
    expect(run).toMatchObject({
      hasGaplessHistory: true,
      endsAsHistorySays: true,
      hasGaplessTaskHistories: true,
    });
    if (!was) continue;
    expect(epoch).toBeGreaterThanOrEqual(was.epoch);
    if (isTerminal(was.type) && type !== was.type) expect(made.do).toBe("propose");
    const isUnchanged = fate?.type === was.type && fate.epoch === was.epoch;
    if (isUnchanged && !["propose", "record"].includes(made.do)) {
      expect(run.fingerprint).toBe(was.fingerprint);
    }
  }
  expect(after.length).toBeGreaterThanOrEqual(before.length);
}

async function playAll(db: Queryable, moves: readonly Move[]): Promise<void> {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  const game: Game = {
    db,
    deployment: await deploy(db),
    workers: [await registerWorker(db), await registerWorker(db)],
    tickets: [],
    runs: [],
  };
  for (const made of moves) {
    const fates = await play(game, made);
    const after = await lookAtRuns(db);
    check(made, game.runs, after, fates);
    game.runs = after;
  }
}

describe("the state machine of flow runs", () => {
  it(
    "keeps its promises whatever is asked of it, in whatever order",
    { timeout: 60_000 },
    async () => {
      const db = await database.pool.connect();
      const property = fc.asyncProperty(
        fc.array(move, { maxLength: 60, size: "max" }),
        async (moves) => {
          await db.query("begin");
          try {
            await playAll(db, moves);
          } finally {
            await db.query("rollback");
          }
        },
      );
      try {
        await fc.assert(property, { numRuns: 100 });
      } finally {
        db.release();
      }
    },
  );
});
