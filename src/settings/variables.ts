import { z } from "zod";
import { InvalidInput } from "../errors.ts";
import { nearestName } from "../nearestName.ts";
import type { Environment } from "./environment.ts";
import {
  boolean,
  databaseUrl,
  duration,
  gitProtocols,
  logLevel,
  period,
  seconds,
  vacuumed,
  webUrl,
  whenMissingFlow,
  wholeNumber,
} from "./kinds.ts";

/** A rule about several variables; not asked while one of them is wrong by itself. */
const rule = (name: string, expected: string) => ({
  error: expected,
  path: [name],
  when: ({ issues }: z.core.ParsePayload) =>
    !issues.some(({ path }) => [name, ...expected.split(" ")].includes(String(path?.[0]))),
});

/** All that can be set, by the names that are read from the environment. */
export const variables = z
  .object({
    DATABASE_URL: databaseUrl.optional(),
    PROVOST_DATABASE_URL: databaseUrl.optional(),
    PROVOST_DATABASE_DIRECT_URL: databaseUrl.optional(),
    PROVOST_DATABASE_POOL_SIZE: wholeNumber(1, 1000).default(10),
    PROVOST_HOME: z.string().default(".provost"),
    PROVOST_SERVER_API_HOST: z.string().default("127.0.0.1"),
    PROVOST_SERVER_API_PORT: wholeNumber(0, 65_535).optional(),
    PORT: wholeNumber(0, 65_535).optional(),
    PROVOST_API_URL: webUrl.optional(),
    PROVOST_UI_URL: webUrl.optional(),
    PROVOST_SERVER_API_KEEPALIVE_TIMEOUT: seconds(0).default(5),
    PROVOST_SERVER_UI_ENABLED: boolean.default(true),
    PROVOST_SERVER_WEBSOCKET_PING_INTERVAL: seconds(0.1).default(20),
    PROVOST_SERVER_WEBSOCKET_PING_TIMEOUT: seconds(0.1).default(20),
    PROVOST_SERVER_DEFAULT_PAGE_SIZE: wholeNumber(1, 10_000).default(50),
    PROVOST_SERVER_MAX_PAGE_SIZE: wholeNumber(1, 10_000).default(200),
    PROVOST_SERVER_MAX_QUERY_DEPTH: wholeNumber(1, 100).default(12),
    PROVOST_WORKER_LIMIT: wholeNumber(1, 100_000).default(100),
    PROVOST_WORKER_HEARTBEAT_SECONDS: seconds(0.1).default(3),
    PROVOST_WORKER_LEASE_SECONDS: seconds(0.3).default(9),
    PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS: seconds(0).default(10),
    /** The database gives a run that is cancelled 30 s, whatever its process does. */
    PROVOST_WORKER_STOP_GRACE_SECONDS: seconds(0, 25).default(20),
    PROVOST_WORKER_WEBSERVER_HOST: z.string().default("127.0.0.1"),
    PROVOST_WORKER_WEBSERVER_PORT: wholeNumber(0, 65_535).default(8080),
    PROVOST_WORKER_PULL_TIMEOUT_SECONDS: seconds(1).default(300),
    PROVOST_WORKER_GIT_PROTOCOLS: gitProtocols.default(["https", "ssh"]),
    PROVOST_RUNNER_AUTO_INSTALL_DEPENDENCIES: boolean.default(false),
    PROVOST_RUNNER_INSTALL_SCRIPTS: boolean.default(false),
    PROVOST_RUNNER_PROCESS_LIMIT: wholeNumber(1, 10_000).default(5),
    PROVOST_WORKER_LET_GO_SECONDS: seconds(0).default(5),
    PROVOST_DEFAULT_WORK_POOL_NAME: z.string().default("default"),
    PROVOST_REAP_SECONDS: seconds(0.1).default(1),
    PROVOST_DISPATCH_POLL_SECONDS: seconds(0.05).default(1),
    PROVOST_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS: period(1).default(15),
    PROVOST_SERVER_SERVICES_LATE_RUNS_ENABLED: boolean.default(true),
    PROVOST_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS: seconds(0.1).default(5),
    PROVOST_SERVER_SERVICES_SCHEDULER_ENABLED: boolean.default(true),
    PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: seconds(0.1).default(5),
    PROVOST_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS: seconds(0.1).default(5),
    PROVOST_SERVER_SERVICES_SCHEDULER_MIN_RUNS: wholeNumber(1, 10_000).default(3),
    PROVOST_SERVER_SERVICES_SCHEDULER_MAX_RUNS: wholeNumber(1, 10_000).default(100),
    PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME: duration(0).default(3600),
    PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME: duration(1).default(8_640_000),
    PROVOST_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE: wholeNumber(1, 100_000).default(100),
    PROVOST_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE: wholeNumber(1, 100_000).default(500),
    PROVOST_SERVER_SERVICES_SCHEDULER_MAX_MISSED_RUNS: wholeNumber(1, 100_000).default(10_000),
    PROVOST_SERVER_SERVICES_DB_VACUUM_ENABLED: vacuumed.default("true"),
    PROVOST_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS: seconds(1).default(3600),
    PROVOST_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD: period(3600).default(90 * 86_400),
    PROVOST_SERVER_SERVICES_DB_VACUUM_FAILED_RETENTION_PERIOD: period(3600).optional(),
    PROVOST_SERVER_SERVICES_DB_VACUUM_CACHE_RETENTION_PERIOD: period(3600).optional(),
    PROVOST_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE: wholeNumber(1, 5000).default(500),
    PROVOST_SERVER_EVENTS_RETENTION_PERIOD: period(3600).default(7 * 86_400),
    PROVOST_FLOWS_DEFAULT_RETRIES: wholeNumber(0, 1_000_000).default(0),
    PROVOST_FLOWS_DEFAULT_RETRY_DELAY_SECONDS: period(0).default(0),
    PROVOST_TASKS_DEFAULT_RETRIES: wholeNumber(0, 1_000_000).default(0),
    PROVOST_TASKS_DEFAULT_RETRY_DELAY_SECONDS: period(0).default(0),
    PROVOST_TASKS_REFRESH_CACHE: boolean.default(false),
    PROVOST_TASKS_DEFAULT_NO_CACHE: boolean.default(true),
    PROVOST_TASKS_DISABLE_CACHING: boolean.default(false),
    PROVOST_TASKS_DEFAULT_PERSIST_RESULT: boolean.default(true),
    PROVOST_TASKS_KEY_LOCK_TIMEOUT_SECONDS: seconds(0.1).default(3600),
    PROVOST_TASKS_TRANSACTION_IDLE_SECONDS: seconds(0.1).default(60),
    PROVOST_RESULTS_DEFAULT_STORAGE: z.string().default("database"),
    PROVOST_RESULTS_INLINE_BYTES: wholeNumber(0, 64 * 1024 * 1024).default(256 * 1024),
    PROVOST_RESULTS_MEMORY_BYTES: wholeNumber(0).default(64 * 1024 * 1024),
    /** What three of the above were called. */
    PROVOST_LATE_RUNS_AFTER_SECONDS: period(1).optional(),
    PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME_SECONDS: period(0).optional(),
    PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME_SECONDS: period(1).optional(),
    PROVOST_DEBUG: z.string().optional(),
    PROVOST_CLI_PROMPT: boolean.default(true),
    /** Which profile counts, and where profiles are kept: read by environment.ts. */
    PROVOST_PROFILE: z.string().optional(),
    PROVOST_PROFILES_PATH: z.string().optional(),
    PROVOST_LOGGING_LEVEL: logLevel.default("INFO"),
    PROVOST_LOGGING_FORMAT: z.enum(["text", "json"], { error: "text or json" }).default("text"),
    PROVOST_LOGGING_LOG_PRINTS: boolean.default(false),
    PROVOST_LOGGING_TO_API_WHEN_MISSING_FLOW: whenMissingFlow.default("warn"),
  })
  .refine(
    (all) => all.PROVOST_WORKER_LEASE_SECONDS >= 3 * all.PROVOST_WORKER_HEARTBEAT_SECONDS,
    rule("PROVOST_WORKER_LEASE_SECONDS", "at least three times PROVOST_WORKER_HEARTBEAT_SECONDS"),
  )
  .refine(
    (all) => all.PROVOST_SERVER_DEFAULT_PAGE_SIZE <= all.PROVOST_SERVER_MAX_PAGE_SIZE,
    rule("PROVOST_SERVER_DEFAULT_PAGE_SIZE", "at most PROVOST_SERVER_MAX_PAGE_SIZE"),
  )
  .refine(
    (all) =>
      all.PROVOST_SERVER_SERVICES_SCHEDULER_MIN_RUNS <=
      all.PROVOST_SERVER_SERVICES_SCHEDULER_MAX_RUNS,
    rule(
      "PROVOST_SERVER_SERVICES_SCHEDULER_MIN_RUNS",
      "at most PROVOST_SERVER_SERVICES_SCHEDULER_MAX_RUNS",
    ),
  );

