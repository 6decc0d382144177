import { z } from "zod";
import { InvalidInput, redactUrl } from "../errors.ts";
import { nearestName } from "../nearestName.ts";
import { currentEnvironment, type Environment } from "./environment.ts";

// What is expected is said once, and is the message of the error.

const text = (expected: string, isRight: (value: string) => boolean) =>
  z.string().refine(isRight, { error: expected });

const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  return text(`a whole number, ${range}`, (value) => {
    return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
  }).transform(Number);
};

const seconds = (least: number) =>
  text(`a number of seconds, ${least} or more`, (value) => {
    return /^\d+(\.\d+)?$/.test(value) && Number(value) >= least;
  }).transform(Number);

const boolean = text("true or false", (value) =>
  /^(true|false|1|0|yes|no|on|off)$/i.test(value),
).transform((value) => /^(true|1|yes|on)$/i.test(value));

const vacuumed = text("true, false, events or flow_runs", (value) =>
  /^(true|false|events|flow_runs|events,flow_runs|flow_runs,events)$/i.test(value),
);

const gitProtocols = text("a list of https, ssh, http and file, such as https,ssh", (value) =>
  /^(https?|ssh|file)( *, *(https?|ssh|file))*$/.test(value),
).transform((value) => value.split(/ *, */));

const databaseUrl = text("a URL such as postgres://user:password@host:5432/database", (value) =>
  /^postgres(ql)?:\/\/\S+$/.test(value),
);

/** Without a slash at its end, so that a path can follow. */
const webUrl = text("a URL such as https://provost.example.com", (value) =>
  /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(value),
).transform((value) => value.replace(/\/+$/, ""));

const logLevels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;
const logLevel = z
  .string()
  .transform((value) => value.toUpperCase())
  .pipe(z.enum(logLevels, { error: `one of ${logLevels.join(", ")}` }));

const whenMissingFlow = ["warn", "error", "ignore"] as const;
export type WhenMissingFlow = (typeof whenMissingFlow)[number];

/** A rule about several variables; not asked while one of them is wrong by itself. */
const rule = (name: string, expected: string) => ({
  error: expected,
  path: [name],
  when: ({ issues }: z.core.ParsePayload) =>
    !issues.some(({ path }) => [name, ...expected.split(" ")].includes(String(path?.[0]))),
});

