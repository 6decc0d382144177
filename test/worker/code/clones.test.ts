import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { listenOn } from "../../../src/listenOn.ts";
import { loadSettings } from "../../../src/settings/settings.ts";
import { Clones } from "../../../src/worker/code/clones.ts";
import { type GitClone, readPullStep } from "../../../src/worker/code/pullSteps.ts";
import { eventually } from "../../support/eventually.ts";
import { aFolder, aRepository, type MadeRepository } from "./aRepository.ts";

const errors: unknown[] = [];
const told: string[] = [];
const tell = (message: string) => told.push(message);
const opened: Clones[] = [];
const servers: Server[] = [];
const usualPath = process.env["PATH"];

afterEach(async () => {
  process.env["PATH"] = usualPath;
  delete process.env["A_TOKEN"];
  told.length = 0;
  for (const clones of opened.splice(0)) await clones.close();
  for (const server of servers.splice(0)) server.close();
  if (errors.length > 0) throw new AggregateError(errors.splice(0), "There were errors.");
});

function open(env: Record<string, string> = {}): Clones {
  const settings = loadSettings({ PROVOST_WORKER_GIT_PROTOCOLS: "https,ssh,file,http", ...env });
  const clones = new Clones({ settings, onError: (error) => errors.push(error) });
  opened.push(clones);
  return clones;
}

function step(given: object): GitClone {
  const read = readPullStep({ git_clone: given });
  if (read.kind !== "git_clone") throw new Error("Expected a clone.");
  return read;
}

/** The error of a clone that fails. */
async function failure(given: object, env: Record<string, string> = {}) {
  const caught: unknown = await open(env)
    .get(step(given), tell)
    .catch((error: unknown) => error);
  if (!(caught instanceof Error)) throw new Error("Expected it to fail.");
  return caught;
}

let repository: MadeRepository;
let first: string;
let second: string;

beforeAll(() => {
  repository = aRepository({ "flows/a.txt": "one", "docs/b.txt": "b", "top.txt": "top" });
  first = repository.git("rev-parse", "HEAD");
  repository.git("tag", "v1");
  repository.git("branch", "old/fine");
  second = repository.commit({ "flows/a.txt": "two" });
});

describe("a clone", () => {
  it.each([
    ["the branch that the repository has checked out", {}, "two"],
    ["a branch", { branch: "old/fine" }, "one"],
    ["a tag", { branch: "v1" }, "one"],
  ])("is of %s", async (_what, given, text) => {
    const clone = await open().get(step({ repository: repository.url, ...given }), tell);
    expect(readFileSync(join(clone.folder, "flows/a.txt"), "utf8")).toBe(text);
    expect(clone.commit).toBe(text === "one" ? first : second);
    expect(told).toEqual([
      expect.stringMatching(`^Cloned ${repository.url} at ${clone.commit} in [\\d.]+ s\\.$`),
    ]);
  });

  it("is of a commit", async () => {
    const clone = await open().get(step({ repository: repository.url, commit_sha: first }), tell);
    expect(readFileSync(join(clone.folder, "flows/a.txt"), "utf8")).toBe("one");
  });

  it("has only the folders that are asked for, and what is at the top", async () => {
    const clone = await open().get(
      step({ repository: repository.url, directories: ["flows"] }),
      tell,
    );
    const isThere = (name: string) => existsSync(join(clone.folder, name));
    expect(["flows/a.txt", "top.txt", "docs/b.txt"].map(isThere)).toEqual([true, true, false]);
  });

  it("has submodules when it is asked to", async () => {
    const outer = aRepository();
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", repository.url, "inner");
    outer.commit({});
    const inner = async (given: object) => {
      const clone = await open().get(step({ repository: outer.url, ...given }), tell);
      return existsSync(join(clone.folder, "inner/flows/a.txt"));
    };
    expect(await inner({ include_submodules: true })).toBe(true);
    expect(await inner({})).toBe(false);
  });

  it("is made once for all who want it, and again for another commit", async () => {
    const moving = aRepository({ file: "1" });
    const clones = open();
    const wanted = step({ repository: moving.url });
    const many = await Promise.all(Array.from({ length: 5 }, () => clones.get(wanted, tell)));
    expect(new Set(many.map(({ folder }) => folder)).size).toBe(1);
    expect(many.filter(({ isNew }) => isNew)).toHaveLength(1);
    moving.commit({ file: "2" });
    const later = await clones.get(wanted, tell);
    expect(readFileSync(join(later.folder, "file"), "utf8")).toBe("2");
    expect(readFileSync(join(many[0]?.folder ?? "", "file"), "utf8")).toBe("1");
    expect(told).toHaveLength(2);
  });

  it("that nobody uses goes when there are many, and all go in the end", async () => {
    const moving = aRepository();
    const clones = open();
    const held = await clones.get(step({ repository: moving.url }), tell);
    const idle: string[] = [];
    for (let i = 0; i < 9; i++) {
      moving.commit({ file: String(i) });
      const clone = await clones.get(step({ repository: moving.url }), tell);
      clone.release();
      idle.push(clone.folder);
    }
    await eventually(() =>
      expect(idle.map((folder) => existsSync(folder))).toEqual([false, ...Array(8).fill(true)]),
    );
    expect(existsSync(held.folder)).toBe(true);
    await clones.close();
    expect(existsSync(dirname(dirname(held.folder)))).toBe(false);
  });

  it("is tried again by the next run when it failed", async () => {
    const late = aRepository();
    const clones = open();
    const wanted = step({ repository: late.url, branch: "later" });
    await expect(clones.get(wanted, tell)).rejects.toThrow('no branch or tag "later"');
    late.git("branch", "later");
    expect((await clones.get(wanted, tell)).isNew).toBe(true);
  });
});

