import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export interface TemporaryFolder {
  readonly path: string;
  /** Writes a file and answers its path. */
  write(name: string, content: string | Buffer): string;
}

/** A folder of this test file's own, removed after its last test. */
export function useTemporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "provost-examples-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
  };
}
