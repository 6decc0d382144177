import { taskFuture, taskServe } from "../../src/index.ts";
import * as tasks from "./tasks.ts";

// What users write in scripts of their own; taskScripts.test.ts runs it in processes of its own.

const [what, ...given] = process.argv.slice(2);
const print = (value: unknown) => console.log(JSON.stringify(value));

if (what === "serve") {
  await taskServe(tasks.add, tasks.flaky, tasks.failing, tasks.slow, { limit: 5 });
} else if (what === "send") {
  const [sent, failed] = [await tasks.add.delay(2, 3), await tasks.failing.delay("nope")];
  print([sent.taskRunId, failed.taskRunId]);
} else if (what === "once") {
  const options = { idempotencyKey: "order-42", tags: ["order"], delaySeconds: 3600 };
  const futures = await Promise.all(
    Array.from({ length: 20 }, () => tasks.add.with(options).delay(1, 1)),
  );
  print([...new Set(futures.map(({ taskRunId }) => taskRunId))]);
} else if (what === "wait") {
  const results = given.map((id) => taskFuture(id).result({ timeoutSeconds: 120 }));
  print((await Promise.allSettled(results)).map((each) => ({ ...each, ...reasonOf(each) })));
} else if (what === "call") {
  const failure = await tasks.failing("nope").catch(String);
  const submitted = await Promise.resolve()
    .then(() => tasks.add.submit(1, 1))
    .catch(String);
  print([await tasks.add(2, 3), await tasks.flaky(), await tasks.nesting(10), failure, submitted]);
} else if (what === "stream") {
  const values: number[][] = [];
  for (const most of [Infinity, 1]) {
    const seen: number[] = [];
    for await (const n of tasks.count(3)) {
      seen.push(n);
      if (seen.length === most) break;
    }
    values.push(seen);
  }
  print(values);
} else if (what === "impatient") {
  const future = await tasks.endless.delay();
  const failure = await future.result({ timeoutSeconds: 0.1 }).catch(String);
  print([future.state.name, failure]);
}

function reasonOf(each: PromiseSettledResult<unknown>) {
  return each.status === "rejected" ? { reason: String(each.reason) } : {};
}
