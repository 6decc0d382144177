import type { z } from "zod";
import { InvalidInput, redactUrl } from "../errors.ts";
import { currentEnvironment, type Environment } from "./environment.ts";
import { unknownNames, type Variables, variables } from "./variables.ts";

export type { WhenMissingFlow } from "./kinds.ts";
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
      lateRunsAfterSeconds:
        all.PROVOST_LATE_RUNS_AFTER_SECONDS ?? all.PROVOST_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS,
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
        minScheduledTimeSeconds:
          all.PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME_SECONDS ??
          all.PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME,
        maxScheduledTimeSeconds:
          all.PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME_SECONDS ??
          all.PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME,
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
