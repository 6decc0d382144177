import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../support/eventually.ts";
import { readJournal } from "./journal.ts";
import { journalFlow } from "./journalFlow.ts";
import { mixedFlow, type PartName, partNames, partsOf } from "./mixedFlow.ts";
import type { Stage } from "./stage.ts";

/** What the engine is in the midst of, by the queries that tell whether it is. */
const midsts = {
  "a run sleeps, held by nobody": "select from provost.flow_runs where state_name = 'Sleeping'",
  "a run is paused": "select from provost.flow_runs where state_name = 'Paused'",
  "a run waits for its retry": "select from provost.flow_runs where state_name = 'AwaitingRetry'",
  "a run waits for a place of its deployment":
    "select from provost.flow_runs where state_name = 'AwaitingConcurrencySlot'",
  "a run holds a slot":
    "select from provost.concurrency_slots where limit_name = 'mixed' and status = 'HELD'",
  "a run waits for a slot":
    "select from provost.concurrency_slots where limit_name = 'mixed' and status <> 'HELD'",
  "a called flow runs":
    "select from provost.flow_runs where parent_flow_run_id is not null and state_name = 'Running'",
  "a task runs in the background":
    "select from provost.flow_runs where kind = 'task' and state_name = 'Running'",
};

/** Runs that each do three of the things that a run can be in the midst of. */
export interface MixedLoad extends AsyncDisposable {
  /**
   * Enqueues runs that begin with the parts in turn, and some of a deployment that is narrow, and
   * waits until the engine is in the midst of everything at once; more of them where some were over
   * before others began. Answers their ids.
   */
  untilInTheMidst(runs: number): Promise<string[]>;
  /** One sentence for each thing that must not be when all is over. */
  faults(): Promise<string[]>;
  /** The same about slots that two had at once, if no body outlived its run. */
  overlaps(): Promise<string[]>;
}

const limit = "mixed";
const parts = 3;
const milliseconds = 600;

/** Serves the tasks of the mixed flow, and answers its pauses when they are a second old. */
export async function openMixedLoad(stage: Stage): Promise<MixedLoad> {
  const { pool, journal } = stage;
  await stage.deploy("mixedFlow.ts", { mixedFlow });
  await stage.deploy("journalFlow.ts", { journalFlow }, { name: "narrow", concurrencyLimit: 1 });
  await pool.query("select provost.create_concurrency_limit($1, 1)", [limit]);
  stage.startTaskServer("mixedFlow.ts", "backgroundStep");
  const isOver = new AbortController();
  const answering = answerPauses(stage, isOver.signal);
  const enqueue = async (runs: number): Promise<string[]> => {
    const { rows } = await pool.query<{ id: string }>(
      `insert into provost.flow_runs (deployment, parameters)
         select 'mixed/local', $1::jsonb || jsonb_build_object('first', n % $2::integer)
         from generate_series(1, $3) n
         union all select 'journal/narrow', $4 from generate_series(1, 4) returning id`,
      [
        JSON.stringify({ journal, limit, parts, milliseconds }),
        partNames.length,
        runs,
        JSON.stringify({ journal, steps: 2, milliseconds }),
      ],
    );
    return rows.map(({ id }) => id);
  };
  return {
    async untilInTheMidst(runs) {
      const ids = await enqueue(runs);
      const query = Object.entries(midsts)
        .map(([what, fact]) => `select '${what}' as what where not exists (${fact})`)
        .join(" union all ");
      return await eventually(
        async () => {
          const { rows } = await pool.query<{ what: string }>(query);
          if (rows.length === 0) return ids;
          const under = await stage.count("SCHEDULED", "PENDING", "RUNNING", "PAUSED");
          if (under === 0) ids.push(...(await enqueue(runs)));
          throw new Error(`Expected that ${rows.map(({ what }) => what).join(" and that ")}`);
        },
        { within: 60 },
      );
    },
    faults: async () => [...(await faultsOfRuns(stage)), ...(await leftovers(stage))],
    overlaps: () => overlaps(stage),
    async [Symbol.asyncDispose]() {
      isOver.abort();
      await answering;
    },
  };
}

/** Also while the server is away: then it looks again later. */
async function answerPauses({ pool }: Stage, isOver: AbortSignal): Promise<void> {
  while (!isOver.aborted) {
    await pool
      .query(
        `select provost.resume_flow_run(id) from provost.flow_runs
         where state_type = 'PAUSED' and state_timestamp < now() - interval '1 second'`,
      )
      .catch(() => {});
    await sleep(100);
  }
}

interface MixedRun {
  id: string;
  first: number;
  result: unknown;
  called: number;
  sent: number;
}

/** Each run that completed has done each of its parts once. */
async function faultsOfRuns({ pool }: Stage): Promise<string[]> {
  const { rows } = await pool.query<MixedRun>(
    `select r.id, (r.parameters ->> 'first')::integer as first, r.result,
       (select count(*) from provost.flow_runs c where c.parent_flow_run_id = r.id) as called,
       (select count(*) from provost.flow_runs b
        where b.kind = 'task' and b.parameters #>> '{args,1}' = r.id::text) as sent
     from provost.flow_runs r where r.deployment = 'mixed/local' and r.state_type = 'COMPLETED'`,
  );
  return rows.flatMap(({ id, first, ...found }) => {
    const numbers = partsOf({ first, parts });
    const has = (part: PartName) => Number(numbers.includes(partNames.indexOf(part)));
    const expected = { result: numbers, called: has("child"), sent: has("background") };
    const [was, should] = [JSON.stringify(found), JSON.stringify(expected)];
    return was === should ? [] : [`Run ${id} has ${was}, not ${should}.`];
  });
}

/** When all runs have ended, nobody has or waits for anything. */
async function leftovers({ pool }: Stage): Promise<string[]> {
  const { rows } = await pool.query<{ what: string; count: number }>(
    `select what, count(*) from (
       select 'slots' as what from provost_private.slots where not is_rate
       union all select 'holders' from provost_private.active_runs
       union all select 'open task runs' from provost.task_runs
         where not provost_private.is_terminal(state_type)
       union all select 'background runs that did not complete' from provost.flow_runs
         where kind = 'task' and state_type <> 'COMPLETED') l group by what`,
  );
  return rows.map(({ what, count }) => `${count} ${what} are left.`);
}

/** Moments at which more steps were executed within the limit than it has slots. */
async function overlaps({ pool, journal }: Stage): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    "select id from provost.flow_runs where deployment = 'mixed/local'",
  );
  const ids = new Set(rows.map(({ id }) => id));
  const lines = readJournal(journal)
    .filter(({ flowRunId, step }) => ids.has(flowRunId) && step === partNames.indexOf("slot"))
    // Whoever ends in a millisecond may have made room for whoever starts in it.
    .toSorted((a, b) => a.at - b.at || a.event.localeCompare(b.event));
  let held = 0;
  return lines.flatMap(({ flowRunId, event }) => {
    held += event === "start" ? 1 : -1;
    return held > 1 ? [`Run ${flowRunId} held a slot that was taken.`] : [];
  });
}
