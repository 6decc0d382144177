import { createProgram } from "./commands/createProgram.ts";
import { describeFailure, exitCodeOf, isParserError } from "./commands/failure.ts";
import { useOwnPackage } from "./commands/ownPackage.ts";

// `provost flow-run logs … | head` closes the pipe when it has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

useOwnPackage();
const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // The parser has written its errors itself.
  if (!isParserError(error)) {
    const debug = program.opts<{ debug?: boolean }>().debug || process.env["PROVOST_DEBUG"];
    process.stderr.write(`${describeFailure(error, Boolean(debug))}\n`);
  }
}
// What a user's file has left open does not keep the command from ending for long.
setTimeout(() => process.exit(), 2000).unref();
