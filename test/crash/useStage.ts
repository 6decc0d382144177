import { afterEach, beforeEach } from "vitest";
import type { TestDatabase } from "../support/database.ts";
import { chooseSeed } from "./random.ts";
import { Stage } from "./stage.ts";
import { fastLease } from "./workerProcess.ts";

/** A stage for each test of a file, in the file's database. The seed is printed. */
export function useStage(database: TestDatabase): () => Stage {
  let stage: Stage | undefined;
  beforeEach(async () => {
    const { pool, connection } = database;
    const tell = (line: string) => console.info(line);
    stage = await Stage.open({ pool, connection, seed: chooseSeed(), lease: fastLease, tell });
  });
  afterEach(async () => {
    await stage?.[Symbol.asyncDispose]();
    await database.pool.query(
      "truncate provost.flow_runs, provost.flow_run_states, provost.task_runs, provost.task_run_states, provost_private.active_runs",
    );
  });
  return () => {
    if (!stage) throw new Error("The stage is there from the first test on");
    return stage;
  };
}
