import { prefectCommands } from "../parity/prefectCommands.ts";

/** Commands of earlier releases of Prefect, and what does the same here. */
const formerCommands: Readonly<Record<string, string>> = {
  agent: "Workers have taken the place of agents: `provost worker start --pool default`.",
  orion: "The server is `provost server start`.",
  "deployment apply": "Deployments are made known by `provost deploy`.",
  "deployment build": "Deployments are made known by `provost deploy`.",
  "deployment pause-schedule": "It is `provost deployment schedule pause`.",
  "deployment resume-schedule": "It is `provost deployment schedule resume`.",
  "deployment set-schedule": "It is `provost deployment schedule create --replace`.",
  "work-pool provision-infra": "Machines and containers are yours to set up.",
};

const missingOptions: Readonly<Record<string, string>> = {
  "--analytics-off": "Nothing is told to anybody about how Provost is used.",
  "--analytics-on": "Nothing is told to anybody about how Provost is used.",
  "--no-stream-stdout": "The output is shown as it is logged: send it to /dev/null.",
  "--recipe": "There is one: `provost init` writes a file with comments on all that may be in it.",
  "--sla": "Agreements on service levels belong to Prefect's cloud.",
  "--trigger": "Deployments have schedules, and no triggers yet.",
  "--workers": "A server is one process: start several of them, each with a --port of its own.",
  "--web": "Pages of the server are opened by `provost dashboard open`.",
};

/**
 * What is said to somebody who asks for a command or an option of Prefect that is not here: the
 * reason, or what to write instead. `group` is the command that does not know it.
 */
export function missingNote(group: string, parserError: string): string | undefined {
  const [, kind, name] = /unknown (command|option) '([^']*)'/.exec(parserError) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  if (kind === "option") return missingOptions[`${group} ${name}`] ?? missingOptions[name];
  // Prefect knows groups in the singular and in the plural.
  const path = [group === "event" ? "events" : group, name].join(" ").trim();
  const known = prefectCommands.find(({ prefect }) =>
    [path, path.replace(/s$/, "")].some((each) => `${prefect} `.startsWith(`${each} `)),
  );
  return (
    formerCommands[path] ?? (known && `Prefect's \`${path}\`: ${known.note ?? "not here yet."}`)
  );
}
