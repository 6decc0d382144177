import {
  exponentialBackoff,
  flow,
  flowRun,
  getLogger,
  InvalidInput,
  task,
  taskRun,
} from "../index.ts";
import type { FlowHook, TaskOptions } from "../index.ts";
import { chooseKey, usualKey } from "./etl/chooseKey.ts";
import { etlParameters } from "./etl/etlParameters.ts";
import type { EtlOptions } from "./etl/etlParameters.ts";
import { divideBatches, sumCounts } from "./etl/divideBatches.ts";
import { loadBatch } from "./etl/loadBatch.ts";
import type { BatchPart } from "./etl/loadBatch.ts";
import { planLoad } from "./etl/loadPlan.ts";
import type { LoadPlan } from "./etl/loadPlan.ts";
import { checkTableName, labelOf, sqlName, tableNameOf } from "./etl/nameTable.ts";
import { profileFile } from "./etl/profileFile.ts";
import type { FileProfile, ProfileOptions } from "./etl/profileFile.ts";
import { copySource, findCopy, removeCopy } from "./etl/sourceCopy.ts";
import type { SourceCopy } from "./etl/sourceCopy.ts";
import { prepareTable } from "./etl/targetTable.ts";
import { inTransaction } from "./etl/userDatabase.ts";

const retried = {
  retryDelaySeconds: exponentialBackoff(1),
  // What is wrong with the input is as wrong the next time.
  retryConditionFn: (_task, _run, { data }) => !(data instanceof InvalidInput),
} satisfies TaskOptions;
const batchesAtOnce = 4;
const removeLocalCopy: FlowHook = (_flow, { id }) => removeCopy(id);

const fetchSource = task(
  { name: "fetch-source", retries: 4, timeoutSeconds: 1800, ...retried },
  async (source: string) => {
    const copy = await copySource(source, flowRun.id, taskRun.signal);
    getLogger().info(`Fetched ${copy.bytes} bytes from ${labelOf(source)}.`);
    return copy;
  },
);

const profileRows = task(
  { name: "profile-rows", retries: 1, ...retried },
  async (source: string, copy: SourceCopy, options: ProfileOptions) => {
    const path = await findCopy(source, flowRun.id, copy, taskRun.signal);
    const profile = await profileFile(path, options);
    getLogger().info(`Found ${profile.rows} rows in ${profile.batches.length} batch(es).`);
    return profile;
  },
);

/**
 * Makes a flow that loads a CSV file into a table, exactly once: rows are told apart by a key, and
 * each row is either in the table or, with the reason, among its rejects. A run that is continued
 * elsewhere goes on with the batches that are not loaded yet.
 */
export function etlFlow({ name = "etl", rowSchema }: EtlOptions = {}) {
  const prepareTarget = task(
    { name: "prepare-table", retries: 3, ...retried },
    async (copy: SourceCopy, profile: FileProfile, plan: LoadPlan) => {
      const path = await findCopy(plan.source, flowRun.id, copy, taskRun.signal);
      return await inTransaction(async (client) => {
        const chosen = await chooseKey(client, { path, plan, profile, rowSchema });
        await prepareTable(client, { ...plan, key: chosen.key });
        getLogger().info(`Rows are told apart by ${chosen.key.join(", ") || "their line"}.`);
        return chosen;
      });
    },
  );

  const cleanAndLoad = task(
    { name: "clean-and-load", retries: 4, timeoutSeconds: 1800, ...retried },
    async (part: BatchPart, copy: SourceCopy, plan: LoadPlan) => {
      const path = await findCopy(plan.source, flowRun.id, copy, taskRun.signal);
      const counts = await inTransaction((client) =>
        loadBatch(client, path, plan, part, rowSchema),
      );
      const { loaded, written, rejected } = counts;
      getLogger().info(
        `${loaded} rows loaded, ${written} of them new or changed; ${rejected} rejected.`,
      );
      return counts;
    },
  );

  return flow(
    {
      name,
      parameters: etlParameters,
      description: "Loads a CSV file into a PostgreSQL table, exactly once.",
      onCompletion: removeLocalCopy,
      onFailure: removeLocalCopy,
      onCancellation: removeLocalCopy,
    },
    async ({ source, table = tableNameOf(source), schema, key = [], delimiter, batchSize }) => {
      const target = checkTableName({ schema, table });
      const copy = await fetchSource(source);
      const keyColumn = key[0] ?? usualKey;
      const profile = await profileRows(source, copy, { delimiter, batchSize, keyColumn });
      const asked = planLoad({ source, delimiter, target, key }, profile.columns, rowSchema);
      const chosen = await prepareTarget(copy, profile, asked);
      const plan = { ...asked, key: chosen.key };
      const counts = [];
      for (const wave of divideBatches(profile.batches, chosen.repeats, batchesAtOnce)) {
        const loads = cleanAndLoad.map(wave, copy, plan);
        await loads.wait();
        counts.push(...(await loads));
      }
      const { rows, loaded, written, rejected } = sumCounts(counts);
      return { table: sqlName(target), rows, loaded, written, rejected };
    },
  );
}

export const etl = etlFlow();
