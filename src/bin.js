#!/usr/bin/env node
// Plain JavaScript, which an old Node can read as well.
import { complaintAboutNode } from "./oldNode.js";

const complaint = complaintAboutNode();
if (complaint === undefined) {
  // What was compiled once starts in half the time, also in threads and processes of this one.
  const { directory } = process.getBuiltinModule("node:module").enableCompileCache();
  if (directory) process.env.NODE_COMPILE_CACHE ??= directory;
  await import("./cli.ts");
} else {
  console.error(
    `${complaint} Install a newer one, or let npm bring it along (npm install node@24) and call npx provost.`,
  );
  process.exitCode = 1;
}