describe("what cannot be cloned is explained:", () => {
  it("a branch that does not exist", async () => {
    const error = await failure({ repository: repository.url, branch: "mian" });
    expect(error.message).toBe(
      `Repository ${repository.url} has no branch or tag "mian". Did you mean main?`,
    );
    expect(error).toMatchObject({ detail: "It has the branches: main, old/fine." });
  });

  it("a commit that does not exist", async () => {
    const commit = "a".repeat(40);
    const error = await failure({ repository: repository.url, commit_sha: commit });
    expect(error.message).toContain(`has no commit ${commit}`);
  });

  it("a repository that does not exist", async () => {
    const error = await failure({ repository: "file:///not/there.git" });
    expect(error.message).toContain("There is no repository file:///not/there.git");
  });

  it("a host that does not answer", async () => {
    const error = await failure({ repository: "http://127.0.0.1:9/a.git" });
    expect(error.message).toMatch(/could not be read.*(refused|connect)/i);
  });

  it("a protocol that is not allowed", async () => {
    const error = await failure(
      { repository: repository.url },
      { PROVOST_WORKER_GIT_PROTOCOLS: "https,ssh" },
    );
    expect(error.message).toContain("The worker clones nothing by file");
    expect(error).toMatchObject({ hint: expect.stringContaining("PROVOST_WORKER_GIT_PROTOCOLS") });
  });

  it("a machine without git", async () => {
    process.env["PATH"] = aFolder();
    const error = await failure({ repository: repository.url });
    expect(error.message).toContain("`git` is not installed on the machine of the worker");
  });

  it("a git that takes too long", async () => {
    const folder = aFolder();
    writeFileSync(join(folder, "git"), "#!/bin/sh\nexec sleep 600\n");
    chmodSync(join(folder, "git"), 0o755);
    process.env["PATH"] = `${folder}:${usualPath}`;
    const error = await failure(
      { repository: repository.url },
      { PROVOST_WORKER_PULL_TIMEOUT_SECONDS: "1" },
    );
    expect(error.message).toContain("`git ls-remote` was ended after 1 s.");
  });
});

