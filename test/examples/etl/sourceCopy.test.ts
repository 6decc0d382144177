import { readFileSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { copySource, findCopy, removeCopy } from "../../../src/examples/etl/sourceCopy.ts";
import { useTemporaryFolder } from "../temporaryFolder.ts";

const folder = useTemporaryFolder();
const copies = join(folder.path, "etl");
const closings: (() => void)[] = [];

beforeEach(() => {
  vi.stubEnv("PROVOST_HOME", folder.path);
  rmSync(copies, { recursive: true, force: true });
});
afterEach(() => closings.splice(0).forEach((close) => close()));

/** A server on a port of its own; answers its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const copied = (name: string) => readFileSync(join(copies, `${name}.csv`), "utf8");

describe("the copy of a source", () => {
  it("is plain UTF-8, whatever the source is", async () => {
    const text = "id,name\n1,é𝒳\n";
    const utf16 = Buffer.from(`\u{feff}${text}`, "utf16le");
    const sources = {
      plain: Buffer.from(text),
      packed: gzipSync(text),
      twice: Buffer.concat([gzipSync("id,name\n"), gzipSync("1,é𝒳\n")]),
      wide: utf16,
      wideOther: Buffer.from(utf16).swap16(),
      widePacked: gzipSync(utf16),
    };
    for (const [name, bytes] of Object.entries(sources)) {
      const { bytes: size } = await copySource(folder.write(name, bytes), name);
      expect([name, copied(name), size]).toEqual([name, text, Buffer.byteLength(text)]);
    }
  });

  it("is there whole, or not at all", async () => {
    const broken = gzipSync("id\n".repeat(1000)).subarray(0, 20);
    await expect(copySource(folder.write("broken.gz", broken), "broken")).rejects.toThrow(
      "unexpected end of file",
    );
    await expect(copySource(folder.path, "a folder")).rejects.toThrow("cannot be read");
    const wrong = Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]);
    await expect(copySource(folder.write("wrong", wrong), "wrong")).rejects.toThrow("utf-16le");
    expect(readdirSync(copies)).toEqual([]);
  });

  it("is made again where it is missing, once for all who look for it", async () => {
    let requests = 0;
    const address = await serve((_, response) => {
      requests++;
      response.end("id\n1\n");
    });
    const source = `http://${address}/x.csv`;
    const copy = await copySource(source, "again");
    await removeCopy("again");
    const paths = await Promise.all([1, 2, 3].map(() => findCopy(source, "again", copy)));
    expect(paths).toEqual(Array(3).fill(join(copies, "again.csv")));
    expect(copied("again")).toBe("id\n1\n");
    expect(requests).toBe(2);
  });

  it("is refused when the source has changed since it was copied first", async () => {
    const source = folder.write("changing.csv", "id\n1\n");
    const copy = await copySource(source, "changing");
    await removeCopy("changing");
    folder.write("changing.csv", "id\n2\n");
    await expect(findCopy(source, "changing", copy)).rejects.toThrow("is not what it was");
  });

  it("goes away a week after its run was lost", async () => {
    const source = folder.write("old.csv", "id\n");
    for (const name of ["old", "young"]) await copySource(source, name);
    const longAgo = new Date(Date.now() - 8 * 86_400_000);
    utimesSync(join(copies, "old.csv"), longAgo, longAgo);
    await copySource(source, "new");
    expect(readdirSync(copies).sort()).toEqual(["new.csv", "young.csv"]);
  });
});

describe("the download of a source", () => {
  it("follows redirects, unpacks, and sends the password of the URL as a header", async () => {
    const address = await serve((request, response) => {
      if (request.url === "/old.csv") {
        response.writeHead(302, { location: "/new.csv.gz" }).end();
        return;
      }
      response.end(gzipSync(`id\n${request.headers.authorization}\n`));
    });
    await copySource(`http://us%40er:pa%3Ass@${address}/old.csv`, "redirected");
    const pair = Buffer.from("us@er:pa:ss").toString("base64");
    expect(copied("redirected")).toBe(`id\nBasic ${pair}\n`);
  });

  it("says what went wrong without the secrets of the URL", async () => {
    const address = await serve((request, response) => {
      if (request.url?.startsWith("/broken")) {
        response.writeHead(200, { "content-length": "1000" });
        response.write("id\n", () => request.socket.destroy());
        return;
      }
      response.writeHead(request.url?.startsWith("/gone") ? 404 : 503).end();
    });
    const errorOf = (path: string) =>
      copySource(`http://user:secret@${address}${path}?token=secret`, "failing").then(
        () => undefined,
        (error: Error) => ({ name: error.name, message: error.message }),
      );
    const gone = await errorOf("/gone.csv");
    expect(gone?.name).toBe("InvalidInput");
    expect(gone?.message).toMatch(/\/gone\.csv\?sha256=\w+ was answered with 404 Not Found\.$/);
    const busy = await errorOf("/busy.csv");
    expect(busy?.name).toBe("ProvostError");
    expect(busy?.message).toContain("503 Service Unavailable");
    const broken = await errorOf("/broken.csv");
    expect(broken).toMatchObject({
      name: "ProvostError",
      message: expect.stringContaining("broke off"),
    });
    expect(JSON.stringify([gone, busy, broken])).not.toContain("secret");
    expect(readdirSync(copies)).toEqual([]);
  });

  it("ends when its run is stopped", async () => {
    const stop = new AbortController();
    const address = await serve((_, response) => {
      response.write("id\n", () => stop.abort(new Error("stopped")));
    });
    const copying = copySource(`http://${address}/endless.csv`, "endless", stop.signal);
    await expect(copying).rejects.toThrow("stopped");
    expect(readdirSync(copies)).toEqual([]);
  });
});
