import { readdirSync, readFileSync } from "node:fs";
import { type Client, type Connection, closeClient, connectClient } from "../../src/db/pool.ts";

/** What was used between two looks. */
export interface Used {
  milliseconds: number;
  nodeCpuSeconds: number;
  walBytes: number;
  /** Of the server and its backends. Absent where there is no /proc. */
  serverCpuSeconds?: number;
  /** How many cores others kept busy meanwhile. */
  othersCores?: number;
}

interface Look {
  at: number;
  node: NodeJS.CpuUsage;
  walBytes: number;
  serverTicks: number | undefined;
  machineTicks: number | undefined;
}

const ticksPerSecond = 100;

/** Reads what a stretch of work costs this process, the server and the machine. */
export class Meter {
  readonly #client: Client;
  readonly #serverPid: number;

  private constructor(client: Client, serverPid: number) {
    this.#client = client;
    this.#serverPid = serverPid;
  }

  static async open(connection: Connection, serverPid: number): Promise<Meter> {
    return new Meter(await connectClient(connection), serverPid);
  }

  /** Starts; the function that it answers ends the stretch and tells what was used. */
  async start(): Promise<() => Promise<Used>> {
    const before = await this.#look();
    return async () => usedBetween(before, await this.#look());
  }

  async #look(): Promise<Look> {
    const { rows } = await this.#client.query<{ wal: string }>(
      "select pg_current_wal_lsn() - '0/0' as wal",
    );
    return {
      at: performance.now(),
      node: process.cpuUsage(),
      walBytes: Number(rows[0]?.wal),
      serverTicks: ticksOfTree(this.#serverPid),
      machineTicks: busyTicks(),
    };
  }

  async close(): Promise<void> {
    await closeClient(this.#client);
  }
}

function usedBetween(before: Look, after: Look): Used {
  const milliseconds = after.at - before.at;
  const node = (after.node.user + after.node.system - before.node.user - before.node.system) / 1e6;
  const used = {
    milliseconds,
    nodeCpuSeconds: node,
    walBytes: after.walBytes - before.walBytes,
  };
  const server = secondsBetween(before.serverTicks, after.serverTicks);
  const machine = secondsBetween(before.machineTicks, after.machineTicks);
  if (server === undefined || machine === undefined) return used;
  const others = Math.max(machine - server - node, 0);
  return { ...used, serverCpuSeconds: server, othersCores: others / (milliseconds / 1000) };
}

function secondsBetween(before: number | undefined, after: number | undefined) {
  return before === undefined || after === undefined
    ? undefined
    : (after - before) / ticksPerSecond;
}

/** CPU of a process, of its children, and of the children that have ended. */
function ticksOfTree(root: number): number | undefined {
  const own = processTicks(root);
  if (!own) return undefined;
  let ticks = own.self + own.ended;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const child = processTicks(Number(name));
    if (child?.parent === root) ticks += child.self;
  }
  return ticks;
}

function processTicks(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [, parent, , , , , , , , , , user = 0, system = 0, childUser = 0, childSystem = 0] =
      fields;
    return { parent, self: user + system, ended: childUser + childSystem };
  } catch {
    return undefined;
  }
}

/** CPU of all processes since the machine was started. */
export function busyTicks(): number | undefined {
  try {
    const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return user + nice + system + irq + softIrq;
  } catch {
    return undefined;
  }
}
