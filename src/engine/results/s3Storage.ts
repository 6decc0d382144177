import type * as Sdk from "@aws-sdk/client-s3";
import { InvalidInput, redactUrl } from "../../errors.ts";
import { ResultStorageFailed } from "../../flow/runs/runErrors.ts";
import type { ResultStorage, StoredObjectFacts } from "../../flow/results/resultStorage.ts";

/**
 * Results as objects of a bucket: `s3://bucket/prefix`. For servers other than Amazon's, add
 * `?endpoint=https://host:port`, and `&forcePathStyle=false` where buckets are part of the host's
 * name; `region` may be added, too. Credentials come from where the AWS SDK finds them: the
 * environment, profiles, roles.
 */
export class S3Storage implements ResultStorage {
  readonly address: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #sdk: typeof Sdk;
  readonly #client: Sdk.S3Client;

  private constructor(address: string, sdk: typeof Sdk, patienceMs: number) {
    const { hostname, pathname, searchParams } = new URL(address);
    const path = decodeURIComponent(pathname).replaceAll(/^\/+|\/+$/g, "");
    const [endpoint, region] = [searchParams.get("endpoint"), searchParams.get("region")];
    this.address = address;
    this.#bucket = hostname;
    this.#prefix = path === "" ? "" : `${path}/`;
    this.#sdk = sdk;
    this.#client = new sdk.S3Client({
      // Without them a server that says nothing is waited for for ever. The SDK tries three times.
      requestHandler: { connectionTimeout: patienceMs, socketTimeout: patienceMs },
      ...(region !== null && { region }),
      ...(endpoint !== null && {
        endpoint,
        forcePathStyle: searchParams.get("forcePathStyle") !== "false",
        // Servers that only resemble Amazon's may not know the newer checksums.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
    });
  }

  /** `patienceMs`: how long a connection may be silent. */
  static async open(address: string, patienceMs = 20_000): Promise<S3Storage> {
    expectS3Address(address);
    try {
      return new S3Storage(address, await import("@aws-sdk/client-s3"), patienceMs);
    } catch (error) {
      throw new ResultStorageFailed("The AWS SDK, which results in S3 need, cannot be loaded.", {
        detail: error instanceof Error ? error.message : String(error),
        hint: "Install it beside Provost: npm install @aws-sdk/client-s3",
      });
    }
  }

  async write(key: string, bytes: Uint8Array, { contentType }: StoredObjectFacts): Promise<void> {
    const command = new this.#sdk.PutObjectCommand({
      ...this.#place(key),
      Body: bytes,
      ContentType: contentType,
    });
    await this.#safely(() => this.#client.send(command));
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return await this.#safely(async () => {
      try {
        const { Body } = await this.#client.send(new this.#sdk.GetObjectCommand(this.#place(key)));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof this.#sdk.NoSuchKey) return undefined;
        throw error;
      }
    });
  }

  async delete(key: string): Promise<void> {
    await this.#safely(() =>
      this.#client.send(new this.#sdk.DeleteObjectCommand(this.#place(key))),
    );
  }

  #place(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  /** Errors of the SDK carry the request with its signature: only their words are passed on. */
  async #safely<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: "Error", message: "" };
      throw new ResultStorageFailed(`S3 refused or failed: ${name}: ${redactUrl(message)}`, {
        detail: `Bucket ${this.#bucket}, prefix "${this.#prefix}".`,
        hint: "Check the bucket, its region or endpoint, and the credentials of this process.",
      });
    }
  }
}

function expectS3Address(address: string): void {
  const known = new Set(["endpoint", "region", "forcePathStyle"]);
  const url = URL.parse(address);
  const unknown = [...(url?.searchParams.keys() ?? [])].filter((name) => !known.has(name));
  if (url && url.hostname !== "" && url.username === "" && unknown.length === 0) return;
  throw new InvalidInput("Expected an address such as s3://bucket/prefix?region=eu-central-1.", {
    detail: unknown.length > 0 ? `Not known: ${unknown.join(", ")}.` : undefined,
    hint: `After the question mark: ${[...known].join(", ")}. Credentials come from the environment.`,
  });
}
