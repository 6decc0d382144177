import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../src/errors.ts";
import { loadSettings } from "../../src/settings/settings.ts";

function messageFor(env: Record<string, string>): string {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof InvalidInput) return error.message;
    throw error;
  }
  throw new Error("Expected the settings to be refused");
}

describe("loadSettings", () => {
  it("needs nothing to be set", () => {
    const settings = loadSettings({});
    expect(settings).toMatchObject({
      home: ".provost",
      database: { url: undefined, poolSize: 10 },
      server: { host: "127.0.0.1", port: 4200, defaultPageSize: 50, maxPageSize: 200 },
      worker: { limit: 100, heartbeatSeconds: 3, leaseSeconds: 9, shutdownGraceSeconds: 10 },
      services: { reapSeconds: 1, scheduler: { minRuns: 3, maxRuns: 100, insertBatchSize: 500 } },
      logging: { level: "INFO", logPrints: false },
    });
    expect(settings.warnings).toEqual([]);
  });

  it("takes an empty variable for one that is not set", () => {
    expect(loadSettings({ DATABASE_URL: "", PORT: "" }).server.port).toBe(4200);
  });

  it("prefers the names with a prefix", () => {
    const { database, server } = loadSettings({
      DATABASE_URL: "postgres://a/one",
      PROVOST_DATABASE_URL: "postgres://b/two",
      PORT: "1",
      PROVOST_SERVER_API_PORT: "2",
    });
    expect(database).toMatchObject({ url: "postgres://b/two", directUrl: "postgres://b/two" });
    expect(server.port).toBe(2);
  });

  it("takes no time that a timer cannot wait for, after which it would go off at once", () => {
    const yearly = { PROVOST_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS: "31536000" };
    expect(messageFor(yearly)).toContain("expected a number of seconds, 1 to 2147483");
    const ages = { PROVOST_SERVER_EVENTS_RETENTION_PERIOD: "99999999999" };
    expect(messageFor(ages)).toContain("expected a number of seconds, 3600 to 3155760000");
    const decade = { PROVOST_SERVER_EVENTS_RETENTION_PERIOD: "315360000" };
    expect(loadSettings(decade).services.retention.eventsSeconds).toBe(315_360_000);
  });

  it("knows a direct address beside the pooler's", () => {
    const { database } = loadSettings({
      DATABASE_URL: "postgres://pooler/x",
      PROVOST_DATABASE_DIRECT_URL: "postgres://db/x",
    });
    expect(database).toMatchObject({ url: "postgres://pooler/x", directUrl: "postgres://db/x" });
  });

  it("knows how far ahead runs are planned, and when one is late, by Prefect's names and by older ones", () => {
    const { services } = loadSettings({
      PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME: "PT2H",
      PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME: "10 days",
      PROVOST_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS: "30",
    });
    const planned = { minScheduledTimeSeconds: 7200, maxScheduledTimeSeconds: 864_000 };
    expect(services).toMatchObject({ scheduler: planned, lateRunsAfterSeconds: 30 });
    const older = loadSettings({
      PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME_SECONDS: "7200",
      PROVOST_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME_SECONDS: "864000",
      PROVOST_LATE_RUNS_AFTER_SECONDS: "30",
    });
    expect(older.services).toMatchObject({ scheduler: planned, lateRunsAfterSeconds: 30 });
    expect(messageFor({ PROVOST_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME: "soon" })).toContain(
      "a length of time such as 3600, 1h or PT1H",
    );
  });

  it("gives no process more time to stop than the database gives its run", () => {
    expect(messageFor({ PROVOST_WORKER_STOP_GRACE_SECONDS: "90" })).toContain(
      "a number of seconds, 0 to 25",
    );
    const { worker } = loadSettings({ PROVOST_WORKER_STOP_GRACE_SECONDS: "25" });
    expect(worker.stopGraceSeconds).toBe(25);
  });

  it("reads numbers, booleans and levels in any case", () => {
    const settings = loadSettings({
      PROVOST_REAP_SECONDS: "0.5",
      PROVOST_LOGGING_LOG_PRINTS: "True",
      PROVOST_LOGGING_LEVEL: "debug",
    });
    expect(settings.services.reapSeconds).toBe(0.5);
    expect(settings.logging).toEqual({
      level: "DEBUG",
      format: "text",
      logPrints: true,
      toApiWhenMissingFlow: "warn",
    });
  });

  it("reports every bad value at once, with what was expected and what came", () => {
    expect(
      messageFor({
        PORT: "http",
        PROVOST_WORKER_LIMIT: "-1",
        PROVOST_REAP_SECONDS: "soon",
        PROVOST_LOGGING_LEVEL: "loud",
        PROVOST_LOGGING_LOG_PRINTS: "perhaps",
      }),
    ).toMatchInlineSnapshot(`
      "5 settings are not right:
        PORT: expected a whole number, 0 to 65535, got "http"
        PROVOST_WORKER_LIMIT: expected a whole number, 1 to 100000, got "-1"
        PROVOST_REAP_SECONDS: expected a number of seconds, 0.1 to 2147483, got "soon"
        PROVOST_LOGGING_LEVEL: expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL, got "loud"
        PROVOST_LOGGING_LOG_PRINTS: expected true or false, got "perhaps""
    `);
  });

  it("never shows the password of an address that it refuses", () => {
    const message = messageFor({ DATABASE_URL: "mysql://root:s3cret@host/db" });
    expect(message).toContain("DATABASE_URL: expected a URL such as postgres://");
    expect(message).not.toContain("s3cret");
  });

  it("wants a lease that survives two lost heartbeats", () => {
    expect(messageFor({ PROVOST_WORKER_LEASE_SECONDS: "8" })).toContain(
      'PROVOST_WORKER_LEASE_SECONDS: expected at least three times PROVOST_WORKER_HEARTBEAT_SECONDS, got "8"',
    );
    expect(messageFor({ PROVOST_WORKER_HEARTBEAT_SECONDS: "4" })).toContain("got its default");
  });

  it("wants bounds in their order", () => {
    expect(messageFor({ PROVOST_SERVER_DEFAULT_PAGE_SIZE: "500" })).toContain("at most");
    expect(messageFor({ PROVOST_SERVER_SERVICES_SCHEDULER_MIN_RUNS: "101" })).toContain("at most");
  });

  it("warns about names that mean nothing, and guesses which one was meant", () => {
    expect(loadSettings({ PROVOST_LOGING_LEVEL: "INFO", PROVOST_ZZZ: "1" }).warnings).toEqual([
      "PROVOST_LOGING_LEVEL is not a setting, did you mean PROVOST_LOGGING_LEVEL?",
      "PROVOST_ZZZ is not a setting.",
    ]);
  });
});
