import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy } from "../engine.ts";
import { column, rows, type Row } from "../rows.ts";
import { asRole, useTransaction } from "../transaction.ts";
import { isTerminal, stateTypes, type StateType } from "./stateMachine/fates.ts";

// Every state that a run may be in, with every state that may be proposed for it, held against what
// is written about the rules: stated once more, so that no rule is its own judge.

const db = useTransaction(useDatabase());
const now = "2030-01-01T00:00:00Z";

beforeEach(() => clock.freezeAt(db, now));

const pairs = stateTypes.flatMap((from) => stateTypes.map((to) => ({ from, to })));
const title = (type: string) => type.slice(0, 1) + type.slice(1).toLowerCase();

/** What is so about a run, and about what is proposed, besides the two states. */
interface Case {
  force?: true;
  alone?: true;
  hasResult?: true;
  newResult?: true;
  suspended?: true;
  timedOut?: true;
  suspends?: true;
  isChild?: true;
  keyUsed?: true;
  pid?: true;
  inFuture?: true;
  name?: string;
  toName?: string;
  retries?: number;
  runCount?: number;
  retriable?: false;
}

/** The state that is there afterwards, after what was answered. */
type Fate = [status: string, state: string];

/** A name is given to waiting and submitted runs only. */
const nameOf = (type: string, name: string | undefined) =>
  name !== undefined && ["SCHEDULED", "PENDING"].includes(type) ? name : title(type);

function fateOf(from: StateType, to: StateType, c: Case): Fate {
  const accepted: Fate = ["ACCEPT", to];
  const aborted: Fate = ["ABORT", from];
  const rejected = (state: string = from): Fate => ["REJECT", state];
  const [name, toName] = [nameOf(from, c.name), nameOf(to, c.toName)];
  const losesResult = from === "COMPLETED" && c.hasResult && to === "COMPLETED" && !c.newResult;
  const nobodyRuns =
    to === "CANCELLING" &&
    ((from === "SCHEDULED" && (!c.pid || name === "Resuming")) ||
      (from === "PAUSED" && c.suspended));

  if (nobodyRuns) return rejected("CANCELLED");
  if (losesResult) return rejected();
  if (c.force) return accepted;
  if (isTerminal(from)) {
    if (["CANCELLING", "PAUSED", "CRASHED"].includes(to)) return aborted;
    if (from === "COMPLETED" && c.hasResult && !isTerminal(to)) return rejected();
    if (to === "SCHEDULED" && c.alone) return aborted;
  }
  if (from === "CANCELLING" && to !== "CANCELLED") return rejected();
  if (to === "PENDING" && ["PENDING", "CANCELLING", "RUNNING", "CANCELLED"].includes(from)) {
    const isStage = from === "PENDING" && toName !== "Pending" && toName !== name;
    if (!isStage) return aborted;
  }
  if (to === "SCHEDULED" && toName === "Late" && (from !== "SCHEDULED" || name === "Late")) {
    return rejected();
  }
  if (to === "PAUSED") {
    if (from !== "RUNNING" || c.keyUsed) return rejected();
    if (c.suspends && (c.isChild || c.alone)) return aborted;
  }
  if (from === "PAUSED") {
    if (["PENDING", "PAUSED", "CANCELLING"].includes(to)) return rejected();
    if (c.suspended && c.alone && !isTerminal(to)) return rejected();
    if (c.timedOut) return rejected("FAILED");
  }
  if (to === "RUNNING" && ["SCHEDULED", "PENDING"].includes(from) && c.inFuture) {
    return ["WAIT", from];
  }
  const { retries, runCount = 0, retriable = true } = c;
  const isRetried = retries !== undefined && runCount <= retries && retriable;
  return from === "RUNNING" && to === "FAILED" && isRetried ? rejected("SCHEDULED") : accepted;
}

const facts: Case[] = [
  {},
  { hasResult: true },
  { hasResult: true, newResult: true },
  { suspended: true },
  { timedOut: true },
  { suspended: true, timedOut: true },
  { pid: true },
  { pid: true, name: "Resuming" },
  { inFuture: true },
  { retries: 1, runCount: 1 },
  { retries: 1, runCount: 2 },
  { retries: 0, runCount: 1 },
  { retries: 1, runCount: 1, retriable: false },
  { toName: "Late" },
  { toName: "Late", name: "Late" },
  { toName: "Submitting" },
  { toName: "Submitting", name: "Submitting" },
  { toName: "Pending", name: "Submitting" },
  { toName: "InfrastructurePending", name: "Submitting" },
  { keyUsed: true },
  { suspends: true },
  { suspends: true, isChild: true },
  { name: "AwaitingRetry" },
  { name: "AwaitingConcurrencySlot" },
];
const cases = facts.flatMap((each): Case[] => [
  each,
  { ...each, alone: true },
  { ...each, force: true },
  { ...each, alone: true, force: true },
]);

