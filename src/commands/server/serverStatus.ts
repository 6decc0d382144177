import { setTimeout as sleep } from "node:timers/promises";
import { parseDuration } from "../../flow/duration.ts";
import { readServerFile } from "../../serverFile.ts";
import { loadSettings } from "../../settings/settings.ts";
import { text } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord } from "../output/print.ts";

export interface StatusOptions {
  wait?: true;
  timeout?: string;
  output: OutputFormat;
}

interface ServerStatus {
  status: "ready" | "not ready" | "not running";
  url: string;
  /** Of the server that was started here; another one may answer all the same. */
  pid: number | null;
}

const fields: Column<ServerStatus>[] = [
  { heading: "Status", cell: ({ status }) => status },
  { heading: "URL", cell: ({ url }) => url },
  { heading: "Process", cell: ({ pid }) => text(pid) },
];

/** Tells whether the server answers, at once or as soon as it does. */
export async function showServerStatus({ wait, timeout, output }: StatusOptions): Promise<void> {
  const seconds = timeout === undefined ? Infinity : parseDuration(timeout);
  const deadline = performance.now() + (wait ? seconds * 1000 : 0);
  let status = await readStatus();
  while (status.status !== "ready" && performance.now() < deadline) {
    await sleep(200);
    status = await readStatus();
  }
  printRecord(status, fields, output);
  if (status.status !== "ready") process.exitCode = 1;
}

async function readStatus(): Promise<ServerStatus> {
  const { home } = loadSettings();
  const file = readServerFile(home);
  const url = serverUrl();
  const pid = file?.pid ?? null;
  if (await answers(`${url}/ready`)) return { status: "ready", url, pid };
  const isUp = file !== undefined || (await answers(`${url}/health`));
  return { status: isUp ? "not ready" : "not running", url, pid };
}

/** Where the server of this home folder listens or, when none runs, would listen. */
export function serverUrl(): string {
  const { home, server } = loadSettings();
  const host = ["0.0.0.0", "::"].includes(server.host) ? "localhost" : server.host;
  const name = host.includes(":") ? `[${host}]` : host;
  return readServerFile(home)?.url ?? `http://${name}:${server.port}`;
}

export const isReady = (url: string): Promise<boolean> => answers(`${url}/ready`);

const answerMilliseconds = 10_000;

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(answerMilliseconds) })).ok;
  } catch {
    return false;
  }
}
