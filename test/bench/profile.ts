import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { type Connection, closeClient, connectClient } from "../../src/db/pool.ts";

/** What the server has to be started with, so that it counts statements inside functions too. */
export const profilingSettings = {
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track": "all",
};

const slowest = `
select calls, round(total_exec_time::numeric, 1) as ms, rows, shared_blks_hit as hits,
  shared_blks_dirtied as dirtied, wal_bytes, toplevel, regexp_replace(query, '\\s+', ' ', 'g') as query
from pg_stat_statements s join pg_database d on d.oid = s.dbid and d.datname = current_database()
order by total_exec_time desc limit 40`;

/**
 * Profiles this process and the statements of the server until the function that it answers is
 * called, which writes `<name>.cpuprofile` (for the browser's developer tools) and `<name>.txt`.
 */
export async function startProfile(
  connection: Connection,
  { folder, name }: { folder: string; name: string },
): Promise<() => Promise<void>> {
  const client = await connectClient(connection);
  await client.query("create extension if not exists pg_stat_statements");
  await client.query("select pg_stat_statements_reset()");
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    const { rows } = await client.query<Record<string, unknown>>(slowest);
    writeFileSync(join(folder, `${name}.txt`), rows.map(statementLine).join("\n"));
    await closeClient(client);
  };
}

function statementLine(row: Record<string, unknown>): string {
  const { query, toplevel, ...figures } = row;
  const parts = Object.entries(figures).map(([name, value]) => `${name}=${String(value)}`);
  return `${parts.join(" ")} ${toplevel === true ? "top" : "nested"}\n    ${String(query).slice(0, 400)}`;
}
