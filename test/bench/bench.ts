import { availableParallelism, cpus, totalmem } from "node:os";
import { help, type BenchOptions, readOptions } from "./benchOptions.ts";
import { type BenchServer, serverSettings, startBenchServer } from "./benchServer.ts";
import { lineOf } from "./line.ts";
import { measureAll, subjectsOf } from "./measureAll.ts";
import { profilingSettings } from "./profile.ts";
import { rows } from "./rows.ts";
import { fullSizes, quickSizes } from "./sizes.ts";
import { tableOf } from "./table.ts";

const tell = (line: string): void => console.error(line);

async function bench(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const wanted = rows.filter(({ name }) => options.rows.includes(name));
  const subjects = subjectsOf(wanted).filter(
    // The cron of graphile-worker would have us wait for the next minute.
    (s) => !(options.quick && s.workload === "schedules" && s.system === "bareQueue"),
  );
  const sizes = options.quick ? quickSizes : fullSizes;
  const server = await startBenchServer(
    options.profileFolder === undefined ? {} : profilingSettings,
  );
  try {
    const measurements = await measureAll(subjects, {
      server,
      sizes,
      repeats: options.reps,
      waitForIdle: !options.quick,
      profileFolder: options.profileFolder,
      signal,
      tell,
    });
    const lines = wanted.map((row) => lineOf(row, measurements));
    const machine = describeMachine(server);
    if (options.asJson) {
      console.log(JSON.stringify({ machine, sizes, serverSettings, lines, measurements }, null, 2));
    } else {
      console.log(`\n${tableOf(lines, wanted)}\n\n${Object.values(machine).join(", ")}`);
      if (options.quick) console.log("Quick sizes: the goals are for full ones.");
    }
  } finally {
    await server.stop();
  }
}

const describeMachine = ({ version }: BenchServer) => ({
  cores: `${availableParallelism()} cores`,
  model: cpus()[0]?.model ?? "",
  memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
  node: `Node ${process.versions.node}`,
  postgres: `PostgreSQL ${version}`,
});

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stopping.abort(new Error(`Stopped by ${signal}.`)));
}
try {
  const options = readOptions(process.argv.slice(2));
  if (options.wantsHelp) console.log(help);
  else await bench(options, stopping.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
