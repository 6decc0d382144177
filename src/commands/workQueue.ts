import { Command, Option } from "commander";
import { examples, wholeNumber, type Yes, yesOption } from "./arguments.ts";
import { type OutputFormat, outputOption } from "./output/format.ts";
import type { PreviewOptions } from "./workPool/showRuns.ts";
import type { ListWorkQueuesOptions } from "./workQueue/listWorkQueues.ts";
import type {
  CreateWorkQueueOptions,
  UpdateWorkQueueOptions,
} from "./workQueue/changeWorkQueue.ts";

interface Output {
  output: OutputFormat;
}

/** Which pool the queue belongs to. */
interface InPool {
  pool: string;
}

const nameHelp = "the work queue: its name, or its id";

export function workQueueCommand(): Command {
  const command = new Command("work-queue")
    .alias("work-queues")
    .description("lanes of a work pool, by urgency");
  addCreate(command);
  addUpdate(command);
  addLookers(command);
  addRuns(command);
  addSwitch(command, "pause", "start no more runs of a queue; what runs goes on", true);
  addSwitch(command, "resume", "let a paused queue go on", false);
  addLimits(command);
  command
    .command("delete")
    .description("delete a queue; its deployments and runs go to the pool's default queue")
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .addOption(yesOption())
    .addHelpText("after", examples("provost work-queue delete urgent --pool gpu"))
    .action(async (name: string, { pool, ...options }: InPool & Yes) => {
      const { deleteWorkQueue } = await import("./workQueue/changeWorkQueue.ts");
      await deleteWorkQueue(pool, name, options);
    });
  return command;
}

function addCreate(command: Command): void {
  command
    .command("create")
    .description("create a queue; without a priority it gets the first that is free")
    .argument("<name>", "how it is to be called")
    .addOption(poolOption())
    .option("-l, --limit <number>", "how many runs may be under way", wholeNumber(0))
    .option("-q, --priority <number>", "1 is the most urgent; others move down", wholeNumber(1))
    .option("--description <text>", "what it is for")
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-queue create urgent --pool gpu --priority 1"))
    .action(async (name: string, options: CreateWorkQueueOptions) => {
      const { createWorkQueue } = await import("./workQueue/changeWorkQueue.ts");
      await createWorkQueue(name, options);
    });
}

function addUpdate(command: Command): void {
  command
    .command("update")
    .description("change what is given of a queue")
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .option("--name <name>", "how it is to be called")
    .option("-l, --limit <number>", "how many runs may be under way", wholeNumber(0))
    .option("-q, --priority <number>", "1 is the most urgent; others move down", wholeNumber(1))
    .option("--description <text>", "what it is for")
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-queue update urgent --pool gpu --priority 1"))
    .action(async (name: string, options: UpdateWorkQueueOptions) => {
      const { updateWorkQueue } = await import("./workQueue/changeWorkQueue.ts");
      await updateWorkQueue(name, options);
    });
}

function addLookers(command: Command): void {
  command
    .command("ls")
    .description("list the queues, of one pool or of all, the most urgent first")
    .option("-p, --pool <name>", "only those of one pool")
    .option("-w, --prefix <text>", "only those whose names begin so")
    .option("-v, --verbose", "show their ids and descriptions, too")
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-queue ls --pool gpu"))
    .action(async (options: ListWorkQueuesOptions) => {
      const { listWorkQueues } = await import("./workQueue/listWorkQueues.ts");
      await listWorkQueues(options);
    });
  command
    .command("inspect")
    .description("show everything about a queue")
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-queue inspect urgent --pool gpu -o json"))
    .action(async (name: string, { pool, output }: Output & InPool) => {
      const { inspectWorkQueue } = await import("./workQueue/listWorkQueues.ts");
      await inspectWorkQueue(pool, name, output);
    });
}

function addRuns(command: Command): void {
  command
    .command("slots")
    .description("show the runs that are under way, which the limit counts")
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-queue slots urgent --pool gpu"))
    .action(async (name: string, { pool, output }: Output & InPool) => {
      const { showSlots } = await import("./workPool/showRuns.ts");
      await showSlots({ workPool: pool, workQueue: name }, output);
    });
  command
    .command("preview")
    .helpOption("--help", "display help for command")
    .description("show the runs that wait, in the order of their starts")
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .option("-h, --hours <number>", "look so many hours ahead", wholeNumber(0), 1)
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-queue preview urgent --pool gpu"))
    .action(async (name: string, { pool, ...options }: PreviewOptions & InPool) => {
      const { previewRuns } = await import("./workPool/showRuns.ts");
      await previewRuns({ workPool: pool, workQueue: name }, options);
    });
  command
    .command("read-runs")
    .description("show the runs that are due now, in the order of their starts")
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .addOption(outputOption())
    .addHelpText("after", examples("provost work-queue read-runs urgent --pool gpu"))
    .action(async (name: string, { pool, output }: Output & InPool) => {
      const { previewRuns } = await import("./workPool/showRuns.ts");
      await previewRuns({ workPool: pool, workQueue: name }, { hours: 0, output });
    });
}

function addSwitch(command: Command, verb: string, description: string, paused: boolean): void {
  command
    .command(verb)
    .description(description)
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .addHelpText("after", examples(`provost work-queue ${verb} urgent --pool gpu`))
    .action(async (name: string, { pool }: InPool) => {
      const { setWorkQueuePaused } = await import("./workQueue/changeWorkQueue.ts");
      await setWorkQueuePaused(pool, name, paused);
    });
}

function addLimits(command: Command): void {
  command
    .command("set-concurrency-limit")
    .description("set how many runs of a queue may be under way at once")
    .argument("<name>", nameHelp)
    .argument("<limit>", "how many; 0 starts none", wholeNumber(0))
    .addOption(poolOption())
    .addHelpText("after", examples("provost work-queue set-concurrency-limit urgent 4 --pool gpu"))
    .action(async (name: string, limit: number, { pool }: InPool) => {
      const { setWorkQueueLimit } = await import("./workQueue/changeWorkQueue.ts");
      await setWorkQueueLimit(pool, name, limit);
    });
  command
    .command("clear-concurrency-limit")
    .description("let any number of runs of a queue be under way")
    .argument("<name>", nameHelp)
    .addOption(poolOption())
    .addHelpText("after", examples("provost work-queue clear-concurrency-limit urgent --pool gpu"))
    .action(async (name: string, { pool }: InPool) => {
      const { setWorkQueueLimit } = await import("./workQueue/changeWorkQueue.ts");
      await setWorkQueueLimit(pool, name, null);
    });
}

const poolOption = (): Option =>
  new Option("-p, --pool <name>", "the pool of the queue").default("default");
