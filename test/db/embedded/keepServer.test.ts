import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { isAlive } from "../../../src/db/embedded/postmaster.ts";
import { ask, binariesFolder, useEmbeddedServers } from "../../support/embeddedServers.ts";
import { eventually } from "../../support/eventually.ts";

const servers = useEmbeddedServers();
beforeEach(() => servers.copyMadeFolder());

describe("startEmbedded, when there is a server already", () => {
  it("adopts it, and leaves it running on stop", async () => {
    const first = await servers.start();
    const second = await servers.start();
    expect(second.adopted).toBe(true);
    await second.stop();
    expect(await ask(first.connection, "select 1 as value")).toBe(1);
  });

  it("starts a new one when the process that had started it stops it", async () => {
    const elsewhere = await servers.holdElsewhere();
    expect(elsewhere.adopted).toBe(false);
    const { connection, adopted } = await servers.start();
    expect(adopted).toBe(true);
    await ask(connection, "create table kept ()");
    const oldPid = servers.serverPid();
    elsewhere.process.kill("SIGTERM");
    await eventually(() => !isAlive(oldPid));
    await eventually(() => ask(connection, "select count(*) as value from kept"));
    expect(servers.serverPid()).not.toBe(oldPid);
  });

  it("starts it again when it was killed", async () => {
    const restarts: unknown[] = [];
    const { connection } = await servers.start({ onRestart: (error) => restarts.push(error) });
    await ask(connection, "create table kept ()");
    process.kill(servers.serverPid(), "SIGKILL");
    await eventually(() => expect(restarts).toEqual([undefined]));
    expect(await ask(connection, "select count(*) as value from kept")).toBe(0);
  });
});

describe("startEmbedded, after an end that was not clean", () => {
  it.runIf(process.platform === "linux")(
    "finds no orphan when the process that started it was killed",
    async () => {
      const elsewhere = await servers.holdElsewhere();
      const pid = servers.serverPid();
      elsewhere.process.kill("SIGKILL");
      await eventually(() => !isAlive(pid));
      expect(existsSync(join(servers.dataFolder, "postmaster.pid"))).toBe(false);
      const { adopted, connection } = await servers.start();
      expect(adopted).toBe(false);
      expect(await ask(connection, "select 1 as value")).toBe(1);
    },
  );

  it("is not held up by a lock file whose number another program has got", async () => {
    const { stop } = await servers.start();
    await stop();
    const [, ...rest] = [
      "",
      servers.dataFolder,
      "1700000000",
      "5432",
      `${servers.home}/postgres-socket`,
      "",
      "1 2",
    ];
    const stranger = spawn("sleep", ["60"]);
    onTestFinished(() => void stranger.kill());
    const lock = [stranger.pid, ...rest, "ready   ", ""].join("\n");
    writeFileSync(join(servers.dataFolder, "postmaster.pid"), lock);
    writeFileSync(join(servers.home, "postgres-socket", ".s.PGSQL.5432.lock"), lock);
    const { adopted, connection } = await servers.start();
    expect(adopted).toBe(false);
    expect(await ask(connection, "select 1 as value")).toBe(1);
  });
});

describe("stop", () => {
  it("ends the server cleanly", async () => {
    const { stop } = await servers.start();
    const pid = servers.serverPid();
    await stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(servers.dataFolder, "postmaster.pid"))).toBe(false);
  });

  it("lets the process end that never calls it, and the server with it", async () => {
    const script = `
      import { startEmbedded } from ${JSON.stringify(new URL("../../../src/db/embedded.ts", import.meta.url).href)};
      await startEmbedded({ home: ${JSON.stringify(servers.home)}, binariesFolder: ${JSON.stringify(binariesFolder)} });
      console.log("started");`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script]);
    expect(await text(child.stdout)).toBe("started\n");
    await eventually(() => !existsSync(join(servers.dataFolder, "postmaster.pid")));
  });
});
