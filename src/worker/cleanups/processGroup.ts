import { readFileSync, readlinkSync } from "node:fs";
import { isRecord } from "../../flow/isRecord.ts";

/** A process group, so described that it cannot be mistaken for a later one with its number. */
export interface ProcessGroup {
  /** Of its leader. */
  pid: number;
  /** When the leader was started, in ticks since the boot. */
  started: string;
  bootId: string;
  /** A container has numbers of its own. */
  namespace: string;
}

/** Describes the group that a process leads; undefined when it is gone, or the system has no /proc. */
export function describeGroup(pid: number): ProcessGroup | undefined {
  const started = startOf(pid);
  const { bootId, namespace } = surroundings();
  return started === undefined || bootId === undefined || namespace === undefined
    ? undefined
    : { pid, started, bootId, namespace };
}

/**
 * Ends a group that was described, if it is still there: not after a reboot, nor when its number
 * belongs to another process by now.
 */
export function endGroup({ pid, started, bootId, namespace }: ProcessGroup): void {
  const here = surroundings();
  if (here.bootId !== bootId || here.namespace !== namespace) return;
  // While members of a group live, its number is not given to a new process.
  const startedNow = startOf(pid);
  if (startedNow !== undefined && startedNow !== started) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Reads the description back that was stored as JSON. */
export function readGroup(target: unknown): ProcessGroup | undefined {
  if (!isRecord(target)) return undefined;
  const { pid, started, bootId, namespace } = target;
  const isRight = typeof pid === "number" && Number.isSafeInteger(pid) && pid > 1;
  return isRight &&
    typeof started === "string" &&
    typeof bootId === "string" &&
    typeof namespace === "string"
    ? { pid, started, bootId, namespace }
    : undefined;
}

/** Field 22 of /proc/PID/stat; the second one is a name in parentheses that may hold anything. */
function startOf(pid: number): string | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}

function surroundings(): { bootId: string | undefined; namespace: string | undefined } {
  return {
    bootId: attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    namespace: attempt(() => readlinkSync("/proc/self/ns/pid")),
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
