import { createListener } from "../../src/db/listen.ts";
import { migrate } from "../../src/db/migrate.ts";
import { type Connection, createPool } from "../../src/db/pool.ts";
import { deployDefinition } from "../../src/engine/deployDefinition.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { startServices } from "../../src/services/startServices.ts";
import { loadSettings } from "../../src/settings.ts";
import { startWorker } from "../../src/worker/worker.ts";

/** Provost as one worker process has it: a worker, all services, one pool. */
export async function openProvost(
  connection: Connection,
  flows: readonly { flow: FlowDefinition; deploy: () => Parameters<typeof deployDefinition>[1] }[],
) {
  await migrate(connection);
  const settings = loadSettings({ PROVOST_LOGGING_LEVEL: "ERROR" });
  const pool = createPool(connection, { size: 10 });
  for (const { deploy } of flows) await deployDefinition(pool, deploy());
  const served = new Map(flows.map(({ flow }) => [`${flow.name}/local`, flow]));
  const onError = (error: unknown) => console.error(error);

  return {
    pool,
    async insertMany(deployment: string, count: number): Promise<void> {
      await pool.query(
        `insert into provost.flow_runs (deployment, parameters)
         select $1, jsonb_build_object('i', g) from generate_series(1, $2::int) g`,
        [deployment, count],
      );
    },
    async start(limit: number) {
      const listener = createListener(connection, { onError });
      const services = startServices({ pool, listener, settings, onError });
      const worker = await startWorker({
        pool,
        connection,
        listener,
        settings,
        workPool: "default",
        limit,
        served,
        onError,
        onLost: () => onError(new Error("The worker was declared dead.")),
      });
      return {
        async stop() {
          await worker.stop();
          await services.stop();
          await listener.close();
        },
      };
    },
    async countUnfinished(): Promise<number> {
      const { rows } = await pool.query<{ n: number }>(
        "select count(*)::int as n from provost.flow_runs where state_type in ('SCHEDULED', 'PENDING', 'RUNNING')",
      );
      return rows[0]?.n ?? 0;
    },
    close: () => pool.end(),
  };
}
