import type { TaskInputs } from "../tasks/resolveUpstream.ts";
import type { EncodedResult } from "./resultCodec.ts";
import type { FlowFinish, TaskRecord } from "./runStore.ts";

// The JSON that sql/40_tasks and sql/50_dispatch read, put together by hand: results are JSON
// already, and this is done for every task run. Each text is the rest of an object, without its
// opening brace, to be completed by what is known when it is sent.

const listed = new WeakMap<readonly string[], string>();

/** A list that many records share. */
function tagsJson(tags: readonly string[]): string {
  if (tags.length === 0) return "";
  let json = listed.get(tags);
  if (json === undefined) listed.set(tags, (json = `,"tags":${JSON.stringify(tags)}`));
  return json;
}

export function taskRecordJson(record: TaskRecord): string {
  const { task } = record;
  let json =
    `"flow_run_id":"${record.flowRunId}","epoch":${record.epoch},"task_run_id":"${record.id}",` +
    `"key":${JSON.stringify(record.key)},"name":${JSON.stringify(record.name)},` +
    `"task_name":${JSON.stringify(task.name)},"type":"${record.type}"${tagsJson(record.tags)}`;
  if (record.inputHash !== undefined) json += `,"input_hash":"${record.inputHash}"`;
  if (record.inputs !== undefined) json += inputsJson(record.inputs);
  if (record.type === "FAILED") {
    json += `,"run_count":${record.runCount}`;
    json += member("retries", record.retrying?.retries);
    json += member("retry_delays", record.retrying?.retryDelays);
    json += member("retry_jitter_factor", record.retrying?.retryJitterFactor);
    json += member("retry_after_seconds", record.retryAfterSeconds);
  }
  if (record.cacheKey !== undefined) json += cacheJson(record);
  return json + endJson(record);
}

function inputsJson({ parents, parameters, waitFor }: TaskInputs): string {
  return `,"task_inputs":${JSON.stringify({ parents, parameters, wait_for: waitFor })}`;
}

function cacheJson(record: TaskRecord): string {
  return (
    member("cache_key", record.cacheKey) +
    member("cache_expiration_seconds", record.cacheExpirationSeconds) +
    member("refresh_cache", record.refreshCache)
  );
}

export function finishJson(finish: FlowFinish): string {
  return (
    `"flow_run_id":"${finish.flowRunId}","epoch":${finish.epoch},"type":"${finish.type}"` +
    member("resuming", finish.resuming) +
    member("retry_after_seconds", finish.retryAfterSeconds) +
    endJson(finish)
  );
}

/** What records of task runs and ends of flow runs have in common, and the closing brace. */
function endJson(record: TaskRecord | FlowFinish): string {
  return (
    member("state_name", record.stateName) +
    member("message", record.message) +
    resultJson(record.result) +
    member("error", record.error) +
    member("retriable", record.retriable) +
    "}"
  );
}

function resultJson(result: EncodedResult | undefined): string {
  if (result === undefined) return "";
  return result.meta === null
    ? `,"result":${result.json}`
    : `,"result":${result.json},"result_meta":${result.meta}`;
}

function member(name: string, value: unknown): string {
  return value === undefined ? "" : `,"${name}":${JSON.stringify(value)}`;
}
