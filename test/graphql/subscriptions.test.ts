import { beforeAll, describe, expect, it } from "vitest";
import {
  claimFlowRun,
  deploy,
  finishFlowRun,
  insertFlowRun,
  recordTaskRun,
  writeLog,
} from "../server/flowRunMakers.ts";
import { useServer } from "../server/useServer.ts";

const server = useServer();

beforeAll(() => deploy(server.pool));

interface Changed {
  flowRunChanged: {
    stateName: string;
    taskRuns: { nodes: { key: string; stateName: string }[] };
    logs: { nodes: { message: string }[] };
  };
}
const flowRunChanged = `subscription ($id: UUID!) {
  flowRunChanged(id: $id) {
    stateName taskRuns { nodes { key stateName } } logs { nodes { message } }
  }
}`;

/** Reads on until an event is what is waited for; others may come before. */
async function until<Event>(
  events: AsyncIterableIterator<Event>,
  isIt: (event: Event) => boolean,
): Promise<void> {
  const seen: Event[] = [];
  for (;;) {
    const { value, done } = (await events.next()) as IteratorResult<Event, undefined>;
    if (done) throw new Error(`Ended before that; got ${JSON.stringify(seen)}`);
    seen.push(value);
    if (isIt(value)) return;
  }
}

async function untilEnd<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const left: Event[] = [];
  for await (const event of events) left.push(event);
  return left;
}

describe("flowRunChanged", () => {
  it("tells at once how a run stands, follows it through its states, and ends with it", async () => {
    const { pool } = server;
    const flowRunId = await insertFlowRun(pool);
    await using followed = server.subscribe<Changed>(flowRunChanged, { id: flowRunId });
    const isIn = (state: string) => (event: { data?: Changed | null | undefined }) =>
      event.data?.flowRunChanged.stateName === state;

    await until(followed.events, isIn("Scheduled"));
    const epoch = await claimFlowRun(pool, flowRunId);
    await until(followed.events, isIn("Running"));
    await recordTaskRun(pool, { flowRunId, epoch, key: "extract-0", type: "RUNNING" });
    await until(followed.events, ({ data }) => {
      return data?.flowRunChanged.taskRuns.nodes[0]?.stateName === "Running";
    });
    await recordTaskRun(pool, { flowRunId, epoch, key: "extract-0", type: "COMPLETED" });
    await until(followed.events, ({ data }) => {
      return data?.flowRunChanged.taskRuns.nodes[0]?.stateName === "Completed";
    });
    await writeLog(pool, { flowRunId, epoch }, "nearly done");
    await until(followed.events, ({ data }) => {
      return data?.flowRunChanged.logs.nodes[0]?.message === "nearly done";
    });
    await finishFlowRun(pool, { flowRunId, epoch });
    await until(followed.events, isIn("Completed"));
    expect(await untilEnd(followed.events)).toEqual([]);
  });

  it("tells once about a run that has finished already", async () => {
    const flowRunId = await insertFlowRun(server.pool);
    const epoch = await claimFlowRun(server.pool, flowRunId);
    await finishFlowRun(server.pool, { flowRunId, epoch }, "FAILED");
    await using followed = server.subscribe<Changed>(flowRunChanged, { id: flowRunId });
    const events = await untilEnd(followed.events);
    expect(events.map(({ data }) => data?.flowRunChanged.stateName)).toEqual(["Failed"]);
  });

  it("follows a run for several clients at once", async () => {
    const flowRunId = await insertFlowRun(server.pool);
    await using first = server.subscribe<Changed>(flowRunChanged, { id: flowRunId });
    await using second = server.subscribe<Changed>(flowRunChanged, { id: flowRunId });
    await until(first.events, () => true);
    await until(second.events, () => true);
    const epoch = await claimFlowRun(server.pool, flowRunId);
    await finishFlowRun(server.pool, { flowRunId, epoch });
    for (const { events } of [first, second]) {
      const left = await untilEnd(events);
      expect(left.at(-1)?.data?.flowRunChanged.stateName).toBe("Completed");
    }
  });

  it("follows a run also when no bell rings", async () => {
    const { pool } = server;
    const flowRunId = await insertFlowRun(pool);
    await using followed = server.subscribe<Changed>(flowRunChanged, { id: flowRunId });
    await until(followed.events, () => true);
    await pool.query("delete from provost_private.watched_runs where flow_run_id = $1", [
      flowRunId,
    ]);
    await claimFlowRun(pool, flowRunId);
    const { value } = await followed.events.next();
    expect(value?.data?.flowRunChanged.stateName).toBe("Running");
  });

  it("ends for a run that is deleted", async () => {
    const { pool } = server;
    const flowRunId = await insertFlowRun(pool);
    await using followed = server.subscribe<Changed>(flowRunChanged, { id: flowRunId });
    await until(followed.events, () => true);
    await pool.query("delete from provost.flow_runs where id = $1", [flowRunId]);
    expect(await untilEnd(followed.events)).toEqual([]);
  });

  it("refuses an unknown run", async () => {
    await using followed = server.subscribe(flowRunChanged, {
      id: "00000000-0000-0000-0000-000000000000",
    });
    expect(await untilEnd(followed.events)).toEqual([
      expect.objectContaining({
        errors: [
          expect.objectContaining({
            message: "No flow run has the id 00000000-0000-0000-0000-000000000000.",
            extensions: expect.objectContaining({ code: "VONFD" }),
          }),
        ],
      }),
    ]);
  });

  it("is bound to the same limits as a query", async () => {
    await using followed = server.subscribe(
      "subscription ($id: UUID!) { flowRunChanged(id: $id) { logs(first: 999) { nodes { id } } } }",
      { id: await insertFlowRun(server.pool) },
    );
    const { value } = await followed.events.next();
    expect(value.errors?.[0]?.extensions?.["code"]).toBe("PAGE_TOO_LARGE");
  });
});

