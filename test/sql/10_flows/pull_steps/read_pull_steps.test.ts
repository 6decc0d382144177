import { describe, expect, it } from "vitest";
import { useDatabase } from "../../../support/database.ts";
import { value } from "../../rows.ts";
import { refusal, useTransaction } from "../../transaction.ts";

const db = useTransaction(useDatabase());

const read = (steps: unknown): Promise<unknown> =>
  value(db, "select provost_private.read_pull_steps($1)", [JSON.stringify(steps)]);
const refused = (steps: unknown) =>
  refusal(db, "select provost_private.read_pull_steps($1)", [JSON.stringify(steps)]);
const hash = "0123456789abcdef0123456789abcdef01234567";

describe("pull steps", () => {
  it("are kept as they are, without what is null", async () => {
    const steps = [
      {
        git_clone: {
          repository: "https://github.com/acme/flows.git",
          branch: "release/1.2",
          directories: ["flows", "lib/a b"],
          include_submodules: true,
          access_token_env: "GIT_TOKEN",
          username: "ann",
        },
      },
      { set_working_directory: { directory: "flows" } },
    ];
    expect(await read(steps)).toEqual(steps);
    expect(await read([{ git_clone: { repository: "git@h:a/b", branch: null } }])).toEqual([
      { git_clone: { repository: "git@h:a/b" } },
    ]);
    expect(await read([])).toBeNull();
    expect(await read(null)).toBeNull();
  });

  it("may have Prefect's names, and its way to name a variable", async () => {
    const repository = "https://h/r.git";
    expect(
      await read([
        {
          "prefect.deployments.steps.git_clone": {
            repository,
            access_token: "{{ $GIT_TOKEN }}",
          },
        },
        { "prefect.deployments.steps.pull.set_working_directory": { directory: "/srv" } },
      ]),
    ).toEqual([
      { git_clone: { repository, access_token_env: "GIT_TOKEN" } },
      { set_working_directory: { directory: "/srv" } },
    ]);
  });

  it.each([
    "https://github.com/acme/flows.git",
    "https://ann@git.example.com:8443/a/b",
    "ssh://git@host:22/~ann/flows",
    "git@github.com:acme/flows.git",
    "http://internal/a",
    "file:///srv/git/flows.git",
  ])("may clone %s", async (repository) => {
    expect(await read([{ git_clone: { repository } }])).toEqual([{ git_clone: { repository } }]);
  });

  it("may leave to the worker what only it knows: its environment, and where earlier steps ended", async () => {
    const steps = [
      { git_clone: { id: "code", repository: "https://h/{{ $OWNER }}/r.git", branch: "{{$REF}}" } },
      { git_clone: { repository: "{{ $REPOSITORY }}", directories: ["{{ $PART }}/flows"] } },
      { git_clone: { repository: "https://h/r", commit_sha: "{{ $COMMIT }}" } },
      { set_working_directory: { id: "part", directory: "{{ code.directory }}/part" } },
      { set_working_directory: { directory: "{{part.directory}}/{{ $NAME }}" } },
    ];
    expect(await read(steps)).toEqual(steps);
  });

  it.each([
    ["{{ later.directory }}", "the folder of an earlier step by its id"],
    ["{{ first.commit }}", "the folder of an earlier step by its id"],
    ["{{ prefect.variables.x }}", "the folder of an earlier step by its id"],
    ["{{ $a-b }}", "the name of an environment variable"],
    ["{{ first.directory | upper }}", "text without {{ or }} but for placeholders"],
    ["x}}", "text without {{ or }} but for placeholders"],
  ])("refuse the placeholder %s, and say why", async (directory, expected) => {
    const { code, message } = await refused([
      { set_working_directory: { id: "first", directory: "/x" } },
      { set_working_directory: { directory } },
      { set_working_directory: { id: "later", directory: "/y" } },
    ]);
    expect(code).toBe("VOARG");
    expect(message).toContain(expected);
    expect(message).toContain("at /pull_steps/1/set_working_directory");
  });

  it.each([
    "--upload-pack={{ $X }}",
    "--upload-pack=touch /tmp/x",
    "-oProxyCommand=x",
    "ext::sh -c touch% /tmp/x",
    "ssh://-oProxyCommand=x/r",
    "git@-host:r",
    "git@host:-r",
    "https://h/r; rm -rf /",
    "https://h/$(id)",
    "https://h/r\n--x",
    "ftp://h/r",
    "/srv/git",
    "",
  ])("may not clone %s", async (repository) => {
    const { code, message, hint } = await refused([{ git_clone: { repository } }]);
    expect(code).toBe("VOARG");
    expect(message).toContain("at /pull_steps/0/git_clone/repository");
    expect(hint).toBeTruthy();
  });

  it.each([
    ["commit_sha", "--upload-pack=touch /tmp/x"],
    ["commit_sha", "main"],
    ["commit_sha", `${hash}\n`],
    ["commit_sha", hash.slice(1)],
    ["branch", "-x"],
    ["branch", "--orphan"],
    ["branch", "a..b"],
    ["branch", "a b"],
    ["branch", "x.lock"],
    ["branch", "a\u0000b".replace("\u0000", "\n")],
    ["directories", ["-x"]],
    ["directories", ["../x"]],
    ["directories", "flows"],
    ["directories", []],
    ["include_submodules", "yes"],
    ["access_token_env", "A B"],
    ["username", "a b"],
    ["depth", 1],
  ])("refuse the %s %j, and say where", async (name, given) => {
    const { code, message } = await refused([
      { git_clone: { repository: "https://h/r" } },
      { git_clone: { repository: "https://h/r", [name]: given } },
    ]);
    expect(code).toBe("VOARG");
    expect(message).toContain(` at /pull_steps/1/git_clone/${name}, got `);
  });

  it.each([
    { access_token: "s3cret" },
    { credentials: { token: "s3cret" } },
    { repository: "https://ann:s3cret@h/r" },
  ])("refuse a secret, and do not repeat it: %j", async (given) => {
    const error = await refused([{ git_clone: { repository: "https://h/r", ...given } }]);
    expect(error.message).toMatch(/no secret|without a password/);
    expect(error.hint).toContain("access_token_env");
    expect(JSON.stringify([error.message, error.detail, error.hint])).not.toContain("s3cret");
  });

  it.each([
    ["no list", {}, "a list of steps at /pull_steps"],
    ["a step that is no object", ["git_clone"], "at /pull_steps/0"],
    ["a step with two names", [{ git_clone: {}, set_working_directory: {} }], "one member"],
    ["an unknown step", [{ run_shell_script: {} }], "git_clone or set_working_directory"],
    ["no repository", [{ git_clone: {} }], "at /pull_steps/0/git_clone/repository, got nothing"],
    [
      "a branch and a commit",
      [{ git_clone: { repository: "https://h/r", branch: "a", commit_sha: hash } }],
      "a branch or a commit_sha, not both",
    ],
    ["no folder", [{ set_working_directory: {} }], "a folder at"],
    [
      "more",
      [{ set_working_directory: { directory: "/x", more: 1 } }],
      "set_working_directory/more",
    ],
    ["a strange copy", [{ set_working_directory: { directory: "/x", copy: 1 } }], "true or false"],
  ])("refuse %s", async (_what, steps, message) => {
    const error = await refused(steps);
    expect(error.code).toBe("VOARG");
    expect(error.message).toContain(message);
  });
});

