#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one can say what it lacks.
const oldest = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `Provost needs Node.js ${oldest.join(".")} or newer, this is ${process.versions.node}. ` +
      "Install a newer one, or let npm bring it along (npm install node@24) and call npx provost.",
  );
  process.exitCode = 1;
} else {
  // What was compiled once starts in half the time, also in threads and processes of this one.
  const { directory } = process.getBuiltinModule("node:module").enableCompileCache();
  if (directory) process.env.NODE_COMPILE_CACHE ??= directory;
  await import("./cli.ts");
}
