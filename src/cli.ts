import { createProgram } from "./commands/createProgram.ts";
import { describeFailure, exitCodeOf, isParserError } from "./commands/failure.ts";
import { spelled } from "./commands/prefect/otherSpellings.ts";
import { lendOwnPackages } from "./worker/code/lendPackages.ts";

// `provost flow-run logs … | head` closes the pipe when it has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

lendOwnPackages();
const program = createProgram();
try {
  await program.parseAsync(spelled(process.argv));
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // The parser has written its errors itself.
  if (!isParserError(error)) {
    const debug = Boolean(process.env["PROVOST_DEBUG"]);
    process.stderr.write(`${describeFailure(error, debug)}\n`);
  }
}
// What a user's file has left open does not keep the command from ending for long.
setTimeout(() => process.exit(), 2000).unref();