const variables = z
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
    PROVOST_WORKER_STOP_GRACE_SECONDS: seconds(0).default(20),
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
    PROVOST_LATE_RUNS_AFTER_SECONDS: seconds(1).default(15),
    PROVOST_SERVER_SERVICES_LATE_RUNS_ENABLED: boolean.default(true),
    PROVOST_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS: seconds(0.1).default(5),
    PROVOST_SERVER_SERVICES_SCHEDULER_ENABLED: boolean.default(true),
    PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: seconds(0.1).default(5),
    PROVOST_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS: seconds(0.1).default(5),
    PROVOST_SERVER_SERVICES_SCHEDULER_MIN_RUNS: wholeNumber(1, 10_000).default(3),
    PROVOST_SERVER_SERVICES_SCHEDULER_MAX_RUNS: wholeNumber(1, 10_000).default(100),
    PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME_SECONDS: seconds(0).default(3600),
    PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME_SECONDS: seconds(1).default(8_640_000),
    PROVOST_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE: wholeNumber(1, 100_000).default(100),
    PROVOST_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE: wholeNumber(1, 100_000).default(500),
    PROVOST_SERVER_SERVICES_SCHEDULER_MAX_MISSED_RUNS: wholeNumber(1, 100_000).default(10_000),
    PROVOST_SERVER_SERVICES_DB_VACUUM_ENABLED: vacuumed.default("true"),
    PROVOST_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS: seconds(1).default(3600),
    PROVOST_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD: seconds(3600).default(90 * 86_400),
    PROVOST_SERVER_SERVICES_DB_VACUUM_FAILED_RETENTION_PERIOD: seconds(3600).optional(),
    PROVOST_SERVER_SERVICES_DB_VACUUM_CACHE_RETENTION_PERIOD: seconds(3600).optional(),
    PROVOST_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE: wholeNumber(1, 5000).default(500),
    PROVOST_SERVER_EVENTS_RETENTION_PERIOD: seconds(3600).default(7 * 86_400),
    PROVOST_FLOWS_DEFAULT_RETRIES: wholeNumber(0, 1_000_000).default(0),
    PROVOST_FLOWS_DEFAULT_RETRY_DELAY_SECONDS: seconds(0).default(0),
    PROVOST_TASKS_DEFAULT_RETRIES: wholeNumber(0, 1_000_000).default(0),
    PROVOST_TASKS_DEFAULT_RETRY_DELAY_SECONDS: seconds(0).default(0),
    PROVOST_TASKS_REFRESH_CACHE: boolean.default(false),
    PROVOST_TASKS_DEFAULT_NO_CACHE: boolean.default(true),
    PROVOST_TASKS_DISABLE_CACHING: boolean.default(false),
    PROVOST_TASKS_DEFAULT_PERSIST_RESULT: boolean.default(true),
    PROVOST_TASKS_KEY_LOCK_TIMEOUT_SECONDS: seconds(0.1).default(3600),
    PROVOST_TASKS_TRANSACTION_IDLE_SECONDS: seconds(0.1).default(60),
    PROVOST_RESULTS_DEFAULT_STORAGE: z.string().default("database"),
    PROVOST_RESULTS_INLINE_BYTES: wholeNumber(0, 64 * 1024 * 1024).default(256 * 1024),
    PROVOST_RESULTS_MEMORY_BYTES: wholeNumber(0).default(64 * 1024 * 1024),
    PROVOST_DEBUG: z.string().optional(),
    PROVOST_CLI_PROMPT: boolean.default(true),
    /** Which profile counts, and where profiles are kept: read by environment.ts. */
    PROVOST_PROFILE: z.string().optional(),
    PROVOST_PROFILES_PATH: z.string().optional(),
    PROVOST_LOGGING_LEVEL: logLevel.default("INFO"),
    PROVOST_LOGGING_FORMAT: z.enum(["text", "json"], { error: "text or json" }).default("text"),
    PROVOST_LOGGING_LOG_PRINTS: boolean.default(false),
    PROVOST_LOGGING_TO_API_WHEN_MISSING_FLOW: z
      .enum(whenMissingFlow, { error: `one of ${whenMissingFlow.join(", ")}` })
      .default("warn"),
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

type Variables = z.infer<typeof variables>;
export type Settings = ReturnType<typeof group>;

/**
 * Reads all settings, from the environment, `.env` and the active profile unless others are
 * given; an empty variable counts as absent. Throws one `InvalidInput` that lists every bad value.
 */
export function loadSettings(env: Environment = currentEnvironment()): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const { success, data, error } = variables.safeParse(given);
  if (!success) throw badSettings(error.issues, given);
  return group(data, unknownNames(given));
}