describe("a deployment that pulls its code", () => {
  const deploy = "select provost.deploy($1)";
  const given = (more: object) => ({
    flow: { name: "f" },
    name: "n",
    entrypoint: "flows/etl.ts:etl",
    pull_steps: [{ git_clone: { repository: "https://h/r" } }],
    ...more,
  });

  it("is refused where its pool executes nothing but what is there", async () => {
    const error = await refusal(db, deploy, [given({})]);
    expect(error).toMatchObject({
      code: "VOARG",
      message: expect.stringContaining("its pool 'default' is of type inline"),
      hint: expect.stringContaining("--type process"),
    });
    const copied = [{ set_working_directory: { directory: "/srv", copy: true } }];
    await refusal(db, deploy, [given({ pull_steps: copied })]);
    const inPlace = [{ set_working_directory: { directory: "/srv" } }];
    await db.query(deploy, [given({ pull_steps: inPlace })]);
  });

  it("has its entrypoint within the repository", async () => {
    await db.query("select provost.create_work_pool('p', 'process')");
    for (const entrypoint of ["/etc/x.ts:x", "../x.ts:x", "a/../../x.ts:x"]) {
      const error = await refusal(db, deploy, [given({ work_pool_name: "p", entrypoint })]);
      expect(error.message).toContain("leads out of the repository");
    }
    await db.query(deploy, [given({ work_pool_name: "p" })]);
    expect(
      await value(db, "select provost_private.deployment_changes($1)", [
        given({ work_pool_name: "p" }),
      ]),
    ).toEqual({ is_new: false, changes: [] });
  });
});