interface Appended {
  logsAppended: { id: string; message: string }[];
}
const logsAppended = `subscription ($id: UUID!, $afterId: UUID) {
  logsAppended(flowRunId: $id, afterId: $afterId) { id message }
}`;

describe("logsAppended", () => {
  it("sends every line once, in order, in pages, and ends after the run", async () => {
    const { pool } = server;
    const flowRunId = await insertFlowRun(pool);
    const run = { flowRunId, epoch: await claimFlowRun(pool, flowRunId) };
    const lines = Array.from({ length: 450 }, (_, i) => `line ${i}`);
    await writeLog(pool, run, ...lines.slice(0, 400));
    await using followed = server.subscribe<Appended>(logsAppended, { id: flowRunId });
    const seen: string[][] = [];
    const read = async (count: number): Promise<void> => {
      await until(followed.events, ({ data }) => {
        seen.push(data?.logsAppended.map(({ message }) => message) ?? []);
        return seen.flat().length >= count;
      });
    };
    await read(400);
    expect(seen.map((page) => page.length)).toEqual([200, 200]);
    await writeLog(pool, run, ...lines.slice(400));
    await read(450);
    await finishFlowRun(pool, run);
    await writeLog(pool, run, "last words");
    const left = await untilEnd(followed.events);
    const end = left.flatMap(({ data }) => data?.logsAppended.map(({ message }) => message));
    expect([...seen.flat(), ...end]).toEqual([...lines, "last words"]);
  });

  it("begins after the line that is given", async () => {
    const { pool } = server;
    const flowRunId = await insertFlowRun(pool);
    const run = { flowRunId, epoch: await claimFlowRun(pool, flowRunId) };
    await writeLog(pool, run, "known", "new");
    const { rows } = await pool.query<{ id: string }>(
      "select id from provost.logs where flow_run_id = $1 order by id limit 1",
      [flowRunId],
    );
    await using followed = server.subscribe<Appended>(logsAppended, {
      id: flowRunId,
      afterId: rows[0]?.id,
    });
    const { value } = await followed.events.next();
    expect(value.data?.logsAppended).toEqual([{ id: expect.any(String), message: "new" }]);
  });
});