const inTwoHours = "2030-01-01T02:00:00Z";

/** The row of a run in the state that a pair begins with. */
const rowBefore = (from: StateType, c: Case): Row => ({
  state_type: from,
  state_name: nameOf(from, c.name),
  end_time: isTerminal(from) ? now : null,
  next_scheduled_start_time: from === "SCHEDULED" ? (c.inFuture ? inTwoHours : now) : null,
  state_details: {
    ...(from === "PAUSED" && {
      pause_reschedule: c.suspended === true,
      pause_timeout: c.timedOut ? "2029-01-01Z" : inTwoHours,
    }),
    ...(from === "PENDING" && c.inFuture && { scheduled_time: inTwoHours }),
  },
  result: from === "COMPLETED" && c.hasResult ? { type: "metadata" } : null,
  run_count: c.runCount ?? 0,
  retries: c.retries ?? null,
  pause_keys: c.keyUsed ? ["used"] : null,
  infrastructure_pid: c.pid ? "host:1" : null,
});

const proposalOf = (to: string, c: Case): Row => ({
  type: to,
  name: nameOf(to, c.toName),
  ...(c.newResult && { data: { type: "other" } }),
  state_details: {
    ...(c.retriable === false && { retriable: false }),
    ...(to === "PAUSED" && {
      pause_key: c.keyUsed ? "used" : "new",
      pause_reschedule: c.suspends === true,
    }),
  },
});

/** As many runs as there are pairs, each in the state that its pair begins with. */
async function runsBefore(c: Case): Promise<string[]> {
  const deployment = await deploy(db);
  const insert = c.alone
    ? `insert into provost.flow_runs (flow_id, name, state_type, state_name)
       select d.flow_id, 'alone', 'PENDING', 'Pending' from provost.deployments d, generate_series(1, $2)
       where d.full_name = $1 returning id`
    : `insert into provost.flow_runs (deployment) select $1 from generate_series(1, $2) returning id`;
  const ids = await column<string>(db, insert, [deployment, pairs.length]);
  const before = pairs.map(({ from }, i) => ({ id: ids[i], ...rowBefore(from, c) }));
  await asRole(db, "provost_engine", () =>
    db.query(
      `update provost.flow_runs r
       set state_type = b.state_type, state_name = b.state_name, end_time = b.end_time,
         next_scheduled_start_time = b.next_scheduled_start_time,
         state_details = b.state_details, result = b.result, run_count = b.run_count,
         retries = b.retries, pause_keys = b.pause_keys,
         infrastructure_pid = b.infrastructure_pid,
         parent_flow_run_id = case when $2 then r.id end
       from jsonb_populate_recordset(null::provost.flow_runs, $1) b where r.id = b.id`,
      [JSON.stringify(before), c.isChild === true],
    ),
  );
  return ids;
}

describe("the state machine of flow runs, from every state to every other", () => {
  it.each(cases)("does what is written about the rules: %j", async (c) => {
    const ids = await runsBefore(c);
    const proposals = pairs.map(({ to }) => JSON.stringify(proposalOf(to, c)));
    const answers = await rows<{ status: string; state: string }>(
      db,
      `select a ->> 'status' as status, a #>> '{state,type}' as state
       from unnest($1::uuid[], $2::jsonb[]) with ordinality as p (id, state, n)
       cross join lateral provost.set_flow_run_state(p.id, p.state, $3) a order by n`,
      [ids, proposals, c.force === true],
    );
    const told = (fate: (pair: { from: StateType; to: StateType }, i: number) => Fate) =>
      pairs.map((pair, i) => `${pair.from} -> ${pair.to}: ${fate(pair, i).join(" ")}`);
    expect(told((_pair, i) => [answers[i]?.status ?? "", answers[i]?.state ?? ""])).toEqual(
      told(({ from, to }) => fateOf(from, to, c)),
    );
  });
});