describe("a secret", () => {
  const token = "s3cr3t-t0k3n";

  /** A server that asks for a password, and the headers that it was sent. */
  async function aGuardedServer(): Promise<{ url: string; heard: IncomingHttpHeaders[] }> {
    const heard: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers);
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
    });
    servers.push(server);
    const port = await listenOn(server, "127.0.0.1", 0);
    return { url: `http://127.0.0.1:${port}/owner/name.git`, heard };
  }

  it("is taken from the environment of the worker, and sent as the password", async () => {
    process.env["A_TOKEN"] = token;
    const { url, heard } = await aGuardedServer();
    const error = await failure({ repository: url, access_token_env: "A_TOKEN", username: "ann" });
    expect(heard[0]?.authorization).toBe(`Basic ${Buffer.from(`ann:${token}`).toString("base64")}`);
    expect(error.message).toContain(`The worker may not read repository ${url}`);
  });

  it("is in no error, whatever git says, and in no argument", async () => {
    process.env["A_TOKEN"] = token;
    const folder = aFolder();
    const seen = join(folder, "seen");
    const encoded = Buffer.from(`oauth2:${token}`).toString("base64");
    writeFileSync(
      join(folder, "git"),
      `#!/bin/sh\necho "$@" >> ${seen}\necho "fatal: ${token} ${encoded} https://u:p4ss@h/x" >&2\nexit 128\n`,
    );
    chmodSync(join(folder, "git"), 0o755);
    process.env["PATH"] = `${folder}:${usualPath}`;
    const error = await failure({
      repository: "https://example.com/a.git",
      access_token_env: "A_TOKEN",
    });
    const all = JSON.stringify([
      error.message,
      error,
      error.cause,
      told,
      readFileSync(seen, "utf8"),
    ]);
    for (const secret of [token, encoded, "p4ss"]) expect(all).not.toContain(secret);
    expect(readFileSync(seen, "utf8")).toContain("ls-remote -- https://example.com/a.git HEAD");
  });

  it("that the worker does not have is named", async () => {
    const error = await failure({
      repository: "https://example.com/a.git",
      access_token_env: "A_TOKEN",
    });
    expect(error.message).toContain("names the environment variable A_TOKEN, which the worker");
  });
});

describe("a repository that is read by ssh", () => {
  it.each([
    ["Host key verification failed.", "does not know the host of repository git@h.example:a/b"],
    ["ann@h: Permission denied (publickey).", "may not read repository git@h.example:a/b"],
    ["ssh: connect to host h port 22: Connection refused", "could not be read"],
  ])("ends in what ssh has said: %s", async (said, message) => {
    const folder = aFolder();
    const git = `#!/bin/sh\necho "${said}\nfatal: Could not read from remote repository." >&2\nexit 128\n`;
    writeFileSync(join(folder, "git"), git);
    chmodSync(join(folder, "git"), 0o755);
    process.env["PATH"] = `${folder}:${usualPath}`;
    const error = await failure({ repository: "git@h.example:a/b" });
    expect(error.message).toContain(message);
    expect(error.message).toContain(`git says: ${said}`);
  });
});

describe("the pull steps of a deployment", () => {
  it.each([
    [
      "an option as commit",
      { repository: "https://h/r", commit_sha: "--upload-pack=touch /tmp/x" },
    ],
    ["an option as branch", { repository: "https://h/r", branch: "--upload-pack=x" }],
    ["a branch with dots", { repository: "https://h/r", branch: "a..b" }],
    ["an option as repository", { repository: "--upload-pack=x" }],
    ["a helper as repository", { repository: "ext::sh -c touch% /tmp/x" }],
    ["a host that is an option", { repository: "ssh://-oProxyCommand=x/r" }],
    ["a path that is an option", { repository: "git@host:-x" }],
    ["an option as folder", { repository: "https://h/r", directories: ["--x"] }],
    ["two lines", { repository: "https://h/r\nx" }],
  ])("are refused by the worker, too, when they have %s", (_what, given) => {
    expect(() => readPullStep({ git_clone: given })).toThrow("as it can be deployed");
  });
});
