import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface SqlFolder extends AsyncDisposable {
  path: string;
  /** Adds or replaces files; `null` removes one. */
  write(files: Readonly<Record<string, string | null>>): Promise<void>;
}

/** A temporary folder of SQL files, laid out as `sql/` is. Use with `await using`. */
export async function sqlFolder(files: Readonly<Record<string, string>>): Promise<SqlFolder> {
  const path = await mkdtemp(join(tmpdir(), "provost-sql-"));
  const folder: SqlFolder = {
    path,
    async write(changes) {
      for (const [name, text] of Object.entries(changes)) {
        const file = join(path, name);
        await mkdir(dirname(file), { recursive: true });
        if (text === null) await rm(file);
        else await writeFile(file, text);
      }
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
  await folder.write(files);
  return folder;
}
