import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, type Row } from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const template = {
  job_configuration: {
    env: "{{ env }}",
    working_dir: "/srv/{{ team }}/{{ places[0].folder }}",
    name: "{{ name }}",
    max_old_space_size: "{{ memory }}",
  },
  variables: {
    type: "object",
    properties: {
      env: { type: "object", default: { TZ: "UTC", LEVEL: "info" } },
      team: { type: "string" },
      name: { type: "string" },
      memory: { type: "integer", default: 256 },
      places: { type: "array", default: [{ folder: "flows" }] },
    },
    required: ["team"],
  },
};

const createPool = (base: object, name = "heavy") =>
  db.query("select provost.create_work_pool($1, 'process', base_job_template => $2)", [name, base]);

interface StoredJob {
  configuration: Row;
  mark: string;
}
const job = (id: string): Promise<StoredJob> =>
  value(db, "select provost_private.job_of_run($1)", [id]);

const insert = "insert into provost.flow_runs (deployment, job_variables) values ($1, $2)";

describe("the job of a run", () => {
  beforeEach(() => createPool(template));

  it("is the template of its pool, with the defaults, the deployment's and its own variables", async () => {
    const deployment = await deploy(db, {
      work_pool_name: "heavy",
      job_variables: { team: "data", "env.LEVEL": "debug", name: "etl" },
    });
    const plain = await enqueue(db, { deployment });
    expect((await job(plain)).configuration).toEqual({
      env: { TZ: "UTC", LEVEL: "debug" },
      working_dir: "/srv/data/flows",
      name: "etl",
      max_old_space_size: 256,
    });
    const own = { memory: 512, env: { COLOUR: "red" }, "env.TZ": "CET", places: [] };
    const special = await enqueue(db, { deployment, job_variables: own });
    expect((await job(special)).configuration).toEqual({
      env: { TZ: "CET", LEVEL: "debug", COLOUR: "red" },
      working_dir: "/srv/data/",
      name: "etl",
      max_old_space_size: 512,
    });
  });

  it("leaves out what has no value, and what the template does not name", async () => {
    const deployment = await deploy(db, {
      work_pool_name: "heavy",
      job_variables: { team: "data", image: "x" },
    });
    const { configuration } = await job(await enqueue(db, { deployment }));
    expect(Object.keys(configuration).sort()).toEqual(["env", "max_old_space_size", "working_dir"]);
  });

  it("lays `env` over an environment that the template spells out", async () => {
    await createPool(
      {
        job_configuration: { env: { A: "{{ a }}", B: "pool" } },
        variables: { properties: { a: {}, env: { type: "object" } } },
      },
      "spelled",
    );
    const deployment = await deploy(db, {
      work_pool_name: "spelled",
      job_variables: { a: "1", env: { B: "{{ a }}", C: "3" } },
    });
    const { configuration } = await job(await enqueue(db, { deployment }));
    expect(configuration).toEqual({ env: { A: "1", B: "{{ a }}", C: "3" } });
  });

  it("marks the environment that the template asks the worker for, not what variables ask for", async () => {
    await createPool(
      {
        job_configuration: { env: "{{ env }}", working_dir: "{{ $HOME }}/{{ team }}" },
        variables: { properties: { env: {}, team: {} } },
      },
      "home",
    );
    const deployment = await deploy(db, {
      work_pool_name: "home",
      job_variables: { team: "{{ $SECRET }}", env: { A: "{{ $SECRET }}" } },
    });
    const { configuration, mark } = await job(await enqueue(db, { deployment }));
    expect(mark).toMatch(/^[0-9a-f]{32}$/);
    expect(configuration).toEqual({
      env: { A: "{{ $SECRET }}" },
      working_dir: `{{ $${mark}.HOME }}/{{ $SECRET }}`,
    });
  });

  it("is refused when it names a kept variable that does not exist", async () => {
    const deployment = await deploy(db, {
      work_pool_name: "heavy",
      job_variables: { team: "{{ prefect.variables.team }}" },
    });
    const id = await enqueue(db, { deployment });
    const refused = await refusal(db, "select provost_private.job_of_run($1)", [id]);
    expect(refused.message).toContain("names prefect.variables.team at /working_dir");
  });

  it("is that of the usual template where the pool has none", async () => {
    await db.query("select provost_private.join_work_pool('plain', 'process', true)");
    const deployment = await deploy(db, {
      work_pool_name: "plain",
      job_variables: { env: { A: 1 }, max_old_space_size: 64 },
    });
    const { configuration } = await job(await enqueue(db, { deployment }));
    expect(configuration).toEqual({ env: { A: 1 }, max_old_space_size: 64, stream_output: true });
    const inline = await enqueue(db, {
      deployment: await deploy(db, { job_variables: { image: "x" } }),
    });
    expect((await job(inline)).configuration).toEqual({});
  });
});

