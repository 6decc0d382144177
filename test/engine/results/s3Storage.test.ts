import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import S3rver from "@20minutes/s3rver";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { S3Storage } from "../../../src/engine/results/s3Storage.ts";
import { flow } from "../../../src/flow/flow.ts";
import { ResultStorageFailed } from "../../../src/flow/runs/runErrors.ts";
import { task } from "../../../src/flow/task.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

// A server that speaks S3, in this process.
let directory: string;
let server: S3rver;
let address: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "provost-s3-"));
  server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory,
    configureBuckets: [{ name: "results", configs: [] }],
  });
  const { port } = await server.run();
  address = `s3://results/runs?endpoint=http://127.0.0.1:${port}&region=us-east-1`;
});
beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "S3RVER");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "S3RVER");
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const facts = { contentType: "application/json", flowRunId: "r", epoch: 1 };

describe("results in S3", () => {
  it("are written, replaced, read and deleted", async () => {
    const storage = await S3Storage.open(address);
    await storage.write("a/b [1]", Buffer.from("one"), facts);
    await storage.write("a/b [1]", Buffer.from("two"), facts);
    expect(Buffer.from((await storage.read("a/b [1]")) ?? "").toString()).toBe("two");
    await storage.delete("a/b [1]");
    expect(await storage.read("a/b [1]")).toBeUndefined();
  });

  it("come back when a run resumes", async () => {
    const engine = new EngineUnderTest({ env: { PROVOST_RESULTS_MEMORY_BYTES: "0" } });
    const rows = Array.from({ length: 50_000 }, (_none, id) => ({ id, at: new Date(id) }));
    const make = task({ name: "make", resultStorage: address }, () => rows);
    const f = flow({ name: "f", persistResult: false }, async () => make());
    const { id } = await engine.run(f);
    expect(engine.store.run(id).tasks.get("make#0")?.resultMeta).toMatchObject({
      storage: address,
      content_type: "application/vnd.superjson+json",
    });
    expect(valueOf(await engine.resume(engine.store.takeOver(id), f))).toEqual(rows);
  });

  it("fail with what to check, and without secrets", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "very-secret");
    const storage = await S3Storage.open(address.replace("results", "nowhere"));
    const error: unknown = await storage
      .write("k", Buffer.from("x"), facts)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResultStorageFailed);
    expect(error).toMatchObject({
      message: expect.stringContaining("S3 refused or failed"),
      detail: 'Bucket nowhere, prefix "runs/".',
      hint: expect.stringContaining("Check the bucket"),
    });
    expect(inspect(error)).not.toMatch(/very-secret|AWS4-HMAC|Credential=/);
  });

  it("are refused with wrong credentials, which are not told", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-the-secret");
    const storage = await S3Storage.open(address);
    const error: unknown = await storage
      .write("k", Buffer.from("x"), facts)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: expect.stringContaining("SignatureDoesNotMatch"),
      hint: expect.stringContaining("the credentials of this process"),
    });
    expect(inspect(error)).not.toMatch(/not-the-secret|AWS4-HMAC|Credential=/);
  });

  it("do not wait for ever for a server that is silent, or not there", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const at = (to: number) => `s3://b?endpoint=http://127.0.0.1:${to}&region=us-east-1`;
    const mute = await S3Storage.open(at(port), 50);
    await expect(mute.read("k")).rejects.toThrow("S3 refused or failed: TimeoutError");
    silent.close();
    const gone = await S3Storage.open(at(port), 50);
    await expect(gone.read("k")).rejects.toThrow("ECONNREFUSED");
  });

  it.each(["s3://", "s3://bucket?password=x", "s3://key:secret@bucket/x", "s3:bucket"])(
    "have no address like %s",
    async (wrong) => {
      await expect(S3Storage.open(wrong)).rejects.toThrow("Expected an address such as s3://");
    },
  );
});
