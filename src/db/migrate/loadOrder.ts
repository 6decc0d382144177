import { createdObjects, withoutComments } from "./createdObjects.ts";
import type { SqlFile } from "./sources.ts";

/**
 * Path order, except that a file comes after those whose functions and views it needs when it is
 * loaded, and what speaks of all objects of a schema comes last. Bodies between dollar quotes are not looked at: PostgreSQL resolves them when they run.
 */
export function inLoadOrder(files: readonly SqlFile[]): SqlFile[] {
  const makers = new Map(
    files.flatMap((file) =>
      createdObjects(file.text)
        .filter((object) => !object.startsWith("trigger "))
        .map((object) => [object.replace(/^\w+ /, ""), file] as const),
    ),
  );
  const ordered = new Set<SqlFile>();
  const visited = new Set<SqlFile>();
  const visit = (file: SqlFile): void => {
    if (visited.has(file)) return;
    visited.add(file);
    for (const name of namesNeeded(file.text)) {
      const maker = makers.get(name);
      if (maker) visit(maker);
    }
    ordered.add(file);
  };
  for (const file of files) if (!isGeneral(file)) visit(file);
  for (const file of files) visit(file);
  return [...ordered];
}

const isGeneral = ({ text }: SqlFile): boolean =>
  /\bon\s+all\s+\w+\s+in\s+schema\b/i.test(withoutComments(text));

function namesNeeded(text: string): string[] {
  const code = withoutComments(text).replace(/\bas\s+(\$\w*\$).*?\1/gis, "");
  return code.match(/\bprovost(?:_private)?\.\w+/g) ?? [];
}
