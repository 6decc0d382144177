import { expect } from "vitest";
import type { Queryable } from "../../../../src/db/pool.ts";
import { clock } from "../../../support/clock.ts";
import {
  cancel,
  claim,
  endWorker,
  enqueue,
  finish,
  reap,
  record,
  runningAlone,
  setState,
} from "../../engine.ts";
import { value } from "../../rows.ts";
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
  type Ticket,
} from "./fates.ts";
import { leaseSeconds, lookAtRuns, type Seen } from "./lookAtRuns.ts";
import type { Move, MoveName } from "./moves.ts";

/** What the moves so far have made. */
export interface Game {
  db: Queryable;
  deployment: string;
  workers: string[];
  /** All that were ever given out: most of them are stale. */
  tickets: Ticket[];
  runs: Seen[];
}

/** What must have become of the runs that a move was about, by their ids. */
export type Fates = ReadonlyMap<string, Fate>;

/** Makes a move, judges its answer, and tells what must have become of the runs. */
export async function playMove(game: Game, move: Move): Promise<Fates> {
  const play = players[move.do] as (game: Game, move: Move) => Promise<Fates>;
  return await play(game, move);
}

type Players = { [Name in MoveName]: (game: Game, move: Move<Name>) => Promise<Fates> };

const players: Players = {
  async enqueue({ db, deployment }, { retries }) {
    const id = await enqueue(db, { deployment, retries, timeout_seconds: 60 });
    return one(id, { type: "SCHEDULED", epoch: 0, worker: null });
  },

  async startAlone({ db, workers, tickets }) {
    const { id, worker, epoch } = await runningAlone(db);
    workers.push(worker);
    tickets.push({ run: id, worker, epoch });
    return one(id, { type: "RUNNING", epoch: 1, worker });
  },

  async claim({ db, runs, workers, tickets }, move) {
    const worker = at(workers, move.worker);
    const isOnline = (await statusOf(db, worker)) === "ONLINE";
    const [taken] = await claim(db, worker);
    const claimable = runs.filter(isClaimable);
    const run = claimable.find(({ id }) => id === taken?.flow_run_id);
    expect(run !== undefined).toBe(isOnline && claimable.length > 0);
    if (!taken || !run) return none;
    tickets.push({ run: run.id, worker, epoch: taken.epoch });
    return one(run.id, claimed(run, worker));
  },

  /** A record changes tasks, and never the run; of a task that has completed it changes nothing. */
  async record({ db, runs, tickets }, { ticket: index, key, type }) {
    const ticket = tickets[index % tickets.length];
    const run = runs.find(({ id }) => id === ticket?.run);
    if (!ticket || !run) return none;
    const result = `${ticket.epoch} ${type}`;
    const answer = await record(db, { id: run.id, epoch: ticket.epoch }, { key, type, result });
    const seen = (await lookAtRuns(db)).find(({ id }) => id === run.id);
    const known = run.tasks[key];
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
    return one(run.id, run);
  },

  async finish({ db, runs, tickets }, { ticket: index, type }) {
    const ticket = tickets[index % tickets.length];
    const run = runs.find(({ id }) => id === ticket?.run);
    if (!ticket || !run) return none;
    const { status } = await finish(db, { id: run.id, epoch: ticket.epoch }, { type });
    const mayRepeat = isTerminal(run.type) && run.epoch === ticket.epoch;
    if (!isHolder(run, ticket) && !mayRepeat) expect(status).toBe("ABORT");
    return one(run.id, finished(run, ticket, type));
  },

  async cancel({ db, runs }, { run: index }) {
    const run = runs[index % runs.length];
    if (!run) return none;
    await cancel(db, run.id);
    return one(run.id, cancelled(run));
  },

  async propose({ db, runs }, { run: index, type, force, suspends }) {
    const run = runs[index % runs.length];
    if (!run) return none;
    const details = type === "PAUSED" && suspends ? { pause_reschedule: true } : {};
    const { status, state } = await setState(db, run.id, { type, state_details: details }, force);
    if (status === "ACCEPT") expect(state.type).toBe(type);
    if (status === "WAIT" || status === "ABORT") expect(state.type).toBe(run.type);
    const isStored = status === "ACCEPT" || state.type !== run.type;
    return one(run.id, isStored ? proposed(run, state.type as StateType) : run);
  },

  async reap({ db, runs, workers }, move) {
    const worker = at(workers, move.worker);
    await reap(db, worker);
    return all(runs, (run) => (run.worker === worker ? released(run, true) : run));
  },

  async endWorker({ db, runs, workers }, move) {
    const worker = at(workers, move.worker);
    await endWorker(db, worker);
    return all(runs, (run) => (run.worker === worker ? released(run, false) : run));
  },

  async beat({ db, runs, workers, tickets }, move) {
    const worker = at(workers, move.worker);
    const reported = move.tickets.flatMap((index) => tickets[index % tickets.length] ?? []);
    const isOver = (await statusOf(db, worker)) === "OFFLINE";
    const told = await value<Record<string, unknown>>(
      db,
      "select provost_private.beat($1, $2, false, $3)",
      [worker, JSON.stringify(reported.map(named)), leaseSeconds],
    );
    const fates = all(runs, (run) => beaten(run, worker, reported));
    if (isOver) expect(told).toEqual({ alive: false });
    else checkOrders(told, fates, worker, reported);
    return fates;
  },

  async tend({ db, runs }) {
    await db.query("select provost_private.tend_flow_runs()");
    return all(runs, expired);
  },

  async wait({ db, runs }, { seconds }) {
    await clock.advance(db, `${seconds} seconds`);
    return all(runs, (run) => run);
  },
};

const none: Fates = new Map();
const one = (id: string, fate: Fate): Fates => new Map([[id, fate]]);
const all = (runs: readonly Seen[], fate: (run: Seen) => Fate): Fates =>
  new Map(runs.map((run) => [run.id, fate(run)]));

const at = (workers: readonly string[], index: number): string =>
  workers[index % workers.length] ?? "";

const statusOf = (db: Queryable, worker: string): Promise<string> =>
  value(db, "select status from provost.workers where id = $1", [worker]);

const named = ({ run, epoch }: Ticket) => ({ flow_run_id: run, epoch });

/** What a worker is told to stop: what it does not hold any more, and what is being cancelled. */
function checkOrders(
  told: Record<string, unknown>,
  fates: Fates,
  worker: string,
  reported: readonly Ticket[],
): void {
  const isLost = ({ run, epoch }: Ticket): boolean => {
    const fate = fates.get(run);
    return fate?.worker !== worker || fate.epoch !== epoch;
  };
  const cancelling = [...fates]
    .filter(([, fate]) => fate.worker === worker && fate.type === "CANCELLING")
    .map(([id]) => id);
  expect(sorted(told["unknown"])).toEqual(sorted(reported.filter(isLost).map(named)));
  expect(sorted(told["cancelling"])).toEqual(sorted(cancelling));
}

const sorted = (list: unknown): string[] =>
  (list as unknown[]).map((each) => JSON.stringify(each, ["epoch", "flow_run_id"])).sort();
