import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { ask, useEmbeddedServers } from "../support/embeddedServers.ts";

const servers = useEmbeddedServers();

describe("startEmbedded, in a fresh folder", () => {
  it("makes a server with a database, reachable through a socket only", async () => {
    const { connection, connectionString, adopted } = await servers.start();
    expect(adopted).toBe(false);
    expect(await ask(connection, "select current_database() as value")).toBe("provost");
    expect(await ask(connectionString, "select current_database() as value")).toBe("provost");
    expect(await ask(connection, "select current_setting('listen_addresses') as value")).toBe("");
  });

  it.runIf(process.getuid?.() === 0)(
    "runs as nobody where root may not make a user namespace, also on a folder of root's",
    async () => {
      const programs = join(servers.home, "programs");
      mkdirSync(programs);
      writeFileSync(join(programs, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      servers.copyMadeFolder();
      vi.stubEnv("PATH", `${programs}:${process.env["PATH"]}`);
      const { connection } = await servers.start();
      expect(await ask(connection, "select 1 as value")).toBe(1);
      expect(statSync(servers.dataFolder).uid).toBe(65_534);
    },
  );

  it("keeps what is committed safe from a power cut", async () => {
    servers.copyMadeFolder();
    const { connection } = await servers.start();
    for (const name of ["fsync", "synchronous_commit", "full_page_writes"]) {
      expect(await ask(connection, `select current_setting('${name}') as value`)).toBe("on");
    }
  });

  it("lets several starters at once have one server between them", async () => {
    const started = await Promise.all([
      servers.start(),
      servers.start(),
      servers.start(),
      servers.start(),
    ]);
    expect(started.filter(({ adopted }) => !adopted)).toHaveLength(1);
    const pids = await Promise.all(
      started.map(({ connection }) =>
        ask(connection, "select pg_postmaster_start_time()::text as value"),
      ),
    );
    expect(new Set(pids).size).toBe(1);
    expect(readdirSync(servers.home).sort()).toEqual(["postgres", "postgres-socket"]);
  });

  it("puts the socket elsewhere when its path would be too long", async () => {
    const home = join(servers.home, "a-folder-with-a-long-name".repeat(4));
    const { connection, connectionString } = await servers.start({ home });
    expect(connection.host.startsWith(home)).toBe(false);
    expect(await ask(connectionString, "select 1 as value")).toBe(1);
  });

  it("clears away what a killed start has left half-made", async () => {
    const ended = spawn(process.execPath, ["-e", ""]);
    await once(ended, "exit");
    const halfMade = join(servers.home, `postgres.new-${ended.pid}-x`);
    mkdirSync(halfMade);
    writeFileSync(join(halfMade, "PG_VERSION"), "18\n");
    await servers.start();
    expect(existsSync(halfMade)).toBe(false);
  });

  it("does not touch a folder that holds something else", async () => {
    mkdirSync(servers.dataFolder);
    writeFileSync(join(servers.dataFolder, "thesis.txt"), "chapter one");
    await expect(servers.start()).rejects.toThrow(
      "holds something other than a PostgreSQL data folder",
    );
    expect(readdirSync(servers.dataFolder)).toEqual(["thesis.txt"]);
  });

  it("tells PostgreSQL's reason when it does not start", async () => {
    servers.copyMadeFolder();
    const starting = servers.start({ settings: { shared_buffers: "many" } });
    await expect(starting).rejects.toThrow("The embedded PostgreSQL did not start, exit code 1");
    await expect(starting).rejects.toMatchObject({
      detail: expect.stringContaining("shared_buffers"),
      hint: expect.stringContaining("server.log"),
    });
  });
});