describe("job variables that do not fit their pool", () => {
  beforeEach(() => createPool(template));

  it("are refused when they are deployed, with the place", async () => {
    const definition = {
      flow: { name: "f" },
      name: "wrong",
      work_pool_name: "heavy",
      job_variables: { memory: "lots" },
    };
    const refused = await refusal(db, "select provost.deploy($1)", [definition]);
    expect(refused).toMatchObject({
      code: "VOPAR",
      message: 'Job variable "/memory" of work pool "heavy": expected an integer, got "lots".',
    });
    expect(JSON.parse(refused.detail ?? "")).toMatchObject([{ pointer: "/memory" }]);
    expect(refused.hint).toContain("work-pool inspect");
  });

  it("are refused at the insert of a run, also when they are missing", async () => {
    const deployment = await deploy(db, { work_pool_name: "heavy" });
    const missing = await refusal(db, insert, [deployment, null]);
    expect(missing).toMatchObject({ code: "VOPAR" });
    expect(missing.message).toContain("team");
    const wrong = await refusal(db, insert, [
      deployment,
      { team: "data", "env.A": 1, memory: 0.5 },
    ]);
    expect(wrong.message).toContain('Job variable "/memory"');
    const list = await refusal(db, insert, [deployment, "[]"]);
    expect(list.message).toContain("Expected job variables as a JSON object");
    expect(await enqueue(db, { deployment, job_variables: { team: "data" } })).toBeTruthy();
  });

  it("are refused when a run that waits is given others", async () => {
    const deployment = await deploy(db, {
      work_pool_name: "heavy",
      job_variables: { team: "data" },
    });
    const id = await enqueue(db, { deployment });
    const change = "select provost.update_flow_run($1, job_variables => $2)";
    expect(await refusal(db, change, [id, { memory: "lots" }])).toMatchObject({ code: "VOPAR" });
    await db.query(change, [id, { memory: 128 }]);
    expect((await job(id)).configuration).toMatchObject({ max_old_space_size: 128 });
  });

  it("are found out when the pool gets another template", async () => {
    const deployment = await deploy(db, {
      work_pool_name: "heavy",
      job_variables: { team: "data" },
    });
    const early = await enqueue(db, { deployment });
    const { properties } = template.variables;
    const stricter = { type: "object", properties, required: ["team", "name"] };
    await db.query("update provost.work_pools set base_job_template = $1 where name = 'heavy'", [
      { ...template, variables: stricter },
    ]);
    expect(await refusal(db, insert, [deployment, null])).toMatchObject({ code: "VOPAR" });
    expect(await refusal(db, "select provost_private.job_of_run($1)", [early])).toMatchObject({
      code: "VOPAR",
    });
    await db.query("update provost.work_pools set base_job_template = $1 where name = 'heavy'", [
      template,
    ]);
    expect(await enqueue(db, { deployment })).toBeTruthy();
  });
});

describe("a base job template", () => {
  const change = "update provost.work_pools set base_job_template = $1 where name = 'default'";

  it.each([
    [
      "a default that does not fit",
      {
        job_configuration: {},
        variables: { properties: { n: { type: "integer", default: "one" } } },
      },
      'The default of job variable "/n" does not fit its schema: expected an integer',
      "/variables/properties",
    ],
    [
      "an undeclared variable deep within",
      { job_configuration: { a: [{ b: "x {{ no.deeper }}" }] }, variables: {} },
      "variables that are not declared: no.",
      "/job_configuration/a/0/b",
    ],
  ])(
    "with %s is refused whoever writes it, with the place",
    async (_what, given, message, place) => {
      const refused = await refusal(db, change, [given]);
      expect(refused.code).toBe("VOARG");
      expect(refused.message).toContain(message);
      expect(refused.detail).toContain(place);
      expect(refused.hint).toBeTruthy();
    },
  );

  it("of a process pool has no members that would be ignored", async () => {
    const command = {
      job_configuration: { command: "rm -rf /" },
      variables: { type: "object" },
    };
    const refused = await refusal(
      db,
      "select provost.create_work_pool('p', 'process', base_job_template => $1)",
      [command],
    );
    expect(refused).toMatchObject({
      code: "VOARG",
      message: "The job configuration of a process has no member `command`.",
      detail: expect.stringContaining("env, labels, max_old_space_size"),
      hint: "Leave it out: the worker starts the process itself.",
    });
  });

  it("is the usual one of the pool's type, also when the type changes", async () => {
    await db.query("select provost.create_work_pool('p')");
    const stored = () =>
      value<Row>(db, "select base_job_template from provost.work_pools where name = 'p'");
    expect(await stored()).toMatchObject({ job_configuration: {} });
    await db.query("select provost.update_work_pool('p', type => 'process')");
    expect(await stored()).toMatchObject({ job_configuration: { env: "{{ env }}" } });
    expect(await stored()).toEqual(
      await value(db, "select provost.default_base_job_template('process')"),
    );
  });
});
