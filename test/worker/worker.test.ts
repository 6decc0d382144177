import { describe, expect, it, vi } from "vitest";
import { createListener, type Listener } from "../../src/db/listen.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { flow } from "../../src/flow/flow.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import { task } from "../../src/flow/task.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(database);
const { errors } = workers;
const serve = (flows: FlowDefinition[], limit = 10) => workers.serve(flows, { limit });

async function enqueue(deployment: string, columns: Record<string, unknown> = {}): Promise<string> {
  const names = ["deployment", ...Object.keys(columns)];
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into provost.flow_runs (${names.join(", ")})
     values (${names.map((_name, i) => `$${i + 1}`).join(", ")}) returning id`,
    [deployment, ...Object.values(columns)],
  );
  return rows[0]?.id ?? "";
}

interface Run {
  state_type: string;
  state_name: string;
  state_message: string | null;
  result: unknown;
  run_count: number;
}

async function read(id: string): Promise<Run> {
  const { rows } = await database.pool.query<Run>("select * from provost.flow_runs where id = $1", [
    id,
  ]);
  if (!rows[0]) throw new Error(`No run ${id}`);
  return rows[0];
}

const untilEnded = (id: string) =>
  eventually(
    async () =>
      ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"].includes((await read(id)).state_type),
    {
      within: 20,
    },
  );

async function historyOf(id: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    "select name from provost.flow_run_states where flow_run_id = $1 order by seq",
    [id],
  );
  return rows.map(({ name }) => name);
}

async function beatOf({ id }: { id: string }, status: string): Promise<number> {
  return await eventually(async () => {
    const { rows } = await database.pool.query<{ heartbeat_count: string }>(
      "select heartbeat_count from provost.workers where id = $1 and status = $2",
      [id, status],
    );
    expect(rows).toHaveLength(1);
    return Number(rows[0]?.heartbeat_count);
  });
}

describe("a worker", () => {
  it("executes what is inserted, through Scheduled, Pending, Running and Completed", async () => {
    const double = task({ name: "double" }, async (n: number) => 2 * n);
    await serve([flow({ name: "adds" }, async () => (await double(2)) + (await double(3)))]);
    const id = await enqueue("adds/local");
    await untilEnded(id);
    expect(await read(id)).toMatchObject({ state_name: "Completed", result: 10, run_count: 1 });
    expect(await historyOf(id)).toEqual(["Scheduled", "Pending", "Running", "Completed"]);
    expect(errors).toEqual([]);
  });

  it("ends what a claim brings that was under way when the worker was stopped", async () => {
    const settings = loadSettings({
      PROVOST_LOGGING_LEVEL: "CRITICAL",
      PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: "60",
      PROVOST_WORKER_HEARTBEAT_SECONDS: "0.1",
    });
    const late = flow({ name: "late" }, async () => "done");
    const worker = await workers.serve([late], { settings });
    const locker = await database.pool.connect();
    await locker.query("begin; lock table provost_private.active_runs in share mode");
    const id = await enqueue("late/local");
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'
           and query ~ 'claim_flow_runs'`,
      );
      expect(rows).not.toEqual([]);
    });
    const stopped = worker.stop();
    // It waits, and lives as long.
    const draining = await beatOf(worker, "DRAINING");
    await eventually(async () =>
      expect(await beatOf(worker, "DRAINING")).toBeGreaterThan(draining + 3),
    );
    await locker.query("rollback");
    locker.release();
    await stopped;
    expect((await read(id)).state_name).toBe("Completed");
    expect(errors).toEqual([]);
  });

  it("executes a thousand runs, each once, and holds no more at a time than its limit", async () => {
    let running = 0;
    let most = 0;
    let bodies = 0;
    const busy = flow({ name: "busy" }, async () => {
      most = Math.max(most, ++running);
      bodies++;
      await Promise.resolve();
      running--;
    });
    await serve([busy], 25);
    await database.pool.query(
      "insert into provost.flow_runs (deployment) select 'busy/local' from generate_series(1, 1000)",
    );
    await eventually(async () => {
      const { rows } = await database.pool.query<{ left: string }>(
        "select count(*) as left from provost.flow_runs where deployment = 'busy/local' and state_type <> 'COMPLETED'",
      );
      return Number(rows[0]?.left) === 0;
    });
    expect(bodies).toBe(1000);
    expect(most).toBeLessThanOrEqual(25);
  });

  it("goes from one run to the next while there are more, without a hint for each", async () => {
    await serve([flow({ name: "queued" }, async () => {})], 2);
    const hintsSoFar = async () => {
      const { rows } = await database.pool.query<{ id: string }>(
        "select nextval(pg_get_serial_sequence('graphile_worker._private_jobs', 'id')) as id",
      );
      return Number(rows[0]?.id);
    };
    const before = await hintsSoFar();
    await database.pool.query(
      "insert into provost.flow_runs (deployment) select 'queued/local' from generate_series(1, 60)",
    );
    await eventually(async () => {
      const { rows } = await database.pool.query<{ left: string }>(
        "select count(*) as left from provost.flow_runs where deployment = 'queued/local' and state_type <> 'COMPLETED'",
      );
      return Number(rows[0]?.left) === 0;
    });
    expect((await hintsSoFar()) - before).toBeLessThan(30);
  });

  it("takes a run by itself when it hears the doorbell, without any hint", async () => {
    await serve([flow({ name: "heard" }, async () => {})]);
    await workers.stopServices();
    await database.pool.query("select provost_private.sleep_until(now() + interval '1 minute')");
    const id = await enqueue("heard/local");
    await untilEnded(id);
    const jobs = await database.pool.query("select from graphile_worker.jobs");
    expect([(await read(id)).state_type, jobs.rowCount]).toEqual(["COMPLETED", 0]);
  });

  it("takes a run that waited for a first worker, however late it begins to listen", async () => {
    await workers.stopServices();
    const waiting = flow({ name: "waiting" }, async () => {});
    const listener = createListener(database.connection);
    const late = Promise.withResolvers<void>();
    const subscribe: Listener["subscribe"] = (channel, handlers) => {
      if (channel !== "provost_doorbell") return listener.subscribe(channel, handlers);
      const ready = late.promise.then(() => listener.subscribe(channel, handlers).ready);
      return { ready, unsubscribe: () => {} };
    };
    await deployDefinition(database.pool, waiting.toDeployment({ name: "local" }));
    const id = await enqueue("waiting/local");
    const served = new Map([["waiting/local", waiting]]);
    await workers.start({ served, listener: { ...listener, subscribe } });
    late.resolve();
    await untilEnded(id);
    expect((await read(id)).state_type).toBe("COMPLETED");
    await listener.close();
  });

  it("claims once for each run alone, and goes on by itself where no place is left for hints", async () => {
    const queries = vi.spyOn(database.pool, "query");
    const countClaims = () =>
      queries.mock.calls.filter(([statement]: unknown[]) =>
        JSON.stringify(statement).includes("claim_flow_runs"),
      ).length;
    await workers.stopServices();
    const claimsAtStarts: number[] = [];
    const lone = flow({ name: "lone" }, async () => void claimsAtStarts.push(countClaims()));
    const roomy = await serve([lone]);
    await database.pool.query("select provost_private.sleep_until(now() + interval '1 minute')");
    for (let run = 0; run < 5; run++) await untilEnded(await enqueue("lone/local"));
    await roomy.stop();
    // It looks around when it has begun, too, perhaps when the first run is there already.
    expect([5, 6]).toContain(countClaims());
    await Promise.all([enqueue("lone/local"), enqueue("lone/local")]);
    await serve([lone], 1);
    await eventually(() => claimsAtStarts.length === 7 && countClaims() > (claimsAtStarts[6] ?? 0));
  });

  it("keeps a hint while all its places are taken, so that no more are fetched", async () => {
    const ending = Promise.withResolvers<void>();
    let begun = 0;
    const endless = flow({ name: "endless" }, async () => {
      begun++;
      await ending.promise;
    });
    await serve([endless], 1);
    await workers.stopServices();
    const ring = "select pg_notify('provost_doorbell', '')";
    const first = await enqueue("endless/local");
    await eventually(async () => {
      await database.pool.query(ring);
      return begun === 1;
    });
    await database.pool.query(
      "select graphile_worker.add_job('provost:default', max_attempts => 1) from generate_series(1, 2)",
    );
    const hints = async () => {
      const { rows } = await database.pool.query<{ kept: string; all: string }>(
        "select count(locked_at) as kept, count(*) as all from graphile_worker.jobs",
      );
      return `${rows[0]?.kept} of ${rows[0]?.all}`;
    };
    await eventually(async () => (await hints()) === "1 of 2");
    ending.resolve();
    await untilEnded(first);
    await eventually(async () => (await hints()) === "0 of 0");
    expect(errors).toEqual([]);
  });

  it("retries a failed run as its deployment says, and records the last failure", async () => {
    await serve([
      flow({ name: "fails", retries: 1, retryDelaySeconds: 0.1 }, async () => {
        throw new RangeError("no good");
      }),
    ]);
    const id = await enqueue("fails/local");
    await untilEnded(id);
    expect(await read(id)).toMatchObject({ state_name: "Failed", run_count: 2 });
    expect(await historyOf(id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "AwaitingRetry",
      "Pending",
      "Running",
      "Failed",
    ]);
  });

  it("stops a run that is cancelled, by the signal that its code is given", async () => {
    const aborted = Promise.withResolvers<void>();
    const endless = flow({ name: "endless" }, async () => {
      flowRun.signal.addEventListener("abort", () => aborted.resolve());
      await new Promise(() => {});
    });
    await serve([endless]);
    const id = await enqueue("endless/local");
    await eventually(async () => (await read(id)).state_name === "Running");
    await database.pool.query("select provost.cancel_flow_run($1)", [id]);
    await aborted.promise;
    await untilEnded(id);
    expect(await historyOf(id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Cancelling",
      "Cancelled",
    ]);
  });

  it("ends a run at its timeout, whatever its code does", async () => {
    await serve([
      flow({ name: "slow", timeoutSeconds: 0.3 }, async () => await new Promise(() => {})),
    ]);
    const id = await enqueue("slow/local");
    await untilEnded(id);
    expect(await read(id)).toMatchObject({
      state_name: "TimedOut",
      state_message: expect.stringContaining("0.3 second"),
    });
  });

  it("marks a run Crashed whose code it cannot find, and says why", async () => {
    await serve([]);
    await database.pool.query("select provost.deploy($1)", [
      JSON.stringify({
        flow: { name: "lost" },
        name: "local",
        entrypoint: "/no/such/file.ts:flow",
      }),
    ]);
    const id = await enqueue("lost/local");
    await untilEnded(id);
    const run = await read(id);
    expect(run.state_name).toBe("Crashed");
    expect(run.state_message).toContain("/no/such/file.ts");
  });

  it("starts a run when it is due, not before", async () => {
    await serve([flow({ name: "later" }, async () => Date.now())]);
    const due = new Date(Date.now() + 700);
    const id = await enqueue("later/local", { expected_start_time: due });
    await untilEnded(id);
    expect(Number((await read(id)).result)).toBeGreaterThanOrEqual(due.getTime());
  });

  it("goes on when the connections of its database are cut", async () => {
    await serve([flow({ name: "sturdy" }, async () => "fine")]);
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    const id = await enqueue("sturdy/local");
    await eventually(async () => (await read(id)).state_name === "Completed", { within: 25 });
    expect(await read(id)).toMatchObject({ result: "fine", run_count: 1 });
  });
});
