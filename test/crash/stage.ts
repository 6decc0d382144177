import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Connection, Pool } from "../../src/db/pool.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { lostExitCode } from "../../src/worker/workerProcess.ts";
import { eventually } from "../support/eventually.ts";
import { type Comparison, compareJournal } from "./compareJournal.ts";
import { brokenInvariants } from "./invariants.ts";
import { blockingFlow, holdingFlow, poisonFlow, slotFlow } from "./faultFlows.ts";
import { type JournalLine, makeJournal, readJournal, removeJournal, startsOf } from "./journal.ts";
import { journalFlow } from "./journalFlow.ts";
import { createRandom, type Random, seedVariable } from "./random.ts";
import { launchWorkerProcess, type Lease, type WorkerProcess } from "./workerProcess.ts";

export interface StageOptions {
  pool: Pool;
  /** Where worker processes find the database; through a proxy, for instance. */
  connection: Connection;
  seed: number;
  lease: Lease;
  /** Told what is done and found. */
  tell?: (line: string) => void;
}

type DeployableFlow = Pick<typeof journalFlow, "toDeployment">;

export interface Load {
  runs: number;
  steps: number;
  /** How long each step takes. */
  milliseconds: number;
}

export interface StagedRun {
  state_name: string;
  state_message: string | null;
  epoch: number;
  crash_count: number;
  run_count: number;
}

const mostHistories = 4;

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Where faults are played: a database, real worker processes, and what they say they did. */
export class Stage implements AsyncDisposable {
  readonly pool: Pool;
  readonly lease: Lease;
  readonly random: Random;
  readonly journal = makeJournal();
  readonly tell: (line: string) => void;
  readonly workers: WorkerProcess[] = [];
  readonly connection: Connection;
  readonly #toldHistories = new Set<string>();

  /** Deploys flows of a file of this folder, by the names under which it exports them. */
  async deploy(
    file: string,
    flows: Record<string, DeployableFlow>,
    options: { name: string; concurrencyLimit?: number } = { name: "local" },
  ): Promise<void> {
    for (const [name, each] of Object.entries(flows)) {
      await deployDefinition(this.pool, each.toDeployment(options), `${pathOf(file)}:${name}`);
    }
  }

  get seed(): number {
    return this.random.seed;
  }