export type Variables = z.infer<typeof variables>;

/** What is set in the processes of runs, for what they start. */
const ofRuns = ["PROVOST_FLOW_RUN_ID"];

/** A sentence for each of our variables that means nothing. */
export function unknownNames(given: Environment): string[] {
  const known = Object.keys(variables.shape);
  return Object.keys(given)
    .filter((name) => name.startsWith("PROVOST_") && !name.startsWith("PROVOST_TEST_"))
    .filter((name) => !known.includes(name) && !ofRuns.includes(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      return `${name} is not a setting${nearest ? `, did you mean ${nearest}?` : "."}`;
    });
}

/** What can be set, with what it is when nobody sets it (as text; undefined: nothing). */
export function settingDefaults(): Record<string, string | undefined> {
  const defaults: Record<string, string | number | boolean | string[] | undefined> =
    variables.parse({});
  return Object.fromEntries(
    Object.keys(variables.shape).map((name) => {
      const value = defaults[name];
      return [name, value === undefined ? undefined : String(value)];
    }),
  );
}

/** Whether a value is a secret, or may hold one. */
export const isSecretSetting = (name: string): boolean => /URL$|PASSWORD|SECRET|TOKEN/.test(name);

/** The name of a setting; throws with the nearest one when there is none. */
export function expectSettingName(name: string): string {
  const known = Object.keys(variables.shape);
  if (known.includes(name)) return name;
  const ours = `PROVOST_${name.replace(/^(PREFECT|PROVOST)_/, "")}`;
  const nearest = known.includes(ours) ? ours : nearestName(name, known);
  throw new InvalidInput(`${JSON.stringify(name)} is not a setting.`, {
    hint: name.endsWith("API_URL")
      ? "Commands and workers talk to the database, not to a server: set DATABASE_URL."
      : nearest
        ? `Did you mean ${nearest}?`
        : "List them: provost config view --show-defaults",
  });
}
