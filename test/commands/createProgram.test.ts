import { CommanderError, type Command } from "commander";
import { describe, expect, it, vi } from "vitest";
import { createProgram } from "../../src/commands/createProgram.ts";
import { spelled } from "../../src/commands/prefect/otherSpellings.ts";

interface Written {
  code: string | undefined;
  text: string;
}

/** What the parser writes about a command line that no command is run for. */
async function parse(...args: string[]): Promise<Written> {
  let text = "";
  const program = createProgram();
  const write = (more: string): void => void (text += more);
  for (const command of [program, ...everyCommand(program)]) {
    command.configureOutput({ writeOut: write, writeErr: write });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return { code: undefined, text };
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.code, text };
    throw error;
  }
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommand(child)]);
}

const nameOf = (command: Command): string =>
  command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();

const runnable = everyCommand(createProgram()).filter(({ commands }) => commands.length === 0);

describe("the program", () => {
  it("has the commands that its users know from elsewhere", () => {
    expect(runnable.map(nameOf).toSorted()).toEqual([
      "api",
      "completion",
      "concurrency-limit create",
      "concurrency-limit delete",
      "concurrency-limit inspect",
      "concurrency-limit ls",
      "concurrency-limit reset",
      "config set",
      "config unset",
      "config validate",
      "config view",
      "dashboard open",
      "deploy",
      "deployment delete",
      "deployment inspect",
      "deployment ls",
      "deployment pause",
      "deployment resume",
      "deployment rollback",
      "deployment run",
      "deployment schedule backfill",
      "deployment schedule clear",
      "deployment schedule create",
      "deployment schedule delete",
      "deployment schedule ls",
      "deployment schedule missed",
      "deployment schedule pause",
      "deployment schedule preview",
      "deployment schedule resume",
      "deployment schedule run-early",
      "deployment schedule skip",
      "deployment versions",
      "event emit",
      "fairness ls",
      "fairness reset",
      "fairness set",
      "flow delete",
      "flow inspect",
      "flow ls",
      "flow run",
      "flow serve",
      "flow-run cancel",
      "flow-run delete",
      "flow-run execute",
      "flow-run inspect",
      "flow-run logs",
      "flow-run ls",
      "flow-run resume",
      "flow-run retry",
      "flow-run send-input",
      "flow-run suspend",
      "flow-run watch",
      "flow-run why",
      "gcl create",
      "gcl delete",
      "gcl disable",
      "gcl enable",
      "gcl inspect",
      "gcl ls",
      "gcl reset",
      "gcl update",
      "init",
      "migrate",
      "parity",
      "profile create",
      "profile delete",
      "profile inspect",
      "profile ls",
      "profile populate-defaults",
      "profile rename",
      "profile use",
      "prune",
      "schedule preview",
      "server database reset",
      "server database upgrade",
      "server health",
      "server services ls",
      "server services start",
      "server services stop",
      "server start",
      "server status",
      "server stop",
      "shell serve",
      "shell watch",
      "start",
      "task delay",
      "task ls",
      "task serve",
      "task-run inspect",
      "task-run logs",
      "task-run ls",
      "version",
      "work-pool clear-concurrency-limit",
      "work-pool create",
      "work-pool delete",
      "work-pool get-default-base-job-template",
      "work-pool inspect",
      "work-pool ls",
      "work-pool pause",
      "work-pool preview",
      "work-pool resume",
      "work-pool set-concurrency-limit",
      "work-pool slots",
      "work-pool update",
      "work-queue clear-concurrency-limit",
      "work-queue create",
      "work-queue delete",
      "work-queue inspect",
      "work-queue ls",
      "work-queue pause",
      "work-queue preview",
      "work-queue read-runs",
      "work-queue resume",
      "work-queue set-concurrency-limit",
      "work-queue slots",
      "work-queue update",
      "worker ls",
      "worker start",
    ]);
  });

  it.each(runnable.map(nameOf))("explains `%s` with an example", async (name) => {
    const { code, text } = await parse(...name.split(" "), "--help");
    expect(code).toBe("commander.helpDisplayed");
    expect(text).toContain(`Usage: provost ${name}`);
    expect(text).toMatch(/Examples?:\n {2}\$ .*provost/);
  });

  it.each(["", ...runnable.map(nameOf)])("names each option of `provost %s` once", async (name) => {
    const { text } = await parse(...name.split(" ").filter(Boolean), "--help");
    const options = Array.from(
      text.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm),
      ([, option]) => option,
    );
    expect(options).toEqual([...new Set(options)]);
    expect(options).toContain("--debug");
  });

  it("prints data in three forms, wherever it prints data", () => {
    const withoutData = runnable.filter(
      ({ options }) => !options.some((option) => option.attributeName() === "output"),
    );
    expect(withoutData.map(nameOf).toSorted()).toEqual([
      "api",
      "completion",
      "concurrency-limit delete",
      "concurrency-limit reset",
      "config set",
      "config unset",
      "config validate",
      "dashboard open",
      "deployment delete",
      "deployment pause",
      "deployment resume",
      "deployment rollback",
      "deployment schedule backfill",
      "deployment schedule clear",
      "deployment schedule delete",
      "deployment schedule pause",
      "deployment schedule resume",
      "deployment schedule run-early",
      "deployment schedule skip",
      "fairness reset",
      "fairness set",
      "flow delete",
      "flow serve",
      "flow-run execute",
      "gcl delete",
      "gcl disable",
      "gcl enable",
      "gcl reset",
      "init",
      "profile create",
      "profile delete",
      "profile populate-defaults",
      "profile rename",
      "profile use",
      "server database reset",
      "server services start",
      "server services stop",
      "server start",
      "server stop",
      "shell serve",
      "start",
      "task serve",
      "work-pool clear-concurrency-limit",
      "work-pool delete",
      "work-pool get-default-base-job-template",
      "work-pool pause",
      "work-pool resume",
      "work-pool set-concurrency-limit",
      "work-queue clear-concurrency-limit",
      "work-queue delete",
      "work-queue pause",
      "work-queue resume",
      "work-queue set-concurrency-limit",
      "worker start",
    ]);
  });

  it("takes its own options before a command, and by their long names after it, too", async () => {
    const { PROVOST_PROFILE, PROVOST_CLI_PROMPT, ...env } = process.env;
    const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      for (const args of [
        ["-p", "staging", "--no-prompt", "parity"],
        ["parity", "--profile", "staging", "--no-prompt"],
      ]) {
        process.env = { ...env };
        await parse(...args, "--missing", "-o", "ndjson");
        expect(process.env).toMatchObject({
          PROVOST_PROFILE: "staging",
          PROVOST_CLI_PROMPT: "false",
        });
      }
    } finally {
      written.mockRestore();
      process.env = { ...env, PROVOST_PROFILE, PROVOST_CLI_PROMPT };
    }
    expect(await parse("-v")).toMatchObject({ code: "commander.version" });
    expect(await parse("deploy", "--version")).toMatchObject({
      text: expect.stringContaining("option '--version <text>' argument missing"),
    });
  });

  it("names the verbs of a group to who has mistaken one", async () => {
    const { text } = await parse("work-queue", "list");
    expect(text).toContain("(Did you mean ls?)");
    expect(text).toContain("Hint: It takes clear-concurrency-limit, create, delete, inspect, ls,");
  });

  it("reads what people write who know Prefect", () => {
    const spelling = spelled(["deployment", "run", "a/b", "-jv", "x=1", "-V"]);
    expect(spelling.join(" ")).toBe("deployment run a/b --job-variable x=1 --version");
    expect(spelled(["--no-active", "--no-day_or"])).toEqual(["--inactive", "--day-or=false"]);
    expect(spelled(["-cl", "1", "--", "--accept-yes"])).toEqual([
      "--concurrency-limit",
      "1",
      "--",
      "--accept-yes",
    ]);
  });

  it.each([
    [["work-pool", "storage", "inspect"], "Prefect's `work-pool storage`: Workers load code"],
    [["events", "stream"], "Prefect's `events stream`: not here yet."],
    [["deployment", "set-schedule", "a/b"], "`provost deployment schedule create --replace`"],
    [["deployment", "unknown"], "Hint: It takes delete, inspect"],
  ])("says what a group has, and where it differs from Prefect: %j", async (args, message) => {
    expect((await parse(...args)).text).toContain(message);
  });

  it.each([
    [["unknown"], "unknown command 'unknown'"],
    [["cloud", "login"], "Prefect's `cloud`: There is no cloud."],
    [["blocks", "ls"], "Prefect's `blocks`: not here yet."],
    [["server", "start", "--workers", "2"], "start several of them"],
    [["agent", "start"], "`provost worker start --pool default`"],
    [["deploy", "a.ts:b", "--sla", "x"], "Prefect's cloud"],
    [["gcl", "create", "a", "--limit", "3000000000"], "a whole number, 0 to 2147483647."],
    [["gcl", "create", "a", "--limit", "-1"], "a whole number, 0 or more."],
    [["deploiment", "ls"], "(Did you mean deployment?)"],
    [["deployment", "inspect"], "missing required argument 'name'"],
    [["flow-run", "ls", "--limit", "many"], "Expected a whole number, 1 to 10000."],
    [["flow-run", "ls", "--limit", "0"], "Expected a whole number, 1 to 10000."],
    [["flow-run", "ls", "--state-type", "SLEEPING"], "Expected one of SCHEDULED, PENDING"],
    [["flow-run", "ls", "-o", "yaml"], "Allowed choices are table, json, ndjson."],
    [["flow-run", "ls", "--no-such-option"], "unknown option '--no-such-option'"],
    [["flow-run", "logs", "a", "-f", "--head"], "cannot be used with option '-h, --head'"],
    [["deployment", "run", "a/b", "-p", "no-value"], "Expected key=value"],
    [["deployment", "run", "a/b", "--start-in", "1h", "--start-at", "2026-01-01"], "--start-at"],
    [["start", "--port", "70000"], "Expected a whole number, 0 to 65535."],
  ])("refuses %j", async (args, message) => {
    const { code, text } = await parse(...args);
    expect(code).toMatch(/^commander\./);
    expect(text).toContain(message);
    expect(text).toContain("Hint: Add --help");
  });
});