  private constructor({ pool, connection, seed, lease, tell = () => {} }: StageOptions) {
    this.pool = pool;
    this.connection = connection;
    this.random = createRandom(seed);
    this.lease = lease;
    this.tell = tell;
  }

  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    stage.tell(`Seed ${options.seed}; ${seedVariable}=${options.seed} plays the same again.`);
    await stage.deploy("journalFlow.ts", { journalFlow });
    await stage.deploy("faultFlows.ts", { blockingFlow, holdingFlow, poisonFlow, slotFlow });
    return stage;
  }

  startWorker(env: Record<string, string> = {}): WorkerProcess {
    const worker = launchWorkerProcess(this.connection, env, this.lease);
    this.workers.push(worker);
    void this.#replaceIfLost(worker, env);
    return worker;
  }

  /** A process that serves tasks of a file of this folder; a worker, too. */
  startTaskServer(file: string, ...tasks: string[]): WorkerProcess {
    const served = tasks.map((name) => `${pathOf(file)}:${name}`);
    const command = ["task", "serve", ...served];
    const worker = launchWorkerProcess(this.connection, {}, this.lease, command);
    this.workers.push(worker);
    return worker;
  }

  /** As a supervisor does: leases are so short here that a busy machine may be late for one. */
  async #replaceIfLost(worker: WorkerProcess, env: Record<string, string>): Promise<void> {
    const code = await worker.exited;
    if (code === lostExitCode && !worker.wasSignalled()) this.startWorker(env);
  }

  /** Those that were started, and have not ended. */
  get livingWorkers(): WorkerProcess[] {
    return this.workers.filter((worker) => !worker.hasExited());
  }

  /** Those that hold runs; waits until there is one. */
  async busyWorkers(): Promise<WorkerProcess[]> {
    return await eventually(
      async () => {
        const living = this.livingWorkers;
        const held = await Promise.all(living.map((worker) => this.runsHeldBy(worker)));
        const busy = living.filter((_worker, i) => (held[i]?.length ?? 0) > 0);
        if (busy.length === 0) throw new Error("Expected a worker that holds runs");
        return busy;
      },
      { within: 60 },
    );
  }

  async enqueue({ runs, steps, milliseconds }: Load): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `insert into provost.flow_runs (deployment, parameters)
       select 'journal/local', $1 from generate_series(1, $2) returning id`,
      [{ journal: this.journal, steps, milliseconds }, runs],
    );
    return rows.map(({ id }) => id);
  }

  /** Enqueues one run, of any of the stage's flows. */
  async start(flow: string, parameters: object): Promise<string> {
    const { rows } = await this.pool.query<{ id: string }>(
      "insert into provost.flow_runs (deployment, parameters) values ($1, $2) returning id",
      [`${flow}/local`, parameters],
    );
    return rows[0]?.id ?? "";
  }

  async read(id: string): Promise<StagedRun> {
    const { rows } = await this.pool.query<StagedRun>(
      "select * from provost.flow_runs where id = $1",
      [id],
    );
    const [run] = rows;
    if (!run) throw new Error(`No run ${id}`);
    return run;
  }

  async untilBecomes(id: string, name: string, within = 30): Promise<void> {
    await eventually(async () => (await this.read(id)).state_name === name, { within });
  }

  /** The runs that a worker process holds, by the id of its process. */
  async runsHeldBy({ pid }: { pid: number }): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select a.flow_run_id as id from provost_private.active_runs a
       join provost.workers w on w.id = a.worker_id where w.name like '%-' || $1`,
      [String(pid)],
    );
    return rows.map(({ id }) => id);
  }

  async untilSomeRun(count = 1): Promise<void> {
    await eventually(async () => (await this.count("RUNNING")) >= count, { within: 60 });
  }

  /** Waits until every process that was started, and has not ended, takes runs. */
  async untilAllWork(): Promise<void> {
    await eventually(
      async () => {
        const pids = this.livingWorkers.map(({ pid }) => String(pid));
        const { rows } = await this.pool.query<{ ready: number }>(
          `select count(*) as ready from provost.workers
           where status = 'ONLINE' and graphile_pool_id is not null
             and substring(name from '[0-9]+$') = any ($1)`,
          [pids],
        );
        return rows[0]?.ready === pids.length;
      },
      { within: 90 },
    );
  }

  /** Waits for a step that began after an instant. */
  async untilAtWork(from: number, isMeant: (line: JournalLine) => boolean): Promise<void> {
    await eventually(() => this.#stepsSince(from).some(isMeant), { within: 60 });
  }

  /** The worker processes in which steps began after an instant; waits until there is one. */
  async workersAtWork(from: number): Promise<WorkerProcess[]> {
    return await eventually(
      () => {
        const pids = this.#stepsSince(from).map(({ pid }) => pid);
        const atWork = this.livingWorkers.filter(({ pid }) => pids.includes(pid));
        if (atWork.length === 0) throw new Error("Expected a worker that has begun a step");
        return atWork;
      },
      { within: 60 },
    );
  }

  #stepsSince(from: number): JournalLine[] {
    return startsOf(readJournal(this.journal)).filter(({ at }) => at >= from);
  }

  async untilWorkers(count: number): Promise<void> {
    await eventually(
      async () => {
        const { rows } = await this.pool.query<{ ready: number }>(
          "select count(*) as ready from provost.workers where status = 'ONLINE' and graphile_pool_id is not null",
        );
        return (rows[0]?.ready ?? 0) >= count;
      },
      { within: 90 },
    );
  }

  /** Waits for a step that was recorded after an instant, or for the end of all runs. */
  async untilRecordedAfter(at: number): Promise<void> {
    await eventually(
      async () => {
        const { rows } = await this.pool.query<{ goes_on: boolean }>(
          `select exists (select from provost.task_runs where state_timestamp > $1)
             or not exists (select from provost.flow_runs where state_type in ('SCHEDULED', 'RUNNING')) as goes_on`,
          [new Date(at)],
        );
        return rows[0]?.goes_on === true;
      },
      { within: 60 },
    );
  }

  async untilAllEnded(within: number): Promise<void> {
    const types = ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"];
    await eventually(async () => (await this.count(...types)) === 0, { within });
  }

  async count(...types: string[]): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      "select count(*) from provost.flow_runs where state_type = any ($1::provost.state_type[])",
      [types],
    );
    return rows[0]?.count ?? 0;
  }

  /** How often a run was taken from a worker that had stopped responding. */
  async countTakenOver(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      `select count(*) from provost.flow_run_states
       where message = 'Its worker stopped responding.'`,
    );
    return rows[0]?.count ?? 0;
  }

  /** When runs were claimed for the first time after an instant, in milliseconds after it. */
  async resumedAfter(runs: readonly string[], at: number): Promise<number[]> {
    const { rows } = await this.pool.query<{ id: string; at: Date }>(
      `select flow_run_id as id, min(timestamp) as at from provost.flow_run_states
       where flow_run_id = any ($1::uuid[]) and name = 'Running' and timestamp > $2
       group by flow_run_id`,
      [runs, new Date(at)],
    );
    const late = rows.filter((row) => row.at.getTime() - at > 15_000);
    const since = new Date(at).toISOString();
    for (const { id } of late) await this.#tellHistory(`Resumed late after ${since}`, id);
    return rows.map((row) => row.at.getTime() - at);
  }

  /** All states of a run, for whoever wonders how it came to this; of a few, where there are many. */
  async #tellHistory(reason: string, id: string): Promise<void> {
    if (this.#toldHistories.size >= mostHistories || this.#toldHistories.has(id)) return;
    this.#toldHistories.add(id);
    const { rows } = await this.pool.query<{ line: string }>(
      `select format('%s %s %s', to_char(s.timestamp, 'HH24:MI:SS.MS'), s.name, s.message) as line
       from provost.flow_run_states s where s.flow_run_id = $1 order by s.seq`,
      [id],
    );
    this.tell(`${reason}: run ${id}\n  ${rows.map(({ line }) => line).join("\n  ")}`);
  }

  /** When a worker process was found to be dead; waits until it is. */
  async declaredDeadAt(pid: number): Promise<number> {
    return await eventually(
      async () => {
        const { rows } = await this.pool.query<{ at: Date | null }>(
          "select ended as at from provost.workers where name like '%-' || $1",
          [String(pid)],
        );
        const at = rows[0]?.at;
        if (!at) throw new Error(`Expected process ${pid} to be declared dead`);
        return at.getTime();
      },
      { within: 60 },
    );
  }

  async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds);
  }

  /** What the journal and the invariants say about it all. */
  async judge(): Promise<Comparison> {
    const compared = await compareJournal(this.pool, readJournal(this.journal));
    const { rows } = await this.pool.query<{ id: string }>(
      "select id from provost.flow_runs where state_type in ('CRASHED', 'FAILED') order by id",
    );
    for (const { id } of rows) await this.#tellHistory("Ended badly", id);
    return { ...compared, faults: [...compared.faults, ...(await brokenInvariants(this.pool))] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endWorkers();
    removeJournal(this.journal);
  }

  async endWorkers(): Promise<void> {
    for (const worker of this.livingWorkers) worker.signal("SIGKILL");
    await Promise.all(this.workers.map(({ exited }) => exited));
  }
}