function group(all: Variables, warnings: string[]) {
  const url = all.PROVOST_DATABASE_URL ?? all.DATABASE_URL;
  return {
    /** Folder of the embedded server and of other local files. */
    home: all.PROVOST_HOME,
    /** Where deployments go, and what workers take, that name no pool. */
    defaultWorkPool: all.PROVOST_DEFAULT_WORK_POOL_NAME,
    /** Whether commands ask before something is lost. */
    prompt: all.PROVOST_CLI_PROMPT,
    database: {
      /** Absent: the embedded server. */
      url,
      /** Past the pooler, for what needs a session: LISTEN, migrations, the leader's lock. */
      directUrl: all.PROVOST_DATABASE_DIRECT_URL ?? url,
      poolSize: all.PROVOST_DATABASE_POOL_SIZE,
    },
    server: {
      host: all.PROVOST_SERVER_API_HOST,
      port: all.PROVOST_SERVER_API_PORT ?? all.PORT ?? 4200,
      /** Where the API answers, for those who are told of it; the server itself listens as above. */
      apiUrl:
        all.PROVOST_API_URL ??
        `http://${all.PROVOST_SERVER_API_HOST}:${all.PROVOST_SERVER_API_PORT ?? all.PORT ?? 4200}/graphql`,
      /** Where runs can be looked at in a browser. Undefined: nowhere that is known. */
      uiUrl: all.PROVOST_UI_URL,
      keepAliveTimeoutSeconds: all.PROVOST_SERVER_API_KEEPALIVE_TIMEOUT,
      /** Whether there are pages for a browser. */
      hasPages: all.PROVOST_SERVER_UI_ENABLED,
      websocketPingIntervalSeconds: all.PROVOST_SERVER_WEBSOCKET_PING_INTERVAL,
      websocketPingTimeoutSeconds: all.PROVOST_SERVER_WEBSOCKET_PING_TIMEOUT,
      defaultPageSize: all.PROVOST_SERVER_DEFAULT_PAGE_SIZE,
      maxPageSize: all.PROVOST_SERVER_MAX_PAGE_SIZE,
      maxQueryDepth: all.PROVOST_SERVER_MAX_QUERY_DEPTH,
    },
    worker: {
      limit: all.PROVOST_WORKER_LIMIT,
      heartbeatSeconds: all.PROVOST_WORKER_HEARTBEAT_SECONDS,
      leaseSeconds: all.PROVOST_WORKER_LEASE_SECONDS,
      /** Where a worker that is asked to answers for its health. */
      webserverHost: all.PROVOST_WORKER_WEBSERVER_HOST,
      webserverPort: all.PROVOST_WORKER_WEBSERVER_PORT,
      /** How long each step of pulling code may take: asking, fetching, installing. */
      pullTimeoutSeconds: all.PROVOST_WORKER_PULL_TIMEOUT_SECONDS,
      /** How repositories may be read. */
      gitProtocols: all.PROVOST_WORKER_GIT_PROTOCOLS,
      /** How many runs a worker of a `process` pool executes at the same time. */
      processLimit: all.PROVOST_RUNNER_PROCESS_LIMIT,
      /** How long the process of a cancelled run may take to stop, before it is ended by force. */
      stopGraceSeconds: all.PROVOST_WORKER_STOP_GRACE_SECONDS,
      shutdownGraceSeconds: all.PROVOST_WORKER_SHUTDOWN_GRACE_SECONDS,
      /** A run that only waits, and for longer than this, is let go of until its time has come. */
      letGoSeconds: all.PROVOST_WORKER_LET_GO_SECONDS,
    },
    runner: {
      /** Whether what the lock file of pulled code names is installed. */
      autoInstallDependencies: all.PROVOST_RUNNER_AUTO_INSTALL_DEPENDENCIES,
      /** Whether scripts of the packages are run, which is code that nobody has looked at. */
      installScripts: all.PROVOST_RUNNER_INSTALL_SCRIPTS,
    },
    services: {
      reapSeconds: all.PROVOST_REAP_SECONDS,
      dispatchPollSeconds: all.PROVOST_DISPATCH_POLL_SECONDS,
      lateRunsAfterSeconds: all.PROVOST_LATE_RUNS_AFTER_SECONDS,
      lateRunsEnabled: all.PROVOST_SERVER_SERVICES_LATE_RUNS_ENABLED,
      /** Between two looks for overdue runs. */
      lateRunsSeconds: all.PROVOST_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS,
      scheduler: {
        enabled: all.PROVOST_SERVER_SERVICES_SCHEDULER_ENABLED,
        /** Between two looks at all schedules that need more runs planned. */
        loopSeconds: all.PROVOST_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS,
        /** Between two looks at those that have just been created or edited. */
        recentLoopSeconds: all.PROVOST_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS,
        minRuns: all.PROVOST_SERVER_SERVICES_SCHEDULER_MIN_RUNS,
        maxRuns: all.PROVOST_SERVER_SERVICES_SCHEDULER_MAX_RUNS,
        minScheduledTimeSeconds: all.PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME_SECONDS,
        maxScheduledTimeSeconds: all.PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME_SECONDS,
        deploymentBatchSize: all.PROVOST_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE,
        insertBatchSize: all.PROVOST_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE,
        /** How many instants, the latest, are caught up with when nobody planned for long. */
        maxMissedRuns: all.PROVOST_SERVER_SERVICES_SCHEDULER_MAX_MISSED_RUNS,
      },
      /** What is removed once it is old enough, and when. Undefined: it is kept for ever. */
      retention: {
        loopSeconds: all.PROVOST_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS,
        batchSize: all.PROVOST_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE,
        flowRunsSeconds: /true|flow_runs/i.test(all.PROVOST_SERVER_SERVICES_DB_VACUUM_ENABLED)
          ? all.PROVOST_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD
          : undefined,
        /** Runs that failed or crashed, where they stay longer than the others. */
        failedSeconds: all.PROVOST_SERVER_SERVICES_DB_VACUUM_FAILED_RETENTION_PERIOD,
        /** Cached results that never expire. */
        cacheSeconds: all.PROVOST_SERVER_SERVICES_DB_VACUUM_CACHE_RETENTION_PERIOD,
        eventsSeconds: /true|events/i.test(all.PROVOST_SERVER_SERVICES_DB_VACUUM_ENABLED)
          ? all.PROVOST_SERVER_EVENTS_RETENTION_PERIOD
          : undefined,
      },
    },
    flows: {
      /** How often failed runs of flows are tried again that say nothing about it. */
      defaultRetries: all.PROVOST_FLOWS_DEFAULT_RETRIES,
      defaultRetryDelaySeconds: all.PROVOST_FLOWS_DEFAULT_RETRY_DELAY_SECONDS,
    },
    tasks: {
      /** How often failed tasks are tried again that say nothing about it. */
      defaultRetries: all.PROVOST_TASKS_DEFAULT_RETRIES,
      defaultRetryDelaySeconds: all.PROVOST_TASKS_DEFAULT_RETRY_DELAY_SECONDS,
      /** Whether every task runs, and what it answers takes the place of what is cached. */
      refreshCache: all.PROVOST_TASKS_REFRESH_CACHE,
      /** Whether tasks that name no cache policy have none; else they have DEFAULT. */
      defaultNoCache: all.PROVOST_TASKS_DEFAULT_NO_CACHE,
      /** Whether nothing is cached, whatever tasks say. */
      disableCaching: all.PROVOST_TASKS_DISABLE_CACHING,
      /** Whether results are stored of tasks that say nothing about it. */
      defaultPersistResult: all.PROVOST_TASKS_DEFAULT_PERSIST_RESULT,
      /** How long a run waits for another one that computes the same key. */
      keyLockTimeoutSeconds: all.PROVOST_TASKS_KEY_LOCK_TIMEOUT_SECONDS,
      /** How long a transactional task may do something else between two statements. */
      transactionIdleSeconds: all.PROVOST_TASKS_TRANSACTION_IDLE_SECONDS,
    },
    results: {
      /** Where results go that are too large to be kept with their run. */
      defaultStorage: all.PROVOST_RESULTS_DEFAULT_STORAGE,
      /** The largest result that is kept with its run, in bytes of JSON. */
      inlineBytes: all.PROVOST_RESULTS_INLINE_BYTES,
      /** How much of what was stored or read is kept in memory, in bytes. */
      memoryBytes: all.PROVOST_RESULTS_MEMORY_BYTES,
    },
    /** Whether errors are shown with their stack. */
    debug: all.PROVOST_DEBUG !== undefined,
    logging: {
      level: all.PROVOST_LOGGING_LEVEL,
      /** How the process writes its own log: lines for people, or JSON. */
      format: all.PROVOST_LOGGING_FORMAT,
      logPrints: all.PROVOST_LOGGING_LOG_PRINTS,
      /** What becomes of lines that are logged outside of runs, besides the console. */
      toApiWhenMissingFlow: all.PROVOST_LOGGING_TO_API_WHEN_MISSING_FLOW,
    },
    /** One sentence for each PROVOST_ variable that means nothing. */
    warnings,
  };
}

function badSettings(issues: readonly z.core.$ZodIssue[], given: Environment): InvalidInput {
  const lines = issues.map((issue) => {
    const name = String(issue.path[0]);
    const came = given[name] === undefined ? "its default" : JSON.stringify(redactUrl(given[name]));
    return `${name}: expected ${issue.message}, got ${came}`;
  });
  const count = lines.length === 1 ? "A setting is" : `${lines.length} settings are`;
  return new InvalidInput([`${count} not right:`, ...lines].join("\n  "), {
    hint: "Change or unset these environment variables.",
  });
}

function unknownNames(given: Environment): string[] {
  const known = Object.keys(variables.shape);
  return Object.keys(given)
    .filter((name) => name.startsWith("PROVOST_") && !name.startsWith("PROVOST_TEST_"))
    .filter((name) => !known.includes(name))
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
