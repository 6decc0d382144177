import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  finish,
  type HeldRun,
  readRun,
  record,
  registerWorker,
  running,
  setState,
  take,
} from "../engine.ts";
import { isTerminal } from "../30_runs/stateMachine/fates.ts";
import { rows } from "../rows.ts";
import { createTask, setTaskState } from "../taskRuns.ts";
import { type ModelTask, proposed, recorded, retryDelay, swept } from "./taskMachine/model.ts";
import type { ModelFlow, Verdict } from "./taskMachine/model.ts";
import { type TaskMove, taskMoves } from "./taskMachine/moves.ts";

const database = useDatabase();

interface Game {
  db: Queryable;
  run: HeldRun;
  worker: string;
  flow: ModelFlow;
  tasks: Map<string, ModelTask>;
  ids: Map<string, string>;
  now: number;
}

/** Makes a move, and has the model make it. */
async function play(game: Game, move: TaskMove): Promise<void> {
  const { db, flow, tasks, now } = game;
  switch (move.do) {
    case "record": {
      const epoch = game.run.epoch - (move.isStale ? 1 : 0);
      const verdict = recorded(tasks.get(move.key), flow, epoch, move, now);
      const answer = await record(db, { id: game.run.id, epoch }, recordOf(move));
      check(game, move.key, verdict, answer.status);
      if (answer.task_run_id !== null) game.ids.set(move.key, answer.task_run_id);
      return;
    }
    case "propose": {
      const known = tasks.get(move.key) ?? (await create(game, move.key));
      const hasResult = move.hasResult;
      const verdict = proposed(known, flow, { ...move, hasResult }, now);
      const state = { type: move.type, ...(hasResult && { data: { by: "hand" } }) };
      const answer = await setTaskState(db, game.ids.get(move.key) ?? "", state, move.force);
      check(game, move.key, verdict, answer.status);
      return;
    }
    case "flow":
      return await changeFlow(game, move);
    case "sweep":
      await db.query("select provost_private.end_open_task_runs()");
      for (const [key, task] of tasks) tasks.set(key, swept(task, flow));
      return;
    case "wait":
      await clock.advance(db, `${move.seconds} seconds`);
      game.now += move.seconds;
  }
}

function check({ tasks }: Game, key: string, verdict: Verdict, status: string): void {
  expect(status).toBe(verdict.status);
  if (verdict.task) tasks.set(key, verdict.task);
}

const recordOf = ({ key, type, retries, hasResult }: Extract<TaskMove, { do: "record" }>) => ({
  key,
  type,
  ...(type === "FAILED" && { retries, retry_delays: [retryDelay] }),
  ...(type === "COMPLETED" && hasResult && { result: { by: "worker" } }),
});

async function create(game: Game, key: string): Promise<ModelTask> {
  const { db, run, ids } = game;
  const options = { key, retries: 1, retry_delays: [retryDelay] };
  const { id } = await createTask(db, run.id, options);
  ids.set(key, id);
  return {
    type: "PENDING",
    name: "Pending",
    runCount: 0,
    hasResult: false,
    epoch: (await readRun(db, run.id)).epoch,
    retries: 1,
    startsAt: null,
    flowRunCount: null,
  };
}

/** The flow run is retried, waits, goes on or ends: by its own rules, which are tested elsewhere. */
async function changeFlow(game: Game, move: Extract<TaskMove, { do: "flow" }>): Promise<void> {
  const { db, run, worker, flow } = game;
  if (move.to === "ended") await finish(db, run, { type: move.type });
  if (move.to === "retried") await finish(db, run, { type: "FAILED" });
  if (move.to === "paused or resumed") {
    const type = flow.type === "PAUSED" ? "SCHEDULED" : "PAUSED";
    await setState(db, run.id, { type, state_details: { pause_timeout: "infinity" } });
  }
  const isDue = (await readRun(db, run.id)).state_type === "SCHEDULED";
  if (isDue) game.run = await take(db, run.id, worker);
  const now = await readRun(db, run.id);
  game.flow = {
    type: now.state_type as ModelFlow["type"],
    epoch: now.epoch,
    runCount: now.run_count,
  };
}

const query = `
  select t.key, t.state_type as type, t.state_name as name, t.run_count as "runCount",
    t.result is not null as "hasResult", t.epoch, t.retries, t.flow_run_run_count as "flowRunCount",
    t.next_start_time is not null as "isScheduled", t.end_time is not null as "hasEnd",
    t.start_time <= t.end_time and t.total_run_time >= '0' as "hasOrder",
    (select count(*) = t.state_count and max(s.seq) = t.state_count and min(s.seq) = 1
       and count(distinct s.timestamp) = count(*)
       and array_agg(s.timestamp order by s.seq) = array_agg(s.timestamp order by s.timestamp)
       and (array_agg(s order by s.seq desc))[1].name = t.state_name
       and (array_agg(s order by s.seq desc))[1].timestamp = t.state_timestamp
     from provost.task_run_states s
     where s.flow_run_id = t.flow_run_id and s.task_run_id = t.id) as "hasHistory"
  from provost.task_runs t where t.flow_run_id = $1 order by t.key`;

/** The database has what the model has, and its books are in order. */
async function compare({ db, run, tasks }: Game): Promise<void> {
  const seen = await rows<Record<string, unknown> & { type: ModelTask["type"] }>(db, query, [
    run.id,
  ]);
  const expected = [...tasks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { startsAt: _startsAt, ...task }]) => ({
      key,
      ...task,
      isScheduled: task.type === "SCHEDULED",
      hasEnd: isTerminal(task.type),
      hasHistory: true,
    }));
  expect(seen).toMatchObject(expected);
  expect(seen).toHaveLength(expected.length);
  for (const task of seen) if (isTerminal(task.type)) expect(task["hasOrder"]).not.toBe(false);
}

async function playAll(db: Queryable, moves: readonly TaskMove[]): Promise<void> {
  await clock.freezeAt(db, "2030-01-01T00:00:00Z");
  const worker = await registerWorker(db);
  const run = await running(db, { retries: 100 }, worker);
  const game: Game = {
    db,
    run,
    worker,
    flow: { type: "RUNNING", epoch: run.epoch, runCount: 1 },
    tasks: new Map(),
    ids: new Map(),
    now: 0,
  };
  for (const move of moves) {
    await play(game, move);
    await compare(game);
  }
}

describe("the state machine of task runs", () => {
  it("does what its model does, whoever asks, in any order", async () => {
    const db = await database.pool.connect();
    const property = fc.asyncProperty(taskMoves, async (moves) => {
      await db.query("begin");
      try {
        await playAll(db, moves);
      } finally {
        await db.query("rollback");
      }
    });
    try {
      const played = await fc.check(property, { numRuns: 100, includeErrorInReport: true });
      expect(fc.defaultReportMessage(played)).toBeUndefined();
    } finally {
      db.release();
    }
  });
});
